"""What tests of the workers start from."""

from tests.office import office, runtime, work

__all__ = ["office", "runtime", "work"]
