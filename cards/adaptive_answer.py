"""What goes to a client of ours around a card: how it comes into view, words, a draft, and help with its fields."""

from __future__ import annotations

from collections.abc import Iterator

from cards import adaptive_inputs, kit
from cards.adaptive import Drawing, render, title, widgets
from cards.adaptive_text import Json, words
from inbox.mail.text import displayable, one_line, storable

_LABEL = 200


def render_answer(answer: kit.Answer) -> Json:
    """An answer for a client of ours: what to show, how it comes into view, and what else is to be done."""
    drawn: Json = {"changed": answer.has_changed}
    if answer.card is not None:
        drawn |= {"page": answer.card.name, "title": title(answer.card), "move": answer.move.value}
        drawn |= {name: answer.card.carries.get(name, "") for name in ("conversation", "version")}
        drawn |= _anew(answer.card)
        drawn |= {"card": render(answer.card), "helps": dict(_helps(answer.card))}
    if answer.notification:
        drawn["notification"] = words(answer.notification, _LABEL)
    if answer.draft is not None:
        drawn["draft"] = {"text": storable(answer.draft.text), "subject": one_line(answer.draft.subject)}
    if answer.completions is not None:
        drawn["completions"] = [displayable(storable(text)) for text in answer.completions]
    return drawn


def _anew(card: kit.Card) -> Json:
    """How a client draws the card anew, when not as it was asked for, and whether it is to do so by itself."""
    if card.is_typed:
        return {"again": {}}
    return {"again": Drawing(card).act(card.again), "waits": card.is_waiting} if card.again else {}


def _helps(card: kit.Card) -> Iterator[tuple[str, Json]]:
    """By the id of a field, what helps to fill it in: cards themselves have no completions as one types."""
    drawing = Drawing(card)
    for widget in widgets(card):
        if isinstance(widget, kit.TextField) and (widget.suggest or widget.suggestions):
            offered = [words(text, _LABEL) for text in widget.suggestions]
            asked = drawing.press(widget.suggest) if widget.suggest else {}
            yield adaptive_inputs.identity(widget), {**asked, "suggestions": offered}
