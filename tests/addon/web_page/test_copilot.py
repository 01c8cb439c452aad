"""The copilot on the web page, by keyboard: what is being written comes by itself, and into the reply."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from inbox import database
from inbox.database import Sessions
from inbox.models import CopilotQuestion, Outgoing, Template
from tests.addon.visitor import desk_of
from tests.addon.web_page.conftest import Open
from tests.addon.web_page.test_web_page import by_keyboard, faults, is_narrow, shown, title
from tests.clinic import Clinic
from workers import copilot_jobs
from workers.job import UnitsOfWork

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""


def work(service: Flask, make: Sessions, now: datetime) -> None:
    """A worker answers what waits."""
    with database.unit_of_work(make, writes=False) as session:
        ids = list(session.scalars(select(CopilotQuestion.id).where(CopilotQuestion.state == "waiting")))
    assert len(ids) == 1
    copilot_jobs.answer_question.run(UnitsOfWork(desk_of(service).runtime, clock=lambda: now), ids[0])


def read_by_axe(page: Page) -> None:
    assert (is_narrow(page), faults(page)) == (True, [])


def test_a_draft_comes_by_itself_and_into_the_reply_by_keyboard_alone(
    open_page: Open, numbers: list[int], service: Flask, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        body = "You may come on Friday, in order to see the doctor."
        session.add(Template(organization_id=clinic.organization.id, key="t", name="Come on Friday", body=body))
    page = open_page(f"/app/conversations/{numbers[0]}", width=360)
    by_keyboard(page, "Draft a reply")
    expect(title(page)).to_have_text("Draft")
    expect(shown(page).get_by_text("Being written…")).to_be_visible()
    expect(title(page)).to_be_focused()

    work(service, make, now)
    expect(shown(page).locator(".card")).to_contain_text("You may come on Friday, in order to see the doctor.")
    expect(shown(page).get_by_role("status").last).to_have_text("Up to date.")
    read_by_axe(page)
    by_keyboard(page, "Use in reply")
    text = shown(page).get_by_role("textbox", name="Reply")
    expect(text).to_be_visible()
    assert "in order to see the doctor" in text.input_value()

    text.fill("In order to come, you must call.")
    by_keyboard(page, "Plainer")
    expect(title(page)).to_have_text("Plainer")
    work(service, make, now)
    expect(shown(page).locator(".card")).to_contain_text("To come, you must call.")
    read_by_axe(page)
    by_keyboard(page, "Use in reply")
    expect(text).to_have_value("To come, you must call.")
    page.keyboard.press("Escape")
    expect(shown(page).get_by_text("Summarise")).to_be_visible()
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Outgoing)) == 0
