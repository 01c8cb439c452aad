"""Fields of Adaptive Cards, and what comes back of them."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cards.adaptive_inputs import draw, returned
from cards.kit import Choice, Day, Option, Style, TextField
from inbox.mail.text import storable

values = st.text(st.sampled_from("a1,%2C25 ä\0"), max_size=6)


def test_what_was_typed_is_told_from_what_the_button_carries() -> None:
    back = returned({
        "note": "7", "conversation": "3", "text:note": "a:b\r\nc\0", "one:assignee": "nobody", "many:tags": "1,2",
        "day:day": "2026-03-04",
    })  # fmt: skip

    assert back.params == {"note": "7", "conversation": "3"}
    assert back.texts == {"note": ("a:b\nc",), "assignee": ("nobody",), "tags": ("1", "2")}
    assert back.days == {"day": date(2026, 3, 4)}
    assert back.garbled == frozenset()


def test_what_comes_in_no_shape_we_know_is_named_and_spoils_nothing_else() -> None:
    back = returned({
        "text:note": ["x"], "day:day": "soon", "what:x": "1", "one:y": None, "version": 3, "text:ok": "fine",
        "day:z": "",
    })  # fmt: skip

    assert back.garbled == {"note", "day", "x", "y"}
    assert (back.params, back.texts, back.days) == ({}, {"ok": ("fine",)}, {})


@given(st.lists(values, min_size=1, max_size=5, unique_by=storable), st.sampled_from(Style), st.data())
def test_choices_come_back_as_they_were_offered(offered: list[str], style: Style, data: st.DataObject) -> None:
    chosen = set(data.draw(st.lists(st.sampled_from(offered), max_size=5 if style is Style.CHECKBOXES else 1)))
    options = tuple(Option(one, f"option {one}", one in chosen) for one in offered)
    (drawn,) = draw(Choice("choice", "Choice", options, style), "")

    back = returned({drawn["id"]: drawn["value"]} if "value" in drawn else {})
    assert set(back.texts.get("choice", ())) == {storable(one) for one in chosen}
    assert all(choice["value"] and "," not in choice["value"] for choice in drawn["choices"])


def test_dropdowns_are_compact_and_only_boxes_take_several() -> None:
    drawn = {
        style: draw(Choice("x", "X", (Option("1", "One"),), style), "")[0] for style in Style
    }  # fmt: skip

    assert {style: one["style"] for style, one in drawn.items()} == {
        Style.DROPDOWN: "compact", Style.RADIO: "expanded", Style.CHECKBOXES: "expanded",
    }  # fmt: skip
    assert [one.get("isMultiSelect", False) for one in drawn.values()] == [False, False, True]


def test_a_field_has_its_label_its_hint_and_what_is_said_when_it_is_missing() -> None:
    field, hint = draw(TextField("note", "Note *", "so far", "Only *staff* see it.", True, 500), "Fill it in.")

    assert field == {
        "type": "Input.Text", "id": "text:note", "label": "Note *", "value": "so far", "isMultiline": True,
        "maxLength": 500, "isRequired": True, "errorMessage": "Fill it in.",
    }  # fmt: skip
    assert hint["text"] == "Only \\*staff\\* see it."


def test_a_day_is_the_date_alone() -> None:
    assert draw(Day("day", "Day", date(2026, 1, 1)), "") == [
        {"type": "Input.Date", "id": "day:day", "label": "Day", "value": "2026-01-01"}
    ]
    assert "value" not in draw(Day("day", "Day"), "")[0]
