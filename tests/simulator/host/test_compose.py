"""Writing mail on the page, with and without the add-on."""

from __future__ import annotations

import email
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from simulator.google import accounts, drafts, mail
from simulator.host import mailview
from tests.simulator.host.conftest import DESK, Stage
from tests.simulator.host.scripted import Scripted, button, buttons, pushed, text


@pytest.fixture(scope="module", autouse=True)
def letters(stage: Stage) -> None:
    """Letters to answer."""
    for subject in ("Question one", "Question two"):
        stage.deliver(subject, "May I have one?")


def sent(stage: Stage) -> Any:
    """The newest message under SENT."""
    now = stage.world.clock()
    with stage.world.store.reading() as connection:
        account = accounts.get(connection, DESK)
        listed = mailview.thread_list(connection, account, label="SENT", query="", limit=1, now=now)
        found = mailview.thread(connection, account, listed["threads"][0]["id"])["messages"][-1]
    parsed = email.message_from_bytes(stage.world.store.raw(DESK, found["id"]))
    return found | {"html": mail.text_of(list(mail.leaves(parsed))[-1]), "In-Reply-To": parsed["In-Reply-To"]}


def editor(page: Page) -> Any:
    """The box the mail is written in."""
    return page.get_by_role("textbox", name="Message text")


def draft(**markup: Any) -> dict[str, Any]:
    """An answer that changes the draft."""
    return {"renderActions": {"hostAppAction": {"gmailAction": {"updateDraftActionMarkup": markup}}}}


def body(content: str, kind: str = "MUTABLE_HTML", where: str = "IN_PLACE_INSERT") -> dict[str, Any]:
    """A change of the draft's text."""
    return {"updateBody": {"insertContents": [{"content": content, "contentType": kind}], "type": where}}


def test_a_reply_is_written_and_sent_with_the_keyboard(page: Page, stage: Stage) -> None:
    page.get_by_role("button", name="Question one").click()
    expect(page.get_by_role("button", name="Reply", exact=True)).to_be_visible()
    page.keyboard.press("r")
    expect(editor(page)).to_be_focused()
    expect(page.get_by_label("To", exact=True)).to_have_value("Nora <nora@example.com>")
    page.keyboard.type("Yes, of course")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Message sent.")).to_be_visible()
    message = sent(stage)
    assert (message["subject"], message["In-Reply-To"]) == ("Re: Question one", "<Question-one@example.com>")
    assert "Yes, of course" in message["html"]
    expect(page.get_by_role("article", name="Message from Front Desk")).to_be_visible()


def test_a_template_is_inserted_at_the_cursor(page: Page, addon: Scripted, stage: Stage) -> None:
    columns = {"columnItems": [{"widgets": [{"textParagraph": {"text": "Two columns"}}]}] * 2}
    addon.answers["/compose"] = pushed({"widgets": [{"columns": columns}]}, buttons(button("Use it", "/use")))
    greeting = "<p>Dear <b>Nora</b>,</p><script>alert(1)</script><img src='https://tracker.example.com/x.gif'>"
    changes = {
        "updateSubject": {"subject": "Your tablets"},
        "updateCcRecipients": {"ccRecipients": [{"email": "c@example.com"}]},
    }
    addon.answers["/use"] = draft(**body(greeting), **changes)
    page.get_by_role("button", name="Compose").click()
    page.get_by_label("To", exact=True).fill("nora@example.com, Ben <ben@example.com>")
    editor(page).fill("[]")
    editor(page).press("ArrowLeft")
    page.get_by_role("button", name="Insert template").click()
    pane = page.get_by_role("dialog", name="Insert template")
    expect(pane.get_by_text("Two columns")).to_have_count(2)
    recipients = addon.last("/compose").event["gmail"]
    assert recipients["toRecipients"] == ["nora@example.com", "Ben <ben@example.com>"]
    pane.get_by_role("button", name="Use it").click()
    expect(pane).to_be_hidden()
    expect(editor(page)).to_contain_text("Dear Nora,")
    assert editor(page).evaluate("box => box.querySelectorAll('script, img').length") == 0
    assert editor(page).inner_text().startswith("[") and editor(page).inner_text().rstrip().endswith("]")
    expect(page.get_by_label("Subject", exact=True)).to_have_value("Your tablets")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status").filter(has_text="Message sent.")).to_be_visible()
    assert (sent(stage)["cc"], sent(stage)["subject"]) == ("c@example.com", "Your tablets")


@pytest.mark.parametrize(
    ("where", "expected"),
    [("INSERT_AT_START", "NEWold"), ("INSERT_AT_END", "oldNEW"), ("REPLACE", "NEW")],
)
def test_templates_go_where_they_say(page: Page, addon: Scripted, where: str, expected: str) -> None:
    addon.answers["/compose"] = pushed(buttons(button("Use it", "/use")))
    addon.answers["/use"] = draft(**body("NEW", "TEXT", where))
    page.get_by_role("button", name="Compose").click()
    editor(page).fill("old")
    page.get_by_role("button", name="Insert template").click()
    page.get_by_role("button", name="Use it").click()
    expect(editor(page)).to_have_text(expected)
    page.get_by_role("button", name="Discard").click()


def test_a_draft_change_without_its_place_is_an_error(page: Page, addon: Scripted) -> None:
    addon.answers["/compose"] = pushed(buttons(button("Use it", "/use")))
    addon.answers["/use"] = draft(updateBody={"insertContents": [{"content": "x", "contentType": "TEXT"}]})
    page.get_by_role("button", name="Compose").click()
    page.get_by_role("button", name="Insert template").click()
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("alert")).to_contain_text("updateBody.type must be one of")
    page.get_by_role("button", name="Close Insert template").click()
    page.get_by_role("button", name="Discard").click()


def test_closing_keeps_a_draft_that_the_add_on_can_open_again(page: Page, addon: Scripted, stage: Stage) -> None:
    page.get_by_role("button", name="Compose").click()
    page.get_by_label("Subject", exact=True).fill("Half a thought")
    editor(page).fill("to be continued")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    with stage.world.store.reading() as connection:
        [kept] = drafts.ids_of(connection, accounts.get(connection, DESK)).values()
    opening = {"gmailAction": {"openCreatedDraftActionMarkup": {"draftId": kept}}}
    addon.answers["/home"] = pushed(buttons(button("Open draft", "/open")))
    addon.answers["/open"] = {"renderActions": {"hostAppAction": opening}}
    page.get_by_role("button", name="Reload the add-on").click()
    page.get_by_role("button", name="Open draft").click()
    expect(page.get_by_label("Subject", exact=True)).to_have_value("Half a thought")
    expect(editor(page)).to_contain_text("to be continued")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("Draft discarded.")).to_be_visible()


def test_a_mail_to_nobody_is_not_sent(page: Page) -> None:
    page.get_by_role("button", name="Compose").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Say first who the message is for.")).to_be_visible()
    page.get_by_role("button", name="Discard").click()


def test_a_draft_cannot_be_changed_from_the_sidebar(page: Page, addon: Scripted) -> None:
    addon.answers["/home"] = pushed(text("x"), buttons(button("Change", "/use")))
    addon.answers["/use"] = draft(**body("NEW"))
    page.get_by_role("button", name="Reload the add-on").click()
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="not asked from a draft")).to_be_visible()
