"""A worker process for tests: the real one, that knows the tests' errands, too, and reads mail with a small model."""

from ai.models import MODELS
from inbox import log, settings
from tests.workers import errands, small_model
from workers import runtime, worker

if __name__ == "__main__":
    log.configure("INFO")
    assert errands.note
    MODELS["local"] = small_model.BUILDER
    worker.run(runtime.build(settings.load()))
