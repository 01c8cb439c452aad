"""The renderer for Outlook and the web: the same card as Gmail's, as an Adaptive Card."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards import kit
from cards.adaptive import render
from cards.adaptive_answer import render_answer
from cards.kit import (
    Answer,
    Button,
    Buttons,
    Card,
    Chip,
    Chips,
    Choice,
    Divider,
    Draft,
    Footer,
    Icon,
    Line,
    Link,
    Move,
    Open,
    Option,
    Paragraph,
    Press,
    Section,
    Span,
    Style,
    TextField,
    Tone,
)
from tests.adaptive_schema import card_problems, elements, shown
from tests.cards import parity
from tests.cards.test_workspace import ENDPOINTS, HOSTILE, card, every_widget
from tests.cards.test_workspace import render as render_for_gmail

Json = dict[str, Any]


def drawn(*widgets: kit.Widget, **more: Any) -> list[Json]:
    json = render(card(*widgets, **more))
    assert card_problems(json) == []
    found: list[Json] = json["body"][-1]["items"]
    return found


def pressed(json: Json, title: str) -> Json:
    """The button with some words."""
    return next(one for one in elements(json) if one["type"].startswith("Action.") and one.get("title") == title)


def test_hostile_text_is_harmless_everywhere() -> None:
    whole = Card(
        name="test", title=HOSTILE, subtitle=HOSTILE,
        sections=(Section(every_widget(HOSTILE), title=HOSTILE, shows=1),),
        menu=(Button(HOSTILE, Open("page")),),
        footer=Footer(Button(HOSTILE, Press("do", needs=("text",))), Button(HOSTILE, Press("do"))),
    )  # fmt: skip

    assert card_problems(render(whole)) == []


def test_a_card_says_its_title_and_its_language() -> None:
    json = render(
        Card(
            "test",
            "Re: *x*",
            (
                Section(
                    (Divider(), Line("a")),
                ),
            ),
            subtitle="Ana",
            language="de",
        )
    )

    assert (json["type"], json["version"], json["lang"]) == ("AdaptiveCard", "1.5", "de")
    assert json["speak"] == "Re: *x* · Ana"
    assert json["fallbackText"] == "Re: \\*x\\* · Ana"
    assert json["body"][0]["style"] == "heading"
    assert [shown(one["text"]) for one in json["body"][:2]] == ["Re: *x*", "Ana"]


def test_presses_carry_what_the_card_carries_and_pages_do_not() -> None:
    json = render(
        card(
            Buttons((Button("Do", Press("do", {"x": "1"}, needs=("text",))), Button("Look", Open("page", {"y": "2"})))),
            TextField("text", "Text"),
            carries={"conversation": "7", "drawn": "abc"},
        )
    )

    assert pressed(json, "Do") == {
        "type": "Action.Execute", "verb": "do", "data": {"conversation": "7", "drawn": "abc", "x": "1"}, "title": "Do",
    }  # fmt: skip
    assert pressed(json, "Look") == {
        "type": "Action.Execute", "verb": "open", "data": {"y": "2", "page": "page"}, "associatedInputs": "none",
        "title": "Look",
    }  # fmt: skip


def test_what_must_be_filled_in_says_so_and_holds_up_only_those_who_need_it() -> None:
    note, name = TextField("note", "Note"), TextField("name", "Name")
    json = render(
        card(note, name, language="de", footer=Footer(Button("Save", Press("save", needs=("note",))),
                                                      Button("Delete", Press("delete"))))
    )  # fmt: skip
    fields = {one["id"]: one for one in elements(json) if one["type"] == "Input.Text"}

    assert fields["text:note"]["isRequired"] is True
    assert fields["text:note"]["errorMessage"]
    assert "isRequired" not in fields["text:name"]
    assert "associatedInputs" not in pressed(json, "Save")
    assert pressed(json, "Delete")["associatedInputs"] == "none"


def test_a_button_takes_what_was_typed_where_nothing_must_be_filled_in_and_something_can() -> None:
    button = Buttons((Button("Save", Press("save")),))

    assert "associatedInputs" not in pressed(render(card(button, TextField("name", "Name"))), "Save")
    assert pressed(render(card(button)), "Save")["associatedInputs"] == "none"


def test_what_is_folded_away_is_shown_and_hidden_by_a_button_that_says_what_it_is() -> None:
    lines = (Line(text="1"), Line(text="2"), Line(text="3"))
    json = render(
        Card("test", "Test", (Section(()), Section(lines, shows=1), Section(lines, title="Old", shows=0),
                              Section(lines, shows=3)))
    )  # fmt: skip
    toggles = [one for one in elements(json) if one["type"] == "Action.ToggleVisibility"]
    hidden = {one["id"]: one for one in elements(json) if one.get("isVisible") is False}

    assert [one["title"] for one in toggles] == ["2 more", "Show or hide: Old"]
    assert [len(hidden[target]["items"]) for one in toggles for target in one["targetElements"]] == [2, 3]
    assert len(json["body"]) == 4


def test_a_long_paragraph_shows_its_beginning_and_the_rest_on_request() -> None:
    short, toggle, whole = drawn(Paragraph("one\ntwo\nthree", max_lines=2))

    assert short["maxLines"] == 2
    assert toggle["actions"][0]["targetElements"] == [whole["id"], short["id"]]
    assert (whole["isVisible"], whole["items"][0]["text"]) == (False, "one  \ntwo  \nthree")
    assert [one["type"] for one in drawn(Paragraph("one", max_lines=2))] == ["TextBlock"]


def test_a_menu_is_out_of_sight_until_asked_for() -> None:
    json = render(card(Divider(), menu=(Button("Refresh", Open("home")), Button("Settings", Open("settings")))))

    toggle = json["body"][1]["actions"][0]
    assert (toggle["title"], toggle["targetElements"]) == ("Menu", [json["body"][2]["id"]])
    assert pressed(json["body"][2], "Settings")["data"] == {"page": "settings"}


def test_a_line_is_pressed_as_a_whole_but_for_its_button() -> None:
    (line,) = drawn(
        Line("text", above="above", below="below", icon=Icon.MAIL, act=Open("page"), button=Button("Undo", Press("x")))
    )

    icon, said, button = line["columns"]
    assert icon["items"][0]["altText"] == "above"
    assert [one["text"] for one in said["items"]] == ["above", "text", "below"]
    assert said["selectAction"]["verb"] == "open"
    assert button["items"][0]["actions"][0]["verb"] == "x"


def test_a_button_with_many_words_stands_beneath_its_line() -> None:
    line, button = drawn(Line("text", button=Button("A button with many words", Press("x"))))

    assert (line["type"], button["type"]) == ("Container", "ActionSet")


def test_buttons_and_chips_stand_in_rows_that_fit() -> None:
    words = ("✓ Mine (12)", "Unassigned (3)", "Team (4)", "Pending (0)", "Closed (9)")
    rows = drawn(Chips(tuple(Chip(word.removeprefix("✓ "), Open("home"), word[0] == "✓") for word in words)))

    assert [len(row["actions"]) for row in rows] == [2, 2, 1]
    assert [action["title"] for row in rows for action in row["actions"]] == list(words)
    assert rows[0]["actions"][0]["style"] == "positive"


def test_a_thin_line_is_drawn_above_what_follows() -> None:
    first, second = drawn(Line("1"), Divider(), Line("2"), Divider())

    assert ("separator" in first, second["separator"]) == (False, True)


def test_a_disabled_button_is_off_and_a_link_leads_outside() -> None:
    (row,) = drawn(Buttons((Button("Call", Link("tel:+1-555-0100"), is_primary=True, is_disabled=True),)))

    assert row["actions"] == [
        {"type": "Action.OpenUrl", "url": "tel:+1-555-0100", "title": "Call", "style": "positive", "isEnabled": False}
    ]


@pytest.mark.parametrize("move", Move)
def test_an_answer_says_how_its_card_comes_into_view(move: Move) -> None:
    shown_card = card(Divider(), Line("x"))
    answer = render_answer(Answer(card=shown_card, move=move, notification="<b>Done</b>\n", has_changed=True))

    assert answer == {
        "page": "test", "title": "Test", "move": move.value, "card": render(shown_card), "helps": {},
        "notification": "<b>Done</b>", "changed": True, "conversation": "", "version": "",
    }  # fmt: skip


def test_the_title_beside_a_card_is_that_on_it() -> None:
    for title in ("Re: [x](y) {{DATE(z)}} *", "", "1. x", "- " * 90):
        answer = render_answer(Answer(card=Card("test", title, (Section((Line("x"),)),))))
        assert shown(answer["card"]["body"][0]["text"]) == answer["title"]


def test_an_answer_may_be_a_draft_or_completions_alone() -> None:
    assert render_answer(Answer(draft=Draft("Dear <Ana>,\r\nyes\0", "Re:\nx"))) == {
        "draft": {"text": "Dear <Ana>,\nyes", "subject": "Re: x"}, "changed": False,
    }  # fmt: skip
    assert render_answer(Answer(completions=("Hello @Ana ",)))["completions"] == ["Hello @Ana "]


def test_what_helps_to_fill_a_field_in_stands_beside_the_card() -> None:
    zone = TextField("zone", "Zone", suggestions=("Europe/Berlin",))
    note = TextField("note", "Note", suggest=Press("suggest", {"x": "1"}))
    answer = render_answer(Answer(card=card(zone, note, TextField("y", "Y"), carries={"drawn": "abc"})))

    assert answer["helps"] == {
        "text:zone": {"suggestions": ["Europe/Berlin"]},
        "text:note": {"verb": "suggest", "data": {"drawn": "abc", "x": "1"}, "suggestions": []},
    }


texts = st.text(max_size=120)
params = st.dictionaries(st.sampled_from(["conversation", "message", "here"]), texts)
acts = st.one_of(
    st.builds(Press, st.sampled_from(["take", "close"]), params),
    st.builds(Open, st.sampled_from(["home", "note"]), params),
    st.just(Link("https://example.org/?a=1&b=<2>")),
)
buttons = st.builds(Button, texts, acts, st.booleans(), st.booleans())
tones = st.none() | st.sampled_from(Tone)
addresses = st.sampled_from(["https://example.org", "javascript:x"])
plain = texts | st.builds(Span, texts, st.booleans(), tones)
spans = plain | st.builds(Span, texts.map("to {}".format), st.booleans(), tones, addresses)
runs = spans | st.lists(spans, min_size=1, max_size=3).map(tuple)
options = st.lists(
    st.builds(Option, st.sampled_from(["", "1", "a,b", "%", "%2C", "x y"]), texts), unique_by=lambda one: one.value,
    min_size=1,
).map(tuple)  # fmt: skip
widgets = st.one_of(
    st.builds(Paragraph, runs, st.integers(0, 3)),
    st.builds(Line, plain, texts, texts, st.none() | st.sampled_from(Icon), texts, st.none() | acts,
              st.none() | buttons, st.booleans()),
    st.lists(buttons, min_size=1, max_size=5).map(lambda some: Buttons(tuple(some))),
    st.lists(st.builds(Chip, texts, acts, st.booleans()), min_size=1, max_size=4).map(lambda some: Chips(tuple(some))),
    st.just(Divider()),
    st.builds(TextField, st.uuids().map(str), texts, texts, texts, st.booleans(), st.integers(0, 500),
              st.none() | st.builds(Press, st.just("suggest-tag"), params), st.lists(texts, max_size=2).map(tuple)),
    st.builds(Choice, st.uuids().map(str), texts, options, st.sampled_from(Style)),
    st.builds(kit.Day, st.uuids().map(str), texts, st.none() | st.dates(date(1970, 1, 1))),
)  # fmt: skip
sections = st.builds(
    Section, st.lists(widgets, max_size=5).map(tuple), st.just("") | texts, st.none() | st.integers(0, 3)
)
cards = st.builds(
    Card, st.just("test"), texts, st.lists(sections, min_size=1, max_size=3).map(tuple), texts,
    st.lists(st.builds(Button, texts, acts), max_size=3).map(tuple),
    st.none() | st.builds(Footer, buttons, st.none() | buttons), params,
    st.sampled_from(["en", "de"]),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(cards)
def test_whatever_a_page_says_both_hosts_show_the_same_and_offer_the_same(whole: Card) -> None:
    answer = render_answer(Answer(card=whole))

    assert card_problems(answer["card"]) == []
    assert parity.of_adaptive(answer) == parity.of_google(render_for_gmail(whole, ENDPOINTS))
