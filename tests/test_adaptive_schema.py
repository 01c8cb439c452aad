"""The lint of Adaptive Cards itself: it takes our cards and notices each thing that would go wrong with one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from cards.adaptive import render
from cards.kit import Button, Card, Choice, Day, Footer, Icon, Line, Open, Option, Paragraph, Press, Section, TextField
from tests.adaptive_schema import card_problems, elements

Json = dict[str, Any]
CARD = render(
    Card(
        "test", "Title",
        (
            Section(
                (Paragraph("text"), Line("line", icon=Icon.MAIL, icon_says="mail", act=Open("page")),
                 TextField("note", "Note"), Choice("who", "Who", (Option("1", "Ana"),)), Day("day", "Day")),
                shows=1,
            ),
        ),
        footer=Footer(Button("Save", Press("save", needs=("note",)))),
    )
)  # fmt: skip


def first(card: Json, kind: str) -> Json:
    return next(one for one in elements(card) if one["type"] == kind)


def changed(kind: str, **to: Any) -> Callable[[Json], None]:
    return lambda card: first(card, kind).update(to)


def without(kind: str, key: str) -> Callable[[Json], None]:
    return lambda card: first(card, kind).pop(key)


WRONG: dict[str, Callable[[Json], Any]] = {
    "no version": without("AdaptiveCard", "version"),
    "a version of the future": changed("AdaptiveCard", version="1.7"),
    "no language": without("AdaptiveCard", "lang"),
    "an element that is not drawn everywhere": changed("TextBlock", type="Badge"),
    "a property that does not exist": changed("TextBlock", colour="good"),
    "a value that does not exist": changed("TextBlock", color="red"),
    "a heading that is none": changed("TextBlock", style="title"),
    "text as a number": changed("TextBlock", text=1),
    "no text": changed("TextBlock", text=" "),
    "Markdown": changed("TextBlock", text="[x](https://example.org)"),
    "a list": changed("TextBlock", text="- one"),
    "code": changed("TextBlock", text="a\n\n    b"),
    "a lost line end": changed("TextBlock", text="a\nb"),
    "a NUL": changed("TextBlock", text="a\0"),
    "text that turns round": changed("TextBlock", text="a\u202eb"),
    "a flag that is none": changed("TextBlock", wrap="yes"),
    "an empty list": changed("Container", items=[]),
    "a picture without words": without("Image", "altText"),
    "a picture from outside": changed("Image", url="https://tracker.example.org/x.png"),
    "an input without a label": without("Input.Text", "label"),
    "an input without a name": without("Input.Text", "id"),
    "an id of another kind": changed("Input.Text", id="one:note"),
    "an id twice": changed("Input.Date", id="fold-1"),
    "no word on what is missing": without("Input.Text", "errorMessage"),
    "a choice that filters": changed("Input.ChoiceSet", style="filtered"),
    "a choice of nothing": changed("Input.ChoiceSet", choices=[]),
    "an empty choice": changed("Input.ChoiceSet", choices=[{"title": "x", "value": ""}]),
    "a choice twice": changed("Input.ChoiceSet", choices=[{"title": "x", "value": "1"}] * 2),
    "chosen what is not offered": changed("Input.ChoiceSet", value="2"),
    "a macro": changed("Input.Date", label="{{DATE(x)}}"),
    "a press without a verb": changed("Action.Execute", verb=""),
    "numbers that are carried": changed("Action.Execute", data={"x": 1}),
    "a parameter like a field": changed("Action.Execute", data={"text:note": "x"}),
    "a script": changed("Action.Execute", type="Action.OpenUrl", url="javascript:alert(1)"),
    "a button without words": lambda card: card["actions"][0].pop("title"),
    "too many buttons": lambda card: first(card, "ActionSet").update(actions=first(card, "ActionSet")["actions"] * 4),
    "showing what is not there": changed("Action.ToggleVisibility", targetElements=["x"]),
    "a press in a press": lambda card: card["body"][-1].update(selectAction=copy.deepcopy(card["actions"][0])),
    "a card as large as a book": changed("TextBlock", text="x" * 300_000),
}


def test_a_card_of_ours_is_fine() -> None:
    assert card_problems(CARD) == []


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_noticed(what: str) -> None:
    card = copy.deepcopy(CARD)
    WRONG[what](card)

    assert card_problems(card) != []
