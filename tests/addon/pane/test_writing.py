"""Beside a mail that is being written: templates go in, and the server is asked before it goes out."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Response
from playwright.sync_api import Page, expect

from tests.addon.pane.conftest import Open
from tests.addon.pane.scripted import Gate, Scripted, buttons, card, execute, shown, text

INSERT = "/outlook/actions/insert-template"
DRAFT = {"text": "Dear Nora <3,\nthank you & see you.", "subject": ""}
IN_HTML = "Dear Nora &lt;3,<br>thank you &amp; see you."


@pytest.fixture
def templates(doors: Scripted) -> Scripted:
    """A list of templates."""
    doors.answers["/outlook/compose"] = shown(
        card(buttons(execute("Thanks", "insert-template", {"template": "1"}))), title="Insert a template"
    )
    doors.answers[INSERT] = shown(None, "none", draft=DRAFT)
    return doors


def beside(templates: Scripted, open_pane: Open, **draft: Any) -> Page:
    page = open_pane(first=None, draft=draft)
    expect(page.get_by_text("Beside the message you are writing")).to_be_visible()
    expect(page.locator(".ac-adaptiveCard")).to_be_visible()
    return page


def test_the_templates_are_asked_for_with_the_recipient(templates: Scripted, open_pane: Open) -> None:
    beside(templates, open_pane, to=["nora@example.org", "ben@example.org"])

    body = templates.last("/outlook/compose").body
    assert body["parameters"] == {"to": "nora@example.org"}
    assert body["item"] == {"internetMessageId": None, "itemId": None, "conversationId": "new-conversation"}


@pytest.mark.parametrize(("kind", "content"), [("html", IN_HTML), ("text", DRAFT["text"])])
def test_a_template_goes_in_where_the_cursor_is(templates: Scripted, open_pane: Open, kind: str, content: str) -> None:
    page = beside(templates, open_pane, type=kind)

    page.get_by_role("button", name="Thanks").click()

    expect(page.get_by_role("status")).to_have_text("Inserted into the message.")
    assert page.evaluate("outlook.inserted") == [["selected", content, kind]]
    assert page.evaluate("outlook.subject") == ""


def test_a_template_goes_in_at_the_top_where_there_is_no_cursor(templates: Scripted, open_pane: Open) -> None:
    templates.answers[INSERT] = shown(None, "none", draft={**DRAFT, "subject": "Your visit"}, notice="There you are.")
    page = beside(templates, open_pane, cannotSelect=True)

    page.get_by_role("button", name="Thanks").click()

    expect(page.get_by_role("status")).to_have_text("There you are.")
    assert page.evaluate("outlook.inserted") == [["prepended", IN_HTML, "html"]]
    assert page.evaluate("outlook.subject") == "Your visit"


def test_a_template_beside_a_mail_that_is_read_opens_a_reply(doors: Scripted, open_pane: Open) -> None:
    doors.answers["/outlook/message"] = shown(card(buttons(execute("Reply", "insert-template"))))
    doors.answers[INSERT] = shown(None, "none", draft=DRAFT)
    page = open_pane()
    page.evaluate(
        """() => {
            Office.context.mailbox.item.displayReplyFormAsync = (form, callback) => {
                outlook.inserted.push(form);
                callback({ status: "succeeded" });
            };
        }"""
    )

    page.get_by_role("button", name="Reply").click()

    expect(page.get_by_role("status")).to_have_text("Inserted into the message.")
    assert page.evaluate("outlook.inserted") == [{"htmlBody": IN_HTML}]


def test_a_client_before_mailbox_1_9_opens_a_reply_too(doors: Scripted, open_pane: Open) -> None:
    doors.answers["/outlook/message"] = shown(card(buttons(execute("Reply", "insert-template"))))
    doors.answers[INSERT] = shown(None, "none", draft=DRAFT)
    page = open_pane()
    page.evaluate("() => { Office.context.mailbox.item.displayReplyForm = (form) => outlook.inserted.push(form); }")

    page.get_by_role("button", name="Reply").click()

    expect(page.get_by_role("status")).to_have_text("Inserted into the message.")
    assert page.evaluate("outlook.inserted") == [{"htmlBody": IN_HTML}]


def test_a_text_that_cannot_go_in_is_told(doors: Scripted, open_pane: Open) -> None:
    doors.answers["/outlook/message"] = shown(card(buttons(execute("Reply", "insert-template"))))
    doors.answers[INSERT] = shown(None, "none", draft=DRAFT)
    page = open_pane()

    page.get_by_role("button", name="Reply").click()

    expect(page.get_by_role("status")).to_contain_text("could not be inserted")


def sent(doors: Scripted, open_pane: Open, **given: Any) -> Any:
    """What becomes of a mail that is sent."""
    page = open_pane(first=None, at="/outlook/events", draft={"to": ["nora@example.org"]}, **given)
    return page.evaluate("outlook.send()")


def test_a_reply_that_is_held_does_not_go_out_and_says_why(doors: Scripted, open_pane: Open) -> None:
    doors.answers["/outlook/send-check"] = {"hold": True, "text": "Ben answered a minute ago."}

    verdict = sent(doors, open_pane)

    assert verdict["allowEvent"] is False
    assert verdict["errorMessage"] == "Ben answered a minute ago."
    heard = doors.last("/outlook/send-check")
    assert heard.authorization == "Bearer secret-silent-token"
    assert heard.body["item"]["conversationId"] == "new-conversation"
    assert heard.body["parameters"] == {"recipients": ["nora@example.org"], "inReplyTo": "<first@example.org>"}


def test_a_reply_that_nothing_speaks_against_goes_out(doors: Scripted, open_pane: Open) -> None:
    doors.answers["/outlook/send-check"] = {"hold": False, "text": ""}

    assert sent(doors, open_pane) == {"allowEvent": True}


@pytest.mark.parametrize("answer", [Response("", 500), Response("", 401), Response("<html>", 200), {"hold": "perhaps"}])
def test_a_server_in_trouble_holds_no_mail(doors: Scripted, open_pane: Open, answer: Any) -> None:
    doors.answers["/outlook/send-check"] = answer

    assert sent(doors, open_pane) == {"allowEvent": True}


@pytest.mark.parametrize("bridge", ["none", "broken", "fails", "interaction"])
def test_somebody_who_is_not_signed_in_can_send(doors: Scripted, open_pane: Open, bridge: str) -> None:
    assert sent(doors, open_pane, bridge=bridge) == {"allowEvent": True}
    assert doors.heard == []


def test_a_server_that_does_not_answer_holds_no_mail(doors: Scripted, open_pane: Open) -> None:
    gate = Gate({"hold": True, "text": "Too late."})
    doors.answers["/outlook/send-check"] = gate

    assert sent(doors, open_pane) == {"allowEvent": True}
    gate.open()


def test_an_unreachable_server_holds_no_mail(doors: Scripted, open_pane: Open) -> None:
    page = open_pane(first=None, at="/outlook/events", draft={})
    page.context.set_offline(True)

    assert page.evaluate("outlook.send()") == {"allowEvent": True}
    page.context.set_offline(False)


def test_the_file_for_classic_outlook_imports_nothing(doors: Scripted, open_pane: Open) -> None:
    page = open_pane(first=None, at="/outlook/events", draft={})

    source = page.evaluate("fetch('/outlook/events.js').then((response) => response.text())")

    assert "import(" not in source
    assert "__INBOX_" not in source
    assert not source.lstrip().startswith(("import", "export"))
    assert page.evaluate("Object.keys(outlook.actions)") == ["onMessageSend"]


def test_a_text_is_shown_beside_the_mail(templates: Scripted, open_pane: Open) -> None:
    templates.answers["/outlook/compose"] = shown(card(text("There are no templates yet.")))

    page = beside(templates, open_pane)

    expect(page.get_by_text("There are no templates yet.")).to_be_visible()
