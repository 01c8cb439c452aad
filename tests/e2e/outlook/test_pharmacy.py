"""A day at the pharmacy: the whole product in Outlook, in a browser, on the seeded mailboxes."""

from __future__ import annotations

import random
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from tests.e2e.demo import Demo
from tests.e2e.outlook.conftest import Seating
from tests.e2e.outlook.seat import SYNC_PATIENCE, Seat
from tests.workers.processes import eventually

NOTE_WHAT_SHOWS = """(main) => {
    const shown = (window.shown = []);
    const note = () => {
        if (document.getElementById("card").hidden) return;
        shown.push([document.getElementById("beside").textContent, document.getElementById("title").textContent]);
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""
"""Every state of the pane in which a card is in sight: which message it says it stands beside, and the card's title."""
SUBJECTS = (
    "Tablets from yesterday", "How much paracetamol for a two-year-old?", "Grapefruit and my new tablets",
    "Insulina fuera de la nevera", "Temperature alarm, vaccine delivery 5508", "Meine Schilddrüsentabletten",
    "Rückgabe von Morphinpflastern",
)  # fmt: skip


def categories(demo: Demo, subject: str) -> list[str]:
    """What is on a message of the pharmacy's mailbox."""
    return next(each["categories"] for each in demo.held_at_microsoft("pharmacy") if each["subject"] == subject)


def test_a_conversation_is_taken_noted_and_closed_and_the_mailbox_shows_it(demo: Demo, seat: Seat) -> None:
    subject = "Is the syrup still good"
    demo.deliver(subject, "It has been open since March.", to="pharmacy", at_microsoft=True)
    seat.read(subject)
    seat.finds("Nora Feld · Pharmacy", "Nobody yet", "It has been open since March.")

    seat.press("Take")
    seat.hears("It is yours now.")
    seat.finds("Oliver Grant · you")
    eventually(lambda: any("Oliver" in each for each in categories(demo, subject)), "the assignee", SYNC_PATIENCE)
    seat.press("Note…")
    seat.pane.get_by_role("textbox", name="Note").fill("Three months once opened. @Hanna, do you agree?")
    seat.press("Add note")
    seat.hears("Note added")
    seat.finds("Three months once opened.")
    seat.press("Close")
    seat.hears("Closed")

    eventually(lambda: "Desk/Closed" in categories(demo, subject), "the category", SYNC_PATIENCE)
    expect(seat.page.get_by_role("button", name="Take off Desk/Closed")).to_be_visible()


def test_a_conversation_is_handed_to_a_colleague(demo: Demo, seat: Seat, seat_for: Seating) -> None:
    subject = "Two boxes are missing"
    demo.deliver(subject, "The delivery note says eight.", to="pharmacy", at_microsoft=True)
    seat.read(subject)
    seat.press("Assign…")
    seat.card.get_by_role("radio", name="Hanna Vogt").check()
    seat.press("Assign")
    seat.hears("Assigned to Hanna Vogt")

    hanna = seat_for("Hanna Vogt")
    hanna.read(subject)
    hanna.finds("Hanna Vogt")


def test_a_category_set_by_hand_changes_the_pane_and_other_categories_stay(demo: Demo, seat: Seat) -> None:
    subject = "Temperature alarm, vaccine delivery 5508"
    seat.read(subject)
    seat.finds("Open")
    seat.page.get_by_label("Category").fill("Desk/Closed")
    seat.page.get_by_role("button", name="Add").click()

    seat.refresh_until("Reopen")

    eventually(
        lambda: "Desk/Closed" in categories(demo, subject) and "Desk/Open" not in categories(demo, subject),
        "one state alone", SYNC_PATIENCE,
    )  # fmt: skip
    assert categories(demo, subject)[0] == "Cold chain"


def test_fast_switching_never_shows_the_card_of_another_message(seat: Seat) -> None:
    seat.read(SUBJECTS[0])
    seat.pane.locator("main").evaluate(NOTE_WHAT_SHOWS)
    chance = random.Random(7)
    for _ in range(25):
        burst = [chance.choice(SUBJECTS) for _ in range(chance.randint(1, 4))]
        for subject in burst:
            seat.row(subject).first.evaluate("button => button.click()")
        expect(seat.page.locator("#subject")).to_have_text(burst[-1])
        expect(seat.pane.get_by_text(f"Beside: {burst[-1]}", exact=True)).to_be_visible()
        seat.sees(burst[-1])

    shown = seat.pane.locator("main").evaluate("() => window.shown")
    assert len(shown) >= 25
    assert [each for each in shown if each[0] != f"Beside: {each[1]}"] == []


def test_an_answer_is_held_when_a_colleague_has_answered(demo: Demo, seat: Seat, seat_for: Seating) -> None:
    subject = "May I crush the tablets"
    demo.deliver(subject, "He cannot swallow them.", to="pharmacy", at_microsoft=True)
    seat.read(subject)
    seat.answer("Yes, with a little water.")
    hanna = seat_for("Hanna Vogt")
    hanna.read(subject)
    hanna.page.get_by_role("button", name="Reply", exact=True).click()
    hanna.page.get_by_label("Text").fill("No, they must stay whole.")
    hanna.send()
    expect(hanna.page.locator("#said")).to_have_text("The mail is sent.")
    witness = seat_for("Oliver Grant")
    witness.read(subject)
    witness.refresh_until("2 messages")

    seat.send()

    alert = seat.page.get_by_role("alert")
    expect(alert).to_contain_text("answer")
    sent = [one for one in demo.held_at_microsoft("pharmacy") if one["folder"] == "Sent Items"]
    assert [one["subject"].casefold() for one in sent].count(f"re: {subject}".casefold()) == 1
    seat.page.get_by_role("button", name="Don't send").click()
    expect(seat.page.get_by_label("Text")).to_have_value("Yes, with a little water.")


def test_mail_that_arrives_shows_in_the_list_on_refresh(demo: Demo, seat: Seat) -> None:
    subject = "A new plan from the hospital"
    seat.pane.get_by_role("button", name="Home").click()
    seat.card.get_by_role("button", name="Look at Unassigned").click()
    expect(seat.card).not_to_contain_text(subject)

    demo.deliver(subject, "Five new tablets.", to="pharmacy", at_microsoft=True, sender="Ada Winter")

    expect(seat.row(subject)).to_be_visible()
    seat.refresh_until(subject)


def test_axe_finds_nothing_in_the_pane(seat: Seat) -> None:
    seat.read("Tablets from yesterday")
    pane: Any = next(frame for frame in seat.page.frames if frame.url.endswith("/outlook/pane"))
    results: Any = Axe().run(pane, options={"resultTypes": ["violations"]})
    assert [each["id"] for each in results.response["violations"]] == []
