"""Writing an internal note, or changing one's own."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Footer, Params, Press, Section, TextField
from cards.view import View
from inbox import mentions, notes, overview
from inbox.overview import Head, Noted


def draw(session: Session, view: View, params: Params) -> Card:
    """An empty note, or the one that the params name."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    written = _own(session, view, head, params) if params.get("note") else None
    text = TextField(
        "note", view.gettext("Note"), value=view.form.text("note", written.text if written else ""),
        hint=view.gettext("Only staff see it. @name tells a colleague or a team."),
        has_many_lines=True, max_length=notes.LONGEST, suggest=Press("suggest-mention"),
    )  # fmt: skip
    return Card(
        name="note",
        title=view.gettext("Change note") if written else view.gettext("Add a note"),
        subtitle=parts.subject(view, head.subject),
        sections=(Section(parts.field(view, text, "note")),),
        footer=_footer(view, head, written),
        carries=parts.carried(view, head),
    )


def completions(session: Session, view: View, typed: str) -> tuple[str, ...]:
    """The whole text with the name behind the last @ completed, since that is what takes its place."""
    start = typed[: typed.rfind("@") + 1]
    names = mentions.completions(session, view.viewer.organization_id, typed)
    return tuple(f"{start}{name} " for name in names)


def _own(session: Session, view: View, head: Head, params: Params) -> Noted:
    return overview.own_note(session, view.viewer, head.id, parts.number(params, "note"))


def _footer(view: View, head: Head, written: Noted | None) -> Footer:
    if written is None:
        save = Press("add-note", parts.BACK, needs=("note",))
        return Footer(Button(view.gettext("Add note"), save, is_primary=True))
    params = {**parts.BACK, "note": str(written.id)}
    return Footer(
        Button(view.gettext("Save"), Press("edit-note", params, needs=("note",)), is_primary=True),
        Button(view.gettext("Delete"), Press("delete-note", params)),
    )
