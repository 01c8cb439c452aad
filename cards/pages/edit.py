"""What a conversation is about: category, priority and tags in one form."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts, words
from cards.kit import Button, Card, Choice, Footer, Option, Params, Press, Section, Style, TextField, Widget
from cards.view import View
from inbox import choices, overview
from inbox.choices import TagChoice
from inbox.errors import Invalid
from inbox.models import Priority
from inbox.overview import Head
from inbox.translation import N_

NONE = "none"
"""Chosen instead of a category: an empty value could not be told from a field left alone."""
_MOST = 99
_COMPLETIONS = 10


def draw(session: Session, view: View, params: Params) -> Card:
    """The form, filled with what is set now."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    tags = choices.tags(session, head.organization_id, head.id, limit=_MOST + 1)
    return Card(
        name="edit",
        title=view.gettext("Priority, category, tags"),
        subtitle=parts.subject(view, head.subject),
        sections=(
            Section(
                (
                    *parts.field(view, _priority(view, head), "priority"),
                    *parts.field(view, _category(session, view, head), "category"),
                    *_tags(view, tags),
                )
            ),
        ),
        footer=Footer(Button(view.gettext("Save"), Press("edit", parts.BACK), is_primary=True)),
        carries=parts.carried(view, head),
    )


def completions(session: Session, view: View, typed: str) -> tuple[str, ...]:
    """What may be typed on: the names before the last comma, and a tag that begins like what is behind it."""
    done, comma, start = typed.rpartition(",")
    found = choices.tags_named_like(session, view.viewer.organization_id, start.strip(), limit=_COMPLETIONS)
    return tuple(f"{done}{comma} {one.name}".strip() for one in found)


def tags_named(session: Session, view: View, typed: str) -> set[int]:
    """The tags that somebody typed, by name."""
    ids = set()
    for name in filter(None, (part.strip() for part in typed.split(","))):
        found = choices.tags_named_like(session, view.viewer.organization_id, name, limit=_COMPLETIONS)
        exact = [one.id for one in found if one.name.lower() == name.lower()]
        if not exact:
            raise Invalid(N_("There is no tag “%(name)s”."), field="more_tags", name=name)
        ids.add(exact[0])
    return ids


def _priority(view: View, head: Head) -> Choice:
    chosen = view.form.text("priority", head.priority)
    options = tuple(Option(one, words.priority(view, one), one == chosen) for one in Priority)
    return Choice("priority", view.gettext("Priority"), options)


def _category(session: Session, view: View, head: Head) -> Choice:
    names = {one.id: one.name for one in choices.categories(session, head.organization_id, limit=_MOST - 1)}
    if head.category_id is not None:
        names.setdefault(head.category_id, head.category or "")
    chosen = view.form.text("category", str(head.category_id or NONE))
    options = (Option(str(id_), name, str(id_) == chosen) for id_, name in names.items())
    return Choice("category", view.gettext("Category"), (Option(NONE, view.gettext("None"), chosen == NONE), *options))


def _tags(view: View, tags: list[TagChoice]) -> tuple[Widget, ...]:
    """A box for each tag; where there are too many, the others can be typed."""
    if not tags:
        return (parts.quiet(view.gettext("There are no tags yet. An admin can add some.")),)
    chosen = view.form.chosen("tags", tuple(str(one.id) for one in tags if one.is_on))
    options = tuple(Option(str(one.id), one.name, str(one.id) in chosen) for one in tags[:_MOST])
    boxes = parts.field(view, Choice("tags", view.gettext("Tags"), options, Style.CHECKBOXES), "tags")
    if len(tags) <= _MOST:
        return boxes
    more = TextField(
        "more_tags", view.gettext("More tags"), value=view.form.text("more_tags"),
        hint=view.gettext("Names of tags, with commas between them"), suggest=Press("suggest-tag"),
    )  # fmt: skip
    return (*boxes, *parts.field(view, more, "more_tags"))
