"""A day at the clinic: the whole product, in a browser, on the seeded mailboxes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visitor
from tests.e2e.demo import Demo
from tests.e2e.desk import Desk

LISTS = ("Overdue", "Mine", "Unassigned", "Team", "Pending", "Closed", "Quarantine")


def test_the_home_card_shows_the_lists_with_their_counts(desk: Desk) -> None:
    expect(desk.lists).to_have_text([re.compile(rf"{name} \(\d+\+?\)") for name in LISTS])
    desk.list("Unassigned")
    expect(desk.card.get_by_role("button", name="Hugo Martens")).to_contain_text("Open · nobody assigned")


def test_opening_a_mail_shows_its_conversation(desk: Desk) -> None:
    desk.read("Question about tomorrow")
    desk.finds("Hugo Martens · Reception", "Open", "Nobody yet", "1 message", "a pressure on the chest")


def test_a_conversation_is_taken_and_handed_on(desk: Desk) -> None:
    desk.read("Appointment", by="Rosalind Pike")
    desk.press("Take")
    desk.hears("It is yours now.")
    desk.finds("Maya Lindqvist · you", "Maya Lindqvist took it")
    desk.press("Assign…")
    desk.card.get_by_role("radio", name="Tom Okafor").check()
    desk.press("Assign")
    desk.hears("Assigned to Tom Okafor")
    desk.finds("Maya Lindqvist gave it to Tom Okafor")


def test_assigning_needs_no_mouse(desk: Desk) -> None:
    walk_to(desk, desk.page.get_by_role("link", name="Skip to the messages"))
    desk.page.keyboard.press("Enter")
    walk_to(desk, desk.row("Termin: Eichung"), "j")
    desk.page.keyboard.press("Enter")
    desk.sees("Termin: Eichung der Blutdruckgeräte")
    walk_to(desk, desk.card.get_by_role("button", name="Assign…"))
    desk.page.keyboard.press("Enter")
    desk.sees("Assign")
    walk_to(desk, desk.card.get_by_role("radio", name="Nobody"))
    walk_to(desk, desk.card.get_by_role("radio", name="Elena Ruiz"), "ArrowDown")
    walk_to(desk, desk.card.get_by_role("button", name="Assign"))
    desk.page.keyboard.press("Enter")
    desk.hears("Assigned to Elena Ruiz")


def test_a_reply_is_sent_from_the_card(demo: Demo, desk: Desk) -> None:
    demo.deliver("May I eat before the blood test", "Or should I come without breakfast?")
    desk.read("May I eat before the blood test")
    desk.press("Reply…")
    desk.sees("Reply")
    desk.type("Reply", "Please come without breakfast")
    desk.press("Send")
    desk.hears("Sending in 10 s")
    desk.press("Undo")
    desk.sees("Reply")
    expect(desk.card.get_by_role("textbox", name="Reply", exact=True)).to_have_value("Please come without breakfast")
    desk.type("Reply", "Please come without breakfast, and drink water.")
    desk.press("Send and set pending")
    desk.sees("May I eat before the blood test")
    desk.reload_until("2 messages")
    desk.finds("and drink water.", "Maya Lindqvist (from us)", "Pending", "Maya Lindqvist set it to pending")


def test_a_note_tells_colleagues(desk: Desk) -> None:
    desk.read("Hausbesuch für meine Frau")
    desk.press("Note…")
    desk.type("Note", "Can you go there, @Tom?")
    desk.press("Add note")
    desk.hears("Note added")
    desk.finds("Can you go there, @Tom?", "Maya Lindqvist")


def test_a_note_to_somebody_without_access_offers_to_give_it(desk: Desk) -> None:
    desk.read("Dolmetscher für meine Mutter")
    desk.press("Note…")
    desk.type("Note", "@Grace please come along")
    desk.press("Add note")
    desk.press("Give Grace Bennett access to Reception")
    desk.hears("Grace Bennett has access now.")
    desk.sees("Dolmetscher für meine Mutter")


def test_a_conversation_waits_is_closed_and_opened_again(desk: Desk) -> None:
    desk.read("Cita", by="José Luis Martínez")
    for button, notification, deed in (
        ("Pending", "Pending: we wait", "set it to pending"),
        ("Close", "Closed", "closed it"),
        ("Reopen", "Open again", "opened it"),
    ):
        desk.press(button)
        desk.hears(notification)
        desk.finds(f"Maya Lindqvist {deed}")


def test_priority_category_and_tags_are_set(desk: Desk) -> None:
    desk.read("(no subject)")
    desk.press("Edit…")
    desk.card.get_by_label("Priority").select_option(label="High")
    desk.card.get_by_label("Category").select_option(label="Urgent symptoms")
    desk.card.get_by_role("checkbox", name="call back").check()
    desk.press("Save")
    desk.hears("Saved")
    desk.finds("High · Urgent symptoms · call back")


def test_a_snoozed_conversation_says_until_when(desk: Desk) -> None:
    desk.read("Sorry I missed it")
    desk.press("Snooze…")
    desk.press("Next week", exact=False)
    desk.hears("Snoozed until")
    desk.finds("Pending · snoozed until")


def test_search_finds_what_was_written(desk: Desk) -> None:
    desk.type("Search", "mole shape")
    desk.press("Search")
    desk.press("Sofia Lund", exact=False)
    desk.finds("Sofia Lund · Reception", "3 messages")


def test_cards_speak_the_language_of_the_page_until_the_person_chooses(visit: Visitor) -> None:
    elena = visit("Elena Ruiz")
    elena.speak("Deutsch")
    elena.sees("Vorgänge")
    elena.read("Attest")
    elena.finds("Lukas Becker · Reception", "Status", "Offen", "Noch niemand", "Übernehmen", "1 Nachricht")
    elena.page.get_by_role("button", name="Add-on menu").click()
    elena.page.get_by_role("menuitem", name="Settings").click()
    elena.card.get_by_label("Sprache").select_option(label="English")
    elena.press("Speichern")
    elena.hears("Saved")


def test_new_mail_arrives_and_is_tracked_while_one_looks(demo: Demo, desk: Desk) -> None:
    demo.deliver("May I bring my dog", "He is small and deaf.")
    desk.read("May I bring my dog")
    desk.finds("Nora Feld · Reception", "He is small and deaf.")


def test_a_stale_card_overwrites_nothing(visit: Visitor, desk: Desk) -> None:
    desk.read("Sports exemption for a pupil")
    colleague = visit("Tom Okafor")
    colleague.read("Sports exemption for a pupil")
    colleague.press("Pending")
    colleague.hears("Pending")
    desk.press("Close")
    desk.hears("Not done, because meanwhile: Tom Okafor set it to pending")
    desk.finds("Pending", "Reopen")
    expect(desk.card).not_to_contain_text("closed it")


def test_mail_in_quarantine_is_released(desk: Desk) -> None:
    desk.list("Quarantine")
    desk.press("Ottilie Brandt", exact=False)
    desk.sees("URGENT!!! please call me back")
    desk.press("Release…")
    desk.press("Release")
    desk.hears("Released from quarantine")
    desk.finds("Maya Lindqvist released it from quarantine")


def test_what_a_stranger_answers_joins_when_a_person_says_so(demo: Demo, desk: Desk) -> None:
    demo.deliver("A lift to the check-up", "Could my neighbour bring me?")
    desk.read("A lift to the check-up")
    parent = "<A-lift-to-the-check-up@example.com>"
    demo.deliver("Re: A lift to the check-up", "I will bring her.", sender="Karl Beier", answers=parent)
    expect(desk.page.get_by_role("article", name="Message from Karl Beier")).to_be_visible()
    desk.reload_until("A mail from Karl Beier")
    desk.press("Accept")
    desk.hears("Joined")
    desk.finds("2 messages", "I will bring her.")


def test_two_conversations_become_one_and_two_again(desk: Desk) -> None:
    desk.read("Physiotherapy referral", by="Emily Carter, me")
    desk.choose("Merge…")
    desk.type("Find the other conversation", "physiotherapy")
    desk.press("Search")
    desk.press("Emily Carter", exact=False)
    desk.press("Merge")
    desk.hears("Merged. This can be undone under Links.")
    desk.finds("3 messages")
    desk.press("Undo")
    desk.hears("They are two conversations again.")


def test_a_message_and_all_after_it_get_a_conversation_of_their_own(desk: Desk) -> None:
    desk.read("Opening hours over the holidays")
    desk.choose("Split…")
    desk.press("Different topic, sorry", exact=False)
    desk.press("Split")
    desk.hears("Split: this is the new conversation.")
    desk.finds("1 message", "my ear has been blocked")


def test_a_template_goes_into_the_reply(desk: Desk) -> None:
    desk.read("Überweisung für die Röntgenpraxis")
    desk.page.get_by_role("button", name="Reply", exact=True).click()
    desk.page.get_by_role("button", name="Insert a template").click()
    pane = desk.page.get_by_role("dialog", name="Insert a template")
    pane.get_by_role("button", name="Termin anbieten").click()
    pane.get_by_role("textbox", name="Appointment date").fill("Freitag, 9 Uhr,")
    pane.get_by_role("button", name="Insert", exact=True).click()
    expect(pane).to_be_hidden()
    letter = desk.page.get_by_role("textbox", name="Message text")
    expect(letter).to_contain_text("Guten Tag Dieter Hoffmann")
    expect(letter).to_contain_text("wir können Ihnen Freitag, 9 Uhr, anbieten")


def test_mail_of_ones_own_account_is_tracked(demo: Demo, visit: Visitor) -> None:
    demo.deliver("For the reception, really", "Please pass it on.", to="tom.okafor")
    tom = visit("Tom Okafor")
    tom.enter("tom.okafor")
    tom.row("For the reception, really").click()
    tom.sees("Not tracked")
    tom.press("Track")
    tom.hears("Tracked in Reception")
    tom.finds("Nora Feld · Reception", "Please pass it on.")


@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing(desk: Desk, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.show("Add-on")
    desk.list("Unassigned")
    assert find_faults(desk) == []
    desk.show("Messages")
    desk.read("Termin am Mittwoch verschieben")
    assert find_faults(desk) == []
    for form, title in (
        ("Edit…", "Priority, category, tags"),
        ("Snooze…", "Snooze"),
        ("Note…", "Add a note"),
        ("Reply…", "Reply"),
    ):
        desk.press(form)
        desk.sees(title)
        assert find_faults(desk) == []
        desk.sidebar.get_by_role("button", name="Back to the previous card").click()


def walk_to(desk: Desk, wanted: Locator, key: str = "Tab") -> None:
    """Press a key until something has the focus."""
    for _ in range(100):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        desk.page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {wanted}")


def find_faults(desk: Desk) -> list[str]:
    """What axe has to say about the page as it is."""
    results: Any = Axe().run(desk.page, options={"resultTypes": ["violations"], "iframes": False})
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in results.response["violations"]]
