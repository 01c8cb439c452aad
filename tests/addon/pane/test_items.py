"""Which message the pane is about, however messages come and go."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.addon.pane.conftest import Open, told
from tests.addon.pane.scripted import Gate, Scripted, card, shown, text


def heading(page: Page) -> str:
    return page.locator("#title").inner_text()


def test_a_skeleton_is_there_before_any_script_runs(open_pane: Open) -> None:
    page = open_pane(scripting=False)

    expect(page.locator("#skeleton i").first).to_be_visible()
    expect(page.locator("#card")).to_be_hidden()


def test_the_skeleton_stays_until_the_card_is_there(doors: Scripted, open_pane: Open) -> None:
    gate = Gate(shown(card(text("At last"))))
    doors.answers["/outlook/message"] = gate

    page = open_pane()

    assert gate.arrived.wait(10)
    expect(page.locator("#skeleton")).to_be_visible()
    expect(page.locator("main")).to_have_attribute("aria-busy", "true")
    gate.open()
    expect(page.get_by_text("At last")).to_be_visible()
    expect(page.locator("#skeleton")).to_be_hidden()
    expect(page.locator("main")).to_have_attribute("aria-busy", "false")


def test_the_server_is_told_which_message_it_is(doors: Scripted, open_pane: Open) -> None:
    page = open_pane(language="de-CH")

    expect(page.get_by_text("About <blood@example.org>")).to_be_visible()
    heard = doors.last("/outlook/message")
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert heard.body == {
        "locale": "de-CH",
        "timeZone": zone,
        "item": {
            "internetMessageId": "<blood@example.org>",
            "itemId": "blood-item_id",
            "conversationId": "blood-conversation",
        },
        "parameters": {},
        "inputs": {},
    }
    assert heard.cookies == ""


def test_phones_convert_no_ids(doors: Scripted, open_pane: Open) -> None:
    page = open_pane(isPhone=True)

    expect(page.get_by_text("About <blood@example.org>")).to_be_visible()
    assert doors.last("/outlook/message").body["item"]["itemId"] == "blood/item+id"


def test_the_pane_says_which_message_it_stands_beside(open_pane: Open) -> None:
    page = open_pane()

    expect(page.get_by_role("heading", level=1)).to_have_text("Conversation of <blood@example.org>")
    expect(page.get_by_text("Beside: Blood test")).to_be_visible()


def test_a_slow_answer_is_dropped_once_another_message_is_open(doors: Scripted, open_pane: Open) -> None:
    slow = Gate(shown(card(text("About the slow one")), title="Slow"))
    doors.answers["/outlook/message"] = lambda body: (
        slow(body) if body["item"]["internetMessageId"] == "<blood@example.org>" else told(body)
    )
    page = open_pane()
    assert slow.arrived.wait(10)

    page.evaluate("outlook.show(null)")
    page.evaluate("outlook.show('referral')")

    expect(page.get_by_text("About <referral@example.org>")).to_be_visible()
    with page.expect_response("**/outlook/message"):
        slow.open()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    expect(page.get_by_text("About the slow one")).to_have_count(0)
    expect(page.get_by_text("About <referral@example.org>")).to_be_visible()
    assert heading(page) == "Conversation of <referral@example.org>"


def test_fast_switching_never_shows_the_wrong_card(doors: Scripted, open_pane: Open) -> None:
    page = open_pane()
    expect(page.get_by_text("About <blood@example.org>")).to_be_visible()
    page.evaluate(
        """() => {
            window.wrong = [];
            const now = () => Office.context.mailbox.item?.internetMessageId;
            const look = () => {
                const card = document.querySelector("#card");
                if (!card.hidden && card.checkVisibility() && !card.textContent.includes(now() ?? "nothing")) {
                    window.wrong.push([now(), card.textContent]);
                }
            };
            new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
        }"""
    )

    for turn in range(60):
        page.evaluate("(name) => outlook.show(name)", ["blood", "referral", None, "invoice"][turn % 4])

    page.evaluate("outlook.show('referral')")
    expect(page.get_by_text("About <referral@example.org>")).to_be_visible()
    assert page.evaluate("window.wrong") == []


def test_without_a_message_the_pane_says_so(open_pane: Open) -> None:
    page = open_pane(first=None)

    expect(page.get_by_role("heading", name="No message is selected")).to_be_visible()
    page.get_by_role("button", name="Home").click()
    expect(page.get_by_text("This is home")).to_be_visible()


def test_a_message_that_goes_away_takes_its_card_along(open_pane: Open) -> None:
    page = open_pane()
    expect(page.get_by_text("About <blood@example.org>")).to_be_visible()

    page.evaluate("outlook.show(null)")

    expect(page.get_by_text("About <blood@example.org>")).to_be_hidden()
    expect(page.get_by_role("heading", name="No message is selected")).to_be_visible()


def test_the_handler_is_registered_once_also_after_a_reload(open_pane: Open) -> None:
    page = open_pane()
    expect(page.get_by_text("About <blood@example.org>")).to_be_visible()
    assert page.evaluate("outlook.registered") == 1

    page.reload()

    expect(page.get_by_text("About <blood@example.org>")).to_be_visible()
    assert page.evaluate("outlook.registered") == 1


def test_a_change_that_outlook_does_not_tell_of_is_noticed(open_pane: Open) -> None:
    page = open_pane()
    expect(page.get_by_text("About <blood@example.org>")).to_be_visible()

    page.evaluate("outlook.show('referral', false)")
    expect(page.get_by_text("About <referral@example.org>")).to_be_visible()

    page.evaluate("outlook.show('invoice', false); dispatchEvent(new Event('focus'))")
    expect(page.locator("#beside")).to_have_text("Beside: Invoice")


def test_looking_again_after_a_while_draws_the_card_anew_unless_something_was_typed(
    doors: Scripted, open_pane: Open
) -> None:
    count = 0

    def counted(_body: dict[str, Any]) -> dict[str, Any]:
        nonlocal count
        count += 1
        return shown(card(text(f"Drawing {count}"), {"type": "Input.Text", "id": "note", "label": "Note"}))

    doors.answers["/outlook/message"] = counted
    page = open_pane()
    expect(page.get_by_text("Drawing 1")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.evaluate("const past = Date.now; Date.now = () => past() + 60_000")

    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.get_by_text("Drawing 2")).to_be_visible()

    page.evaluate("const later = Date.now; Date.now = () => later() + 60_000")
    page.get_by_label("Note").fill("Call back")
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.evaluate("new Promise((done) => setTimeout(done))")
    assert (count, page.get_by_label("Note").input_value()) == (2, "Call back")


def test_mail_that_is_not_known_yet_is_looked_up_once_more_by_itself(doors: Scripted, open_pane: Open) -> None:
    page = open_pane()
    page.clock.install()
    doors.answers["/outlook/message"] = shown(card(text("Not here yet")), page="not-tracked")
    page.evaluate("outlook.show('referral')")
    expect(page.get_by_text("Not here yet")).to_be_visible()
    doors.answers["/outlook/message"] = shown(card(text("Here it is")), page="conversation")

    page.clock.fast_forward(6_000)

    expect(page.get_by_text("Here it is")).to_be_visible()
    asked = doors.count("/outlook/message")
    page.clock.fast_forward(60_000)
    assert doors.count("/outlook/message") == asked
