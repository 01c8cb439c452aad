"""The comparison of hosts itself: whatever one of them leaves out, adds or says differently is noticed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from cards.adaptive_answer import render_answer
from cards.kit import Answer, Button, Card, Footer, Link, Open, Press, Section
from cards.workspace import render
from tests.adaptive_schema import elements
from tests.cards import parity
from tests.cards.test_workspace import ENDPOINTS, every_widget

Json = dict[str, Any]
CARD = Card(
    name="test", title="Title", subtitle="Subtitle",
    sections=(Section(every_widget("words"), title="Section"), Section(every_widget("more")[:5], shows=1)),
    menu=(Button("Refresh", Open("home")), Button("Call", Link("tel:+1-555-0100"))),
    footer=Footer(Button("Save", Press("save", needs=("text",))), Button("Delete", Press("delete"), is_disabled=True)),
    carries={"conversation": "7"},
)  # fmt: skip
TOLD = {"TextBlock", "RichTextBlock", "Image", "Action.Execute", "Action.OpenUrl", "Input.Text", "Input.ChoiceSet",
        "Input.Date"}  # fmt: skip


def changed(kind: str, **to: Any) -> Callable[[Json], None]:
    return lambda card: next(one for one in elements(card) if one["type"] == kind).update(to)


OTHERWISE: dict[str, Callable[[Json], Any]] = {
    "other words": changed("TextBlock", text="other words"),
    "other words in a row": lambda card: next(elements_of(card, "RichTextBlock"))["inlines"].pop(),
    "another picture": changed("Image", altText="other"),
    "another verb": changed("Action.Execute", verb="other"),
    "other parameters": changed("Action.Execute", data={"conversation": "8"}),
    "a button that is off": changed("Action.Execute", isEnabled=False),
    "another address": changed("Action.OpenUrl", url="https://example.com"),
    "another title": changed("Action.Execute", title="other"),
    "another label": changed("Input.Text", label="other"),
    "another name": changed("Input.Text", id="text:other"),
    "another value": changed("Input.Text", value="other"),
    "another length": changed("Input.Text", maxLength=3),
    "a field that may be empty": changed("Input.Text", isRequired=False),
    "nothing chosen": lambda card: next(elements_of(card, "Input.ChoiceSet")).pop("value"),
    "other choices": lambda card: next(elements_of(card, "Input.ChoiceSet"))["choices"].pop(),
    "another day": changed("Input.Date", value="2026-03-05"),
    "no footer": lambda card: card.pop("actions"),
}


def elements_of(card: Json, kind: str) -> Any:
    return (one for one in elements(card) if one["type"] == kind)


@pytest.fixture
def answer() -> Json:
    """The card as our own clients get it."""
    return copy.deepcopy(render_answer(Answer(card=CARD)))


def test_the_same_card_is_the_same_in_both_hosts(answer: Json) -> None:
    assert parity.of_adaptive(answer) == parity.of_google(render(CARD, ENDPOINTS))
    assert {one["type"] for one in elements(answer["card"])} >= TOLD


@pytest.mark.parametrize("what", OTHERWISE)
def test_what_is_said_or_offered_otherwise_is_noticed(answer: Json, what: str) -> None:
    OTHERWISE[what](answer["card"])

    assert parity.of_adaptive(answer) != parity.of_google(render(CARD, ENDPOINTS))


def test_help_with_a_field_that_is_missing_is_noticed(answer: Json) -> None:
    answer["helps"].clear()

    assert parity.of_adaptive(answer) != parity.of_google(render(CARD, ENDPOINTS))
