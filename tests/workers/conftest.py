"""What tests of the workers start from."""

from tests.correspondent import desk
from tests.house import house
from tests.office import office, runtime, work

__all__ = ["desk", "house", "office", "runtime", "work"]
