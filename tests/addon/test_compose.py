"""Templates: listed beside a mail that is being written, inserted whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from inbox import database
from inbox.database import Sessions
from inbox.models import Template
from tests.addon.sidebar import Shown, Sidebar
from tests.clinic import Clinic

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""
HOSTILE = '<img src=x onerror="a">'


@pytest.fixture
def templates(make: Sessions, clinic: Clinic) -> None:
    """One without gaps, one that needs to be told a day."""
    with database.unit_of_work(make) as session:
        for key, subject, body in (
            ("hours", "Our hours", "We are open from 8 to 6.\nKind regards, {{agent.name}}"),
            ("day", "Your appointment", "See you on {{day}} & {{hour}}."),
        ):
            session.add(
                Template(organization_id=clinic.organization.id, key=key, name=key.title(), subject=subject, body=body)
            )


@pytest.fixture
def offered(ana: Sidebar, templates: None) -> Shown:
    """What Gmail shows beside a new mail."""
    event = ana.event() | {"gmail": {"toRecipients": ["María López <maria.lopez@example.com>"]}}
    answer = ana.call("/gmail/compose", event)
    return Shown(answer.status_code, answer.get_json())


def draft(shown: Shown) -> Any:
    return shown.body["renderActions"]["hostAppAction"]["gmailAction"]["updateDraftActionMarkup"]


def test_templates_are_offered(offered: Shown) -> None:
    assert offered.navigation.keys() == {"pushCard"}
    assert "Hours" in offered.text and "Day" in offered.text


def test_choosing_one_inserts_it(ana: Sidebar, offered: Shown) -> None:
    inserted = draft(ana.press(offered.button("insert-template", template="1")))

    assert inserted["updateBody"]["type"] == "IN_PLACE_INSERT"
    content = inserted["updateBody"]["insertContents"][0]["content"]
    assert content == "We are open from 8 to 6.<br>Kind regards, Ana Ruiz"
    assert inserted["updateSubject"] == {"subject": "Our hours"}


def test_one_with_gaps_asks_for_what_is_missing_and_inserts_nothing(ana: Sidebar, offered: Shown) -> None:
    asked = ana.press(offered.button("insert-template", template="2"))

    assert "hostAppAction" not in asked.text
    assert asked.card["name"] == "template" and asked.navigation.keys() == {"pushCard"}
    assert asked.notification == "Fill in first: Day, Hour"

    again = ana.press(asked.button("insert-template"), **{"value-day": "Friday"})
    assert again.navigation.keys() == {"updateCard"}
    assert again.notification == "Fill in first: Hour"

    inserted = draft(ana.press(again.button("insert-template"), **{"value-day": "Friday", "value-hour": HOSTILE}))
    content = inserted["updateBody"]["insertContents"][0]["content"]
    assert content == "See you on Friday &amp; &lt;img src=x onerror=&quot;a&quot;&gt;."


def test_a_template_of_another_team_cannot_be_inserted(
    ana: Sidebar, offered: Shown, make: Sessions, clinic: Clinic
) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Template, 1).team_id = clinic.billing.id
    shown = ana.press(offered.button("insert-template", template="1"))

    assert shown.notification == "This template does not exist any more."
    assert "hostAppAction" not in shown.text
