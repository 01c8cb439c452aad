"""What a model elsewhere would be told, as admins see it beside a conversation; nobody else does."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from inbox import database
from inbox.database import Sessions
from inbox.models import Mailbox, ModelServer
from tests.addon.google import Google
from tests.addon.sidebar import Sidebar
from tests.clinic import Clinic, conversation

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_an_admin_sees_word_for_word_what_would_leave(
    service: Flask, google: Google, ana: Sidebar, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    ada = Sidebar(service, google, email="ada@clinic.example.org")
    with database.unit_of_work(make) as session:
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        mailbox.settings = {"copilot": "large"}
        session.add(
            ModelServer(
                organization_id=clinic.organization.id, key="large", kind="openai", name="large", changed_at=now,
                base_url="https://models.example.org/v1", secret=b"sealed",
            )
        )  # fmt: skip
        one = conversation(session, mailbox, now=now, text="I am Maria, born 4 May 1971. Reach me at 555-0134.")
        number = str(one.id)
    page = {"page": "outward", "conversation": number}
    shown = ada.ask("/gmail/actions/open", parameters=page).text
    assert "Leaves this machine, for large at models.example.org" in shown
    assert "Stays here: the local model answers." in shown
    assert "I am [PERSON_1], born [BIRTHDATE_1]. Reach me at [PHONE_1]." in shown
    assert "Taken out: dates of birth 1, names 2, telephone numbers 1" in shown
    assert "Only an admin" in ana.ask("/gmail/actions/open", parameters=page).text
    beside = {"page": "conversation", "conversation": number}
    assert "What a model is told" in ada.ask("/gmail/actions/open", parameters=beside).text
    assert "What a model is told" not in ana.ask("/gmail/actions/open", parameters=beside).text
