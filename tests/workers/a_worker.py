"""A worker process for tests: the real one, that knows the tests' errands, too."""

from inbox import log, settings
from tests.workers import errands
from workers import runtime, worker

if __name__ == "__main__":
    log.configure("INFO")
    assert errands.note
    worker.run(runtime.build(settings.load()))
