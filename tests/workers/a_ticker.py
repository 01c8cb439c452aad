"""A ticker process for tests."""

from inbox import log, settings
from workers import runtime, ticker

if __name__ == "__main__":
    log.configure("INFO")
    ticker.run(runtime.build(settings.load()))
