"""Clocks are reckoned anew some at a time, and who changed a promise sees how far that is."""

from __future__ import annotations

import pytest

from tests import clinic as building
from tests.cards.drawing import Drawer
from tests.house import House
from workers import clock_jobs

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_a_lead_sees_how_far_clocks_are_reckoned_anew(house: House) -> None:
    with house.work.unit() as session:
        for number in range(119):
            building.conversation(
                session, house.clinic.front_desk, now=house.clock(), patient=f"patient-{number}@example.com"
            )
    organization_id = house.clinic.organization.id
    cleo = Drawer(house.work.runtime.make, house.clock(), house.clinic.cleo)
    ids = clock_jobs.concerned(house.work, organization_id)
    reckoning = clock_jobs.reckon_all(house.work, organization_id, ids)
    assert "reckoned anew" not in cleo("policies").text

    assert next(reckoning) == 100
    assert "100 of 120 conversations are done" in cleo("policies").text

    assert list(reckoning) == [120]
    assert "reckoned anew" not in cleo("policies").text
