"""What every provider tells of an out-of-office answer that somebody set up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.errors import AccessLost
from sync.provider import Absence
from tests.sync.outside import Outside

WEDNESDAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def test_an_out_of_office_answer_is_told_with_its_times(outside: Outside) -> None:
    assert outside.connect().absence() is None
    begin, end = WEDNESDAY, WEDNESDAY + timedelta(days=30)
    outside.go_away(begin, end)
    assert outside.connect().absence() == Absence(begin, end)
    outside.go_away(None, None)
    assert outside.connect().absence() == Absence(None, None)


def test_an_out_of_office_answer_that_may_not_be_read_is_access_lost(outside: Outside) -> None:
    outside.revoke()
    with pytest.raises(AccessLost):
        outside.connect().absence()
