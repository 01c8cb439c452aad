"""What the tests of the add-on start from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.addon.google import Google


@pytest.fixture
def google() -> Iterator[Google]:
    """Google's keys, and a signer of tokens."""
    one = Google()
    yield one
    one.stop()
