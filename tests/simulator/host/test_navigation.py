"""How answers move among cards, and when cards are fetched anew."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.simulator.host.conftest import Stage
from tests.simulator.host.scripted import PUBLIC, Scripted, button, buttons, pushed, rendered, text


@pytest.fixture(scope="module", autouse=True)
def letters(stage: Stage) -> None:
    """What lies in the mailbox before the page is opened."""
    for subject in ("First letter", "Second letter", "Third letter", "Fourth letter"):
        stage.deliver(subject)


def card(name: str, *each: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A named card with a row of buttons."""
    return {"name": name, "header": {"title": name}, "sections": [buttons(*each)] if each else [text(name)], **more}


def trigger(shown: dict[str, Any]) -> dict[str, Any]:
    """A trigger's answer with this card."""
    return {"action": {"navigations": [{"pushCard": shown}]}}


def shown_card(page: Page, title: str) -> None:
    """Wait until this card is on top."""
    expect(page.locator("#addon .card-title").first).to_have_text(title)
    expect(page.locator("#addon .cover")).to_be_hidden()


def start(page: Page, addon: Scripted) -> None:
    """Three cards, each leading to the next, the last one leading back in every way."""
    addon.answers["/home"] = trigger(card("first", button("To second", "/second")))
    addon.answers["/second"] = rendered({"pushCard": card("second", button("To third", "/third"))})
    back = [button(way, f"/{way}") for way in ("pop", "root", "named", "lost", "changed")]
    addon.answers["/third"] = rendered({"pushCard": card("third", *back)})
    addon.answers["/pop"] = rendered({"pop": True})
    addon.answers["/root"] = rendered({"popToRoot": True})
    addon.answers["/named"] = rendered({"popToCard": "first"}, {"pushCard": card("fourth")})
    addon.answers["/lost"] = rendered({"popToCard": "nowhere"})
    addon.answers["/changed"] = rendered({"updateCard": card("third, again")}, changed=True)
    page.get_by_role("button", name="Reload the add-on").click()
    shown_card(page, "first")


def climb(page: Page) -> None:
    """Go up to the third card."""
    page.get_by_role("button", name="To second").click()
    page.get_by_role("button", name="To third").click()
    shown_card(page, "third")


def test_back_goes_one_card_at_a_time(page: Page, addon: Scripted) -> None:
    start(page, addon)
    expect(page.get_by_role("button", name="Back to the previous card")).to_be_hidden()
    climb(page)
    page.get_by_role("button", name="Back to the previous card").click()
    shown_card(page, "second")
    page.get_by_role("button", name="Back to the previous card").press("Enter")
    shown_card(page, "first")
    assert addon.count("/home") == 1


def test_answers_pop_to_where_they_say(page: Page, addon: Scripted) -> None:
    start(page, addon)
    for way, arrival in (("pop", "second"), ("root", "first"), ("named", "fourth")):
        page.get_by_role("button", name="Reload the add-on").click()
        shown_card(page, "first")
        climb(page)
        page.get_by_role("button", name=way, exact=True).click()
        shown_card(page, arrival)


def test_a_card_name_that_is_not_there_is_an_error(page: Page, addon: Scripted) -> None:
    start(page, addon)
    climb(page)
    page.get_by_role("button", name="lost").click()
    expect(page.get_by_role("alert")).to_contain_text("no card called “nowhere”")
    page.get_by_role("button", name="Back to the card").click()
    shown_card(page, "third")


def test_a_changed_state_fetches_the_first_card_again_when_it_comes_up(page: Page, addon: Scripted) -> None:
    start(page, addon)
    climb(page)
    page.get_by_role("button", name="changed").click()
    shown_card(page, "third, again")
    asked = addon.count("/home")
    addon.answers["/home"] = trigger(card("first, fresh"))
    page.get_by_role("button", name="Back to the previous card").click()
    shown_card(page, "second")
    assert addon.count("/home") == asked
    page.get_by_role("button", name="Back to the previous card").click()
    shown_card(page, "first, fresh")


def test_cards_of_a_mail_are_kept_until_something_changed(page: Page, addon: Scripted) -> None:
    addon.answers["/message"] = trigger(card("mail", button("Quiet", "/quiet"), button("Change", "/change")))
    addon.answers["/quiet"] = rendered(notification={"text": "Nothing"})
    addon.answers["/change"] = rendered(notification={"text": "Changed"}, changed=True)

    def look(subject: str) -> int:
        page.get_by_role("button", name=subject).click()
        expect(page.get_by_role("heading", name=subject)).to_be_visible()
        shown_card(page, "mail")
        return addon.count("/message")

    assert [look("First letter"), look("Second letter"), look("First letter")] == [1, 2, 2]
    page.get_by_role("button", name="Quiet").click()
    expect(page.get_by_text("Nothing", exact=True)).to_be_visible()
    assert look("Second letter") == 2
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_text("Changed", exact=True)).to_be_visible()
    assert look("First letter") == 3


def test_the_home_keeps_the_open_mails_card_within_reach(page: Page, addon: Scripted) -> None:
    peek = {"title": "Nora's conversation", "subtitle": "Open"}
    addon.answers["/message"] = trigger(card("mail", peekCardHeader=peek))
    page.get_by_role("button", name="Third letter").click()
    shown_card(page, "mail")
    page.get_by_role("button", name="Add-on home").click()
    shown_card(page, "Home")
    page.get_by_role("button", name="Nora's conversation").click()
    shown_card(page, "mail")


def test_a_card_may_wait_below_the_home(page: Page, addon: Scripted) -> None:
    addon.answers["/message"] = trigger(card("waiting", displayStyle="PEEK"))
    shown_card(page, "Home")
    page.get_by_role("button", name="Fourth letter").click()
    page.locator("#peek").get_by_role("button", name="waiting").click()
    shown_card(page, "waiting")


def test_universal_actions_run_or_open_a_link(page: Page, addon: Scripted) -> None:
    addon.answers["/settings"] = pushed(text("language and so on"), header={"title": "Settings"})
    page.get_by_role("button", name="Add-on menu").click()
    page.get_by_role("menuitem", name="Settings").click()
    shown_card(page, "Settings")
    page.get_by_role("button", name="Add-on menu").click()
    with page.context.expect_page() as opened:
        page.get_by_role("menuitem", name="Open queue").click()
    opened.value.wait_for_url(f"{addon.url}/queue")
    opened.value.close()


def test_a_link_that_asks_for_it_reloads_the_card_when_its_window_closes(page: Page, addon: Scripted) -> None:
    link = {"url": f"{PUBLIC}/sign-in", "openAs": "OVERLAY", "onClose": "RELOAD"}
    addon.answers["/home"] = pushed(buttons({"text": "Sign in", "onClick": {"openLink": link}}))
    page.get_by_role("button", name="Reload the add-on").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    addon.answers["/home"] = pushed(text("signed in"), header={"title": "Welcome"})
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Sign in").click()
    opened.value.wait_for_url(f"{addon.url}/sign-in")
    opened.value.close()
    shown_card(page, "Welcome")


def test_links_the_deployment_does_not_name_are_refused(page: Page, addon: Scripted) -> None:
    link = {"url": "https://elsewhere.example.com/"}
    addon.answers["/home"] = pushed(buttons({"text": "Leave", "onClick": {"openLink": link}}))
    page.get_by_role("button", name="Reload the add-on").click()
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("does not allow it to open https://elsewhere.example.com/")).to_be_visible()


def test_a_dynamic_link_is_asked_for_and_opened(page: Page, addon: Scripted) -> None:
    dynamic = {"openDynamicLinkAction": button("", "/link")["onClick"]["action"]}
    addon.answers["/home"] = pushed(buttons({"text": "See the figures", "onClick": dynamic}))
    addon.answers["/link"] = rendered(link={"url": f"{PUBLIC}/report/7"})
    page.get_by_role("button", name="Reload the add-on").click()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="See the figures").click()
    opened.value.wait_for_url(f"{addon.url}/report/7")
    opened.value.close()
