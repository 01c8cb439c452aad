"""What a card's form sends, and when it is not sent."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.simulator.host.gallery import every_widget
from tests.simulator.host.scripted import Scripted, button, buttons, function, pushed, rendered, text


def show(page: Page, addon: Scripted, answer: dict[str, Any]) -> None:
    """Let this be the home card."""
    addon.answers["/home"] = answer
    page.get_by_role("button", name="Reload the add-on").click()
    expect(page.locator("#addon .cover")).to_be_hidden()


def inputs_of(addon: Scripted, path: str) -> dict[str, Any]:
    """The form inputs a function got."""
    found = addon.last(path).event["commonEventObject"].get("formInputs", {})
    assert isinstance(found, dict)
    return found


def note(**more: Any) -> dict[str, Any]:
    """A section with a text box."""
    return {"widgets": [{"textInput": {"name": "note", "label": "Note", **more}}]}


def test_every_input_has_its_own_shape(page: Page, addon: Scripted) -> None:
    addon.answers["/save"] = rendered(notification={"text": "Saved"})
    show(page, addon, every_widget())
    page.get_by_label("Age", exact=True).fill("41")
    page.get_by_role("checkbox", name="Pear").check()
    page.get_by_role("radio", name="Plum").check()
    page.get_by_role("combobox", name="DROPDOWN").select_option("Pear")
    page.get_by_role("combobox", name="MULTI_SELECT").fill("plu")
    page.get_by_role("listbox", name="MULTI_SELECT").get_by_role("option", name="Plum").click()
    page.get_by_role("switch", name="Tell me").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    assert inputs_of(addon, "/save") == {
        "note": {"stringInputs": {"value": ["as it was"]}},
        "age": {"stringInputs": {"value": ["41"]}},
        "check_box": {"stringInputs": {"value": ["apple", "pear"]}},
        "radio_button": {"stringInputs": {"value": ["plum"]}},
        "dropdown": {"stringInputs": {"value": ["pear"]}},
        "multi_select": {"stringInputs": {"value": ["apple", "plum"]}},
        "day": {"dateInput": {"msSinceEpoch": "1772582400000"}},
        "hour": {"timeInput": {"hours": 9, "minutes": 30}},
        "moment": {"dateTimeInput": {"msSinceEpoch": "1772625600000", "hasDate": True, "hasTime": True}},
    }


def test_a_date_never_shifts_whatever_the_time_zone(fresh_page: Page, addon: Scripted) -> None:
    addon.answers["/save"] = rendered(notification={"text": "Saved"})
    page = fresh_page
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        page.get_by_label("Time zone").select_option(zone)
        show(page, addon, every_widget())
        page.get_by_label("Day", exact=True).fill("2026-05-01")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved")).to_be_visible()
        assert inputs_of(addon, "/save")["day"] == {"dateInput": {"msSinceEpoch": "1777593600000"}}
        page.get_by_role("button", name="Dismiss").click()


def test_what_is_needed_must_be_filled_in_and_right(page: Page, addon: Scripted) -> None:
    age = {"textInput": {"name": "age", "label": "Age", "validation": {"inputType": "INTEGER"}}}
    show(page, addon, pushed(note(), {"widgets": [age]}, buttons(button("Add", "/add", requiredWidgets=["note"]))))
    addon.answers["/add"] = rendered(notification={"text": "Added"})
    page.get_by_label("Age", exact=True).fill("old")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("Note", exact=True)).to_be_focused()
    expect(page.get_by_text("Please fill this in.")).to_be_visible()
    expect(page.get_by_text("Please enter a whole number.")).to_be_visible()
    assert addon.count("/add") == 0
    page.get_by_label("Note", exact=True).fill("Called back")
    page.get_by_label("Age", exact=True).fill("41")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Added")).to_be_visible()


def test_what_was_typed_stays_only_when_the_action_says_so(page: Page, addon: Scripted) -> None:
    card = pushed(note(), buttons(button("Keep", "/act", persistValues=True), button("Drop", "/act")))
    update = {"updateCard": card["action"]["navigations"][0]["pushCard"]}
    addon.answers["/act"] = rendered(update, notification={"text": "Done"})
    show(page, addon, card)
    page.get_by_label("Note", exact=True).fill("half a thought")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Done")).to_be_visible()
    expect(page.get_by_label("Note", exact=True)).to_have_value("half a thought")
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    page.get_by_role("button", name="Drop").click()
    expect(page.get_by_label("Note", exact=True)).to_have_value("")


def test_a_change_is_told_at_once(page: Page, addon: Scripted) -> None:
    items = [{"text": "Nobody", "value": "0", "selected": True}, {"text": "Ana", "value": "3"}]
    choice = {"name": "assignee", "label": "Assignee", "type": "DROPDOWN", "items": items}
    action = {"function": function("/assign"), "parameters": [{"key": "version", "value": "8"}]}
    show(page, addon, pushed({"widgets": [{"selectionInput": {**choice, "onChangeAction": action}}]}))
    addon.answers["/assign"] = rendered(notification={"text": "Assigned to Ana"})
    page.get_by_label("Assignee").select_option("Ana")
    expect(page.get_by_role("status").filter(has_text="Assigned to Ana")).to_be_visible()
    assert inputs_of(addon, "/assign") == {"assignee": {"stringInputs": {"value": ["3"]}}}
    assert addon.last("/assign").event["commonEventObject"]["parameters"] == {"version": "8"}


def test_suggestions_follow_the_typing(page: Page, addon: Scripted) -> None:
    def people(event: dict[str, Any]) -> dict[str, Any]:
        typed = event["commonEventObject"]["formInputs"]["person"]["stringInputs"]["value"][0]
        return {"autoComplete": {"items": [{"text": f"{typed}na Lund"}, {"text": f"{typed}ndrew"}]}}

    addon.answers["/people"] = people
    addon.answers["/save"] = rendered(notification={"text": "Saved"})
    action = {"function": function("/people")}
    person = {"name": "person", "label": "Person", "autoCompleteAction": action}
    show(page, addon, pushed({"widgets": [{"textInput": person}]}, buttons(button("Save", "/save"))))
    box = page.get_by_role("combobox", name="Person")
    box.press_sequentially("A")
    expect(page.locator("#addon").get_by_role("option")).to_have_text(["Ana Lund", "Andrew"])
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("Ana Lund")
    expect(page.locator("#addon").get_by_role("option")).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    assert inputs_of(addon, "/save") == {"person": {"stringInputs": {"value": ["Ana Lund"]}}}


def test_an_untouched_card_sends_no_form(page: Page, addon: Scripted) -> None:
    addon.answers["/go"] = rendered(notification={"text": "Gone"})
    show(page, addon, pushed(text("nothing to fill in"), buttons(button("Go", "/go"))))
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_text("Gone")).to_be_visible()
    assert "formInputs" not in addon.last("/go").event["commonEventObject"]
