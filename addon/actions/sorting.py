"""Buttons that put in order: category, priority and tags."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon.press import Press, done, seen
from cards.kit import Answer
from cards.pages.edit import NONE, completions, tags_named
from inbox import sorting, suggestions, tagging
from inbox.errors import Invalid
from inbox.models import Priority
from inbox.translation import N_


def edit(session: Session, press: Press) -> Answer:
    """What it is about, how much it presses, and its tags, in one go."""
    conversation = seen(session, press)
    inputs = press.inputs
    tags = inputs.numbers("tags") | tags_named(session, press.view, inputs.text("more_tags"))
    if "category" in inputs:
        category = None if inputs.text("category") == NONE else inputs.number("category")
        suggestions.categorize(session, conversation, category, by=press.by)
    if "priority" in inputs:
        sorting.set_priority(session, conversation, _priority(inputs.text("priority")), by=press.by)
    tagging.set_tags(session, conversation, tags, by=press.by)
    return done(session, press, conversation, press.words(N_("Saved")))


def suggest_tag(session: Session, press: Press) -> Answer:
    """Tags to choose from while somebody types."""
    return Answer(completions=tuple(completions(session, press.view, press.inputs.text("more_tags"))))


def _priority(text: str) -> Priority:
    try:
        return Priority(text)
    except ValueError:
        raise Invalid(N_("Choose from the list."), field="priority") from None
