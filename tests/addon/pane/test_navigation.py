"""Cards on top of each other: forward, back, home, and anew."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.addon.pane.conftest import OPENING, Open
from tests.addon.pane.hand import note, press, title
from tests.addon.pane.scripted import Gate, Scripted, buttons, card, execute, shown, text


def test_a_press_says_its_verb_its_parameters_and_what_was_typed(message: Scripted, open_pane: Open) -> None:
    message.answers["/outlook/actions/add-note"] = shown(
        card(text("Noted")), "pop", title="Blood test", notice="The note is there."
    )
    page = open_pane()
    press(page, "Note")
    expect(title(page)).to_have_text("Add a note")
    expect(title(page)).to_be_focused()
    assert message.last(OPENING).body["parameters"] == {"page": "note"}
    assert message.last(OPENING).body["inputs"] == {}

    press(page, "Save")
    expect(page.get_by_text("Write something.")).to_be_visible()
    assert message.count("/outlook/actions/add-note") == 0

    note(page).fill("Call back & ask")
    press(page, "Save")

    expect(page.get_by_text("Noted")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("The note is there.")
    heard = message.last("/outlook/actions/add-note").body
    assert heard["parameters"] == {"conversation": "4"}
    assert heard["inputs"] == {"text:note": "Call back & ask"}
    assert heard["item"]["internetMessageId"] == "<blood@example.org>"
    expect(page.get_by_role("button", name="Back")).to_be_hidden()


def test_back_leads_to_the_card_beneath(message: Scripted, open_pane: Open) -> None:
    page = open_pane()
    expect(page.get_by_role("button", name="Back")).to_be_hidden()
    press(page, "Note")
    expect(page.get_by_text("A form")).to_be_visible()

    press(page, "Back")

    expect(page.get_by_text("The conversation")).to_be_visible()
    expect(title(page)).to_have_text("Blood test")
    expect(title(page)).to_be_focused()
    assert message.count("/outlook/message") == 1


def test_a_card_beneath_is_drawn_anew_once_something_changed(message: Scripted, open_pane: Open) -> None:
    message.answers["/outlook/actions/add-note"] = shown(card(text("Two notes")), "update", stateChanged=True)
    page = open_pane()
    press(page, "Note")
    note(page).fill("Call back")
    press(page, "Save")
    expect(page.get_by_text("Two notes")).to_be_visible()

    message.answers["/outlook/message"] = shown(card(text("The conversation, with a note")), title="Blood test")
    press(page, "Back")

    expect(page.get_by_text("The conversation, with a note")).to_be_visible()


def test_home_lies_on_top_of_the_conversation(message: Scripted, open_pane: Open) -> None:
    page = open_pane()
    expect(page.get_by_text("The conversation")).to_be_visible()
    press(page, "Home")
    expect(page.get_by_text("This is home")).to_be_visible()
    press(page, "Home")
    expect(page.locator("main")).to_have_attribute("aria-busy", "false")

    press(page, "Back")

    expect(page.get_by_text("The conversation")).to_be_visible()
    expect(page.get_by_role("button", name="Back")).to_be_hidden()


def test_an_answer_that_goes_home_leaves_one_card(message: Scripted, open_pane: Open) -> None:
    message.answers["/outlook/actions/add-note"] = shown(card(text("Merged")), "home", title="The other")
    page = open_pane()
    press(page, "Note")
    note(page).fill("x")
    press(page, "Save")

    expect(page.get_by_text("Merged")).to_be_visible()
    expect(title(page)).to_have_text("The other")
    expect(page.get_by_role("button", name="Back")).to_be_hidden()


def test_words_alone_leave_what_was_typed(message: Scripted, open_pane: Open) -> None:
    message.answers["/outlook/actions/add-note"] = shown(None, "none", notice="Too short.")
    page = open_pane()
    press(page, "Note")
    note(page).fill("x")

    press(page, "Save")

    expect(page.get_by_role("status")).to_have_text("Too short.")
    expect(note(page)).to_have_value("x")
    expect(page.get_by_role("button", name="Save")).to_be_focused()


def test_the_keyboard_stays_on_a_button_that_is_drawn_anew(message: Scripted, open_pane: Open) -> None:
    message.answers["/outlook/actions/assign"] = shown(
        card(text("Ana has it"), buttons(execute("Note", "x"), execute("Assign", "assign"))), notice="Assigned to Ana."
    )
    page = open_pane()
    expect(page.get_by_text("The conversation")).to_be_visible()
    page.get_by_role("button", name="Assign").focus()

    page.keyboard.press("Enter")

    expect(page.get_by_text("Ana has it")).to_be_visible()
    expect(page.get_by_role("button", name="Assign")).to_be_focused()


def test_refresh_draws_the_card_anew(message: Scripted, open_pane: Open) -> None:
    page = open_pane()
    expect(page.get_by_text("The conversation")).to_be_visible()
    message.answers["/outlook/message"] = shown(card(text("What colleagues did")), title="Blood test")

    press(page, "Refresh")

    expect(page.get_by_text("What colleagues did")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Up to date.")
    expect(page.get_by_role("button", name="Refresh")).to_be_focused()


def test_pressing_twice_asks_once(message: Scripted, open_pane: Open) -> None:
    gate = Gate(shown(card(text("Closed"))))
    message.answers["/outlook/actions/close"] = gate
    page = open_pane()
    page.get_by_role("button", name="Close").dblclick()
    assert gate.arrived.wait(10)
    press(page, "Assign")

    gate.open()

    expect(page.get_by_text("Closed")).to_be_visible()
    assert [each.path for each in message.heard] == ["/outlook/message", "/outlook/actions/close"]


def test_a_press_whose_answer_comes_late_still_says_how_it_ended(message: Scripted, open_pane: Open) -> None:
    gate = Gate(shown(card(text("Closed")), notice="The conversation is closed."))
    message.answers["/outlook/actions/close"] = gate
    page = open_pane()
    press(page, "Close")
    assert gate.arrived.wait(10)
    message.answers["/outlook/message"] = shown(card(text("Another one")))
    page.evaluate("outlook.show('referral')")
    expect(page.get_by_text("Another one")).to_be_visible()

    gate.open()

    expect(page.get_by_role("status")).to_have_text("Blood test: The conversation is closed.")
    expect(page.get_by_text("Another one")).to_be_visible()


def test_enter_in_a_line_of_text_presses_the_next_button(doors: Scripted, open_pane: Open) -> None:
    doors.answers["/outlook/message"] = shown(
        card(
            buttons(execute("Mine", "open", style="positive")),
            {"type": "Input.Text", "id": "text:words", "label": "Search"},
            buttons(execute("Search", "search")),
        )
    )
    doors.answers["/outlook/actions/search"] = shown(card(text("Nothing found")), "push", title="Results")
    page = open_pane()
    page.get_by_role("textbox", name="Search").fill("blood")

    page.keyboard.press("Enter")

    expect(page.get_by_text("Nothing found")).to_be_visible()
    assert doors.last("/outlook/actions/search").body["inputs"] == {"text:words": "blood"}


def test_a_card_that_waits_is_asked_for_again_until_it_says_more(message: Scripted, open_pane: Open) -> None:
    anew = {"verb": "open", "data": {"page": "summary", "here": "1"}}
    message.answers["/outlook/actions/close"] = shown(
        card(text("Being written")), "push", title="Summary", page="summary", again=anew, waits=True
    )
    left = [2]

    def look(_body: dict[str, object]) -> dict[str, object]:
        left[0] -= 1
        said = "Here it is" if left[0] <= 0 else "Still being written"
        return shown(card(text(said)), title="Summary", page="summary", again=anew, waits=left[0] > 0)

    message.answers[OPENING] = look
    page = open_pane()
    press(page, "Close")
    expect(page.get_by_text("Here it is")).to_be_visible()

    assert message.last(OPENING).body["parameters"] == {"page": "summary", "here": "1"}
    asked = message.count(OPENING)
    press(page, "Refresh")
    expect(page.get_by_role("status")).to_have_text("Up to date.")
    assert (asked, message.count(OPENING)) == (2, 3), "it is drawn anew as it says itself, and by itself no more"
