"""`inbox ai`: versions of what was learnt, and going back to one."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from inbox import database, learning
from inbox.database import Sessions
from tests.addon.cli.conftest import Type
from tests.clinic import Clinic

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_versions_are_told_and_an_earlier_one_is_used_again(
    inbox: Type, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    assert inbox("ai", "versions").stdout == "Nothing was learnt yet.\n"
    with database.unit_of_work(make) as session:
        for accuracy in (0.9, 0.95):
            learning.keep(
                session, clinic.organization.id, b"learnt", examples=40, is_better=True, now=now,
                measured={"accuracy": accuracy, "held": 10},
            )  # fmt: skip

    told = inbox("ai", "versions").stdout.splitlines()
    assert [line.split()[0] for line in told if line.endswith("in use")] == ["2"]
    assert "40 examples by staff, 90% of 10 held back were right" in told[1]
    assert inbox("ai", "rollback", 1).stdout == "Version 1 is in use.\n"
    assert inbox("ai", "rollback", 1).stdout == "Version 1 was in use already.\n"
    assert [one["is_current"] for one in json.loads(inbox("ai", "versions", "--json").stdout)] == [False, True]
    assert inbox("ai", "rollback", 7).exit_code == 1


@pytest.mark.parametrize("words", [
    ("ai", "rollback"), ("model", "preview"), ("leave", "cancel"), ("rules", "log", "--conversation"),
    ("ledger", "show", "front-desk@clinic.example.org"),
])  # fmt: skip
def test_a_number_that_nothing_can_have_is_refused(inbox: Type, clinic: Clinic, words: tuple[str, ...]) -> None:
    for number in (0, 2**31, 2**63, 10**30):
        refused = inbox(*words, number)
        assert refused.exit_code == 2
        assert "is not in the range" in refused.stderr
