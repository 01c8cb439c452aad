"""A worker process for tests: the real one, that knows the tests' errands, too, and reads mail with a small model."""

import sys

from ai.models import MODELS
from inbox import log, settings
from tests.workers import errands, small_model
from workers import runtime, worker

if __name__ == "__main__":
    log.configure("INFO")
    assert errands.note
    MODELS["local"] = sys.argv[1] if sys.argv[1:] else small_model.BUILDER
    worker.run(runtime.build(settings.load()))
