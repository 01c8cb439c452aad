"""The renderer for Google: whatever a page says, Gmail gets something it can show."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards import kit
from cards.kit import (
    Answer,
    Button,
    Buttons,
    Card,
    Chip,
    Chips,
    Choice,
    Day,
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
from cards.workspace import Endpoints, render, render_to_press, render_to_trigger
from tests.workspace_schema import card_problems, problems

ENDPOINTS = Endpoints("https://inbox.example.org")
FAMILY = "👨‍👩‍👧‍👦"
HOSTILE = "<b>&amp;</b><img src=x onerror=alert(1)> \0\u202egnp.exe\u2066 \x1b[0m \r\n" + FAMILY * 40 + "x" * 10_000


def card(*widgets: kit.Widget, **more: Any) -> Card:
    return Card(name="test", title="Test", sections=(Section(widgets),), **more)


def drawn(*widgets: kit.Widget) -> list[dict[str, Any]]:
    json = render(card(*widgets), ENDPOINTS)
    assert card_problems(json) == []
    found: list[dict[str, Any]] = json["sections"][0]["widgets"]
    return found


def every_widget(text: str) -> tuple[kit.Widget, ...]:
    said = (text.strip() and text) or "?"
    press = Press("do", {"key": text})
    return (
        Paragraph((said, Span(said, bold=True, tone=Tone.DANGER), Span(said, link="https://example.org/?a=1&b=2"))),
        Line(text=said, above=said, below=said, icon=Icon.MAIL, icon_says=said, act=press,
             button=Button(said, Open("page", {"key": text}))),
        Buttons((Button(said, press, is_primary=True), Button(said, Link("mailto:a@example.org"), is_disabled=True))),
        Chips((Chip(said, press, is_current=True),)),
        Divider(),
        TextField("text", said, value=text, hint=said, max_length=50, suggest=press, suggestions=(said,)),
        Choice("choice", said, (Option("1", said, is_selected=True), Option(text + "2", said)), Style.CHECKBOXES),
        Day("day", said, date(2026, 3, 4)),
    )  # fmt: skip


def test_hostile_text_is_harmless_everywhere() -> None:
    whole = Card(
        name="test", title=HOSTILE, subtitle=HOSTILE,
        sections=(Section(every_widget(HOSTILE), title=HOSTILE, shows=1),),
        menu=(Button(HOSTILE, Open("page")),),
        footer=Footer(Button(HOSTILE, Press("do")), Button(HOSTILE, Press("do"))),
    )  # fmt: skip

    assert card_problems(render(whole, ENDPOINTS)) == []


@given(st.text(max_size=300))
def test_no_text_whatever_makes_an_answer_that_gmail_minds(text: str) -> None:
    shown = card(*every_widget(text))

    assert problems(render_to_trigger(Answer(card=shown), ENDPOINTS)) == []
    assert problems(render_to_press(Answer(card=shown, notification=text or "?"), ENDPOINTS)) == []
    assert problems(render_to_press(Answer(draft=Draft(f"Dear {text}", text)), ENDPOINTS)) == []


def test_markup_in_text_is_shown_and_not_obeyed() -> None:
    (paragraph,) = drawn(Paragraph('<b>&</b> "x"\nnext'))

    assert paragraph["textParagraph"]["text"] == "&lt;b&gt;&amp;&lt;/b&gt; &quot;x&quot;<br>next"


def test_text_is_cut_between_graphemes() -> None:
    (line,) = drawn(Line(text="x", above="a" * 198 + FAMILY * 3))

    assert line["decoratedText"]["topLabel"] == "a" * 198 + "…"


def test_nothing_but_https_mail_and_telephone_is_linked() -> None:
    (paragraph,) = drawn(Paragraph((Span("x", link="javascript:alert(1)"), Span("y", link="tel:+1-555-0100"))))

    assert paragraph["textParagraph"]["text"] == 'x<a href="tel:+1-555-0100">y</a>'
    with pytest.raises(ValueError, match="https"):
        Link("http://example.org")


def test_presses_carry_what_the_card_carries_and_pages_do_not() -> None:
    shown = card(
        Buttons((Button("Do", Press("do", {"x": "1"}, needs=("text",))), Button("Look", Open("page", {"y": "2"})))),
        TextField("text", "Text"),
        carries={"conversation": "7", "drawn": "abc"},
    )

    do, look = (
        button["onClick"]["action"]
        for button in render(shown, ENDPOINTS)["sections"][0]["widgets"][0]["buttonList"]["buttons"]
    )
    assert do["function"] == "https://inbox.example.org/gmail/actions/do"
    assert do["parameters"] == [
        {"key": "conversation", "value": "7"}, {"key": "drawn", "value": "abc"}, {"key": "x", "value": "1"},
    ]  # fmt: skip
    assert do["requiredWidgets"] == ["text"]
    assert look["function"] == "https://inbox.example.org/gmail/actions/open"
    assert look["parameters"] == [{"key": "y", "value": "2"}, {"key": "page", "value": "page"}]


def test_a_day_is_midnight_of_its_date_in_no_zone() -> None:
    (picker,) = drawn(Day("day", "Day", date(2026, 1, 1)))

    assert picker["dateTimePicker"] == {
        "name": "day", "label": "Day", "type": "DATE_ONLY", "valueMsEpoch": "1767225600000",
    }  # fmt: skip


def test_what_is_current_is_marked_by_more_than_colour() -> None:
    (chips,) = drawn(Chips((Chip("Mine", Open("home"), is_current=True), Chip("Team", Open("home")))))

    assert [chip["label"] for chip in chips["chipList"]["chips"]] == ["✓ Mine", "Team"]


def test_a_section_folds_what_it_does_not_show_and_empty_ones_are_left_out() -> None:
    lines = (Line(text="1"), Line(text="2"), Line(text="3"))
    folded = Card(
        name="test", title="Test", sections=(Section(()), Section(lines, shows=1), Section(lines, shows=3))
    )  # fmt: skip

    first, second = render(folded, ENDPOINTS)["sections"]
    assert (first["collapsible"], first["uncollapsibleWidgetsCount"]) == (True, 1)
    assert "collapsible" not in second


@pytest.mark.parametrize(
    ("move", "kinds"),
    [
        (Move.PUSH, ["pushCard"]),
        (Move.UPDATE, ["updateCard"]),
        (Move.BACK, ["pop", "updateCard"]),
        (Move.ROOT, ["popToRoot", "updateCard"]),
    ],
)
def test_every_move_is_a_way_for_gmail_to_go(move: Move, kinds: list[str]) -> None:
    answer = render_to_press(Answer(card=card(Divider()), move=move, notification="Done", has_changed=True), ENDPOINTS)

    assert problems(answer) == []
    action = answer["renderActions"]["action"]
    assert [next(iter(navigation)) for navigation in action["navigations"]] == kinds
    assert action["notification"] == {"text": "Done"}
    assert answer["stateChanged"] is True


def test_a_draft_is_inserted_as_escaped_html() -> None:
    answer = render_to_press(Answer(draft=Draft("Dear <Ana> & Ben,\nyes", "Re: <x>")), ENDPOINTS)

    assert problems(answer) == []
    update = answer["renderActions"]["hostAppAction"]["gmailAction"]["updateDraftActionMarkup"]
    assert update["updateBody"] == {
        "insertContents": [{"content": "Dear &lt;Ana&gt; &amp; Ben,<br>yes", "contentType": "MUTABLE_HTML"}],
        "type": "IN_PLACE_INSERT",
    }
    assert update["updateSubject"] == {"subject": "Re: <x>"}


def test_completions_answer_what_was_typed() -> None:
    answer = render_to_press(Answer(completions=("Hello @Ana Ruiz ",)), ENDPOINTS)

    assert answer == {"autoComplete": {"items": [{"text": "Hello @Ana Ruiz "}]}}
    assert problems(render_to_press(Answer(completions=()), ENDPOINTS)) == []


def test_a_trigger_gets_its_card_pushed_or_only_words() -> None:
    assert problems(render_to_trigger(Answer(card=card(Divider())), ENDPOINTS)) == []
    assert render_to_trigger(Answer(notification="No"), ENDPOINTS) == {"action": {"notification": {"text": "No"}}}
