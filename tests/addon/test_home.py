"""The add-on's first page, over whatever there is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from inbox import database
from inbox.database import Sessions
from tests.addon.sidebar import Sidebar, actions, parameters
from tests.clinic import Clinic, conversation


@pytest.mark.parametrize("count", [0, 1, 99, 250])
def test_home_draws_however_much_there_is(
    ana: Sidebar, make: Sessions, clinic: Clinic, now: datetime, count: int
) -> None:
    with database.unit_of_work(make) as session:
        for number in range(count):
            conversation(
                session, clinic.front_desk, now=now - timedelta(minutes=number), subject=f"Matter {number}",
                assignee_id=clinic.ana.id,
            )  # fmt: skip
    ana.zone = ""
    home = ana.home()

    widgets = sum(len(section["widgets"]) for section in home.card["sections"])
    assert widgets <= 100
    assert ("Matter 0" in home.text) == (count > 0)
    assert home.navigation.keys() == {"pushCard"}
    if count > 50:
        older = next(one for one in actions(home.card) if "older" in parameters(one))
        assert "Matter 50" in ana.press(older).text
