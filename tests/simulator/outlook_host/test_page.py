"""Mail on the left, the real pane on the right: what is done on one side shows on the other."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import FrameLocator, Page, expect

from tests.addon.pane.scripted import buttons, card, execute, shown
from tests.simulator.outlook_host.conftest import Stage
from tests.simulator.outlook_host.mail import ANA, BILLING, TENANT, claims_of

CHECK = "/outlook/send-check"


def opened(page: Page, pane: FrameLocator, subject: str = "Blood test") -> None:
    page.get_by_role("button", name=subject).click()
    expect(pane.get_by_text(f"Beside: {subject}")).to_be_visible()


def replying(page: Page, pane: FrameLocator) -> None:
    opened(page, pane)
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(pane.get_by_text("Beside the message you are writing")).to_be_visible()
    page.get_by_label("Text").fill("Yes, of course.")


def test_an_open_message_stands_beside_its_card(page: Page, pane: FrameLocator, stage: Stage) -> None:
    expect(pane.get_by_role("heading", name="No message is selected")).to_be_visible()

    opened(page, pane)

    expect(pane.get_by_text("About <blood@example.org>")).to_be_visible()
    expect(page.get_by_text("The text of blood")).to_be_visible()
    assert stage.doors.last("/outlook/message").body["item"] == {
        "internetMessageId": "<blood@example.org>",
        "itemId": "AAMk-blood_x=",
        "conversationId": "AAQk-blood_y=",
    }
    assert page.title() == "Outlook (simulated)"
    expect(page.get_by_role("button", name="Blood test")).not_to_have_class("unread")


def test_outlook_signs_the_person_in(page: Page, pane: FrameLocator, stage: Stage) -> None:
    opened(page, pane)
    expect(pane.get_by_text("About <blood@example.org>")).to_be_visible()

    claims = claims_of(stage.doors.last("/outlook/message").authorization)
    assert (claims["oid"], claims["tid"], claims["ver"]) == (ANA["id"], TENANT, "2.0")
    assert (claims["scp"], claims["aud"]) == ("access_as_user", "11111111-2222-3333-4444-555555555555")
    assert claims["iss"] == f"https://login.example.org/{TENANT}/v2.0"


def test_the_pane_follows_from_message_to_message(page: Page, pane: FrameLocator) -> None:
    for subject in ("Blood test", "Referral", "Blood test", "Referral"):
        page.get_by_role("button", name=subject).click()

    expect(pane.get_by_text("About <referral@example.org>")).to_be_visible()
    expect(pane.get_by_text("About <blood@example.org>")).to_have_count(0)


def test_categories_are_put_on_and_taken_off_by_hand(page: Page, pane: FrameLocator, stage: Stage) -> None:
    opened(page, pane)
    page.get_by_label("Category").fill("Desk/Urgent")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("button", name="Take off Desk/Urgent")).to_be_visible()
    assert stage.mail.messages[0]["categories"] == ["Own", "Desk/Urgent"]

    page.get_by_role("button", name="Take off Own").click()

    expect(page.get_by_role("button", name="Take off Own")).to_have_count(0)
    assert stage.mail.messages[0]["categories"] == ["Desk/Urgent"]


def test_a_category_that_somebody_else_set_shows(page: Page, pane: FrameLocator, stage: Stage) -> None:
    opened(page, pane)

    stage.mail.messages[0]["categories"].append("Desk/Closed")

    expect(page.get_by_role("button", name="Take off Desk/Closed")).to_be_visible()


def test_a_template_goes_into_the_answer(page: Page, pane: FrameLocator, stage: Stage) -> None:
    stage.doors.answers["/outlook/compose"] = shown(card(buttons(execute("Thanks", "insert-template"))))
    draft = {"text": "Thank you.\n", "subject": "Your test"}
    stage.doors.answers["/outlook/actions/insert-template"] = shown(None, "none", draft=draft)
    replying(page, pane)
    page.get_by_label("Text").fill("")

    pane.get_by_role("button", name="Thanks").click()

    expect(pane.get_by_role("status")).to_have_text("Inserted into the message.")
    expect(page.get_by_label("Text")).to_have_value("Thank you.\n")
    expect(page.get_by_label("Subject")).to_have_value("Your test")
    assert stage.doors.last("/outlook/compose").body["parameters"] == {"to": "nora@example.com"}


@pytest.mark.parametrize("answer", ["Send anyway", "Don't send"])
def test_a_held_answer_says_why_and_leaves_it_to_the_person(
    page: Page, pane: FrameLocator, stage: Stage, answer: str
) -> None:
    stage.doors.answers[CHECK] = {"hold": True, "text": "Ben answered a minute ago."}
    replying(page, pane)

    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("Ben answered a minute ago.")
    assert stage.doors.last(CHECK).body["parameters"] == {
        "recipients": ["nora@example.com"],
        "inReplyTo": "<blood@example.org>",
    }
    assert stage.mail.sent == []
    page.get_by_role("button", name=answer).click()
    expect(page.get_by_role("alert")).to_be_hidden()
    if answer == "Send anyway":
        expect(page.locator("#said")).to_have_text("The mail is sent.")
        body = {"body": {"contentType": "text", "content": "Yes, of course."}}
        assert stage.mail.sent == [("AAMk-blood_x= createReply", None), ("draft-1", body), ("draft-1 send", None)]
    else:
        expect(page.get_by_label("Text")).to_have_value("Yes, of course.")


def test_an_answer_that_nothing_speaks_against_goes_out(page: Page, pane: FrameLocator, stage: Stage) -> None:
    stage.doors.answers[CHECK] = {"hold": False, "text": ""}
    replying(page, pane)

    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.locator("#said")).to_have_text("The mail is sent.")
    assert [each[0] for each in stage.mail.sent][-1] == "draft-1 send"


def test_a_new_mail_goes_to_whom_it_names(page: Page, stage: Stage) -> None:
    stage.doors.answers[CHECK] = {"hold": False, "text": ""}
    page.get_by_role("button", name="New mail").click()
    page.get_by_label("To").fill("one@example.com, two@example.com")
    page.get_by_label("Subject").fill("News")

    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.locator("#said")).to_have_text("The mail is sent.")
    sent: Any = stage.mail.sent[0][1]
    assert [each["emailAddress"]["address"] for each in sent["toRecipients"]] == ["one@example.com", "two@example.com"]


def test_theme_and_language_reach_the_pane(page: Page, pane: FrameLocator) -> None:
    opened(page, pane)
    page.get_by_label("Theme").select_option("dark")
    expect(pane.locator("html")).to_have_attribute("data-theme", "dark")

    page.get_by_label("Language").select_option("de-DE")

    expect(pane.get_by_text("Neben: Blood test")).to_be_visible()
    expect(pane.locator("html")).to_have_attribute("data-theme", "dark")


def test_staff_open_only_their_mailboxes(page: Page) -> None:
    names = page.get_by_label("Mailbox").locator("option").all_inner_texts()

    assert names == ["Desk"]
    assert BILLING["name"] not in names


def test_axe_finds_nothing(page: Page, pane: FrameLocator) -> None:
    opened(page, pane)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        results: Any = Axe().run(page, options={"resultTypes": ["violations"], "iframes": False})
        assert [each["id"] for each in results.response["violations"]] == []
