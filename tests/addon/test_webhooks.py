"""Webhooks on the cards: admins see how they stand and switch one on again; nobody else does."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from inbox import database
from inbox.database import Sessions
from inbox.models import Webhook
from tests.addon.google import Google
from tests.addon.sidebar import Sidebar
from tests.clinic import Clinic

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def ada(service: Flask, google: Google) -> Sidebar:
    """An admin."""
    return Sidebar(service, google, email="ada@clinic.example.org")


def test_an_admin_switches_one_on_with_a_click(
    ana: Sidebar, ada: Sidebar, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        session.add(
            Webhook(
                organization_id=clinic.organization.id,
                key="ehr",
                url="https://ehr.example.org/hook?token=1",
                secret=b"",
                created_at=now,
                disabled_at=now,
                disabled_reason="answered 500",
            )
        )
    shown = ada.ask("/gmail/actions/open", parameters={"page": "webhooks"})
    assert "Switched off: answered 500" in shown.text
    assert "token" not in shown.text
    press = shown.button("enable-webhook")
    assert "Only an admin" in ana.press(press).text
    assert "Only an admin" in ana.ask("/gmail/actions/open", parameters={"page": "webhooks"}).text

    assert ada.press(press).notification == "ehr is on again"
    with make() as session:
        assert session.scalars(select(Webhook.disabled_at)).one() is None
