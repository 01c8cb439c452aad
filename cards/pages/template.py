"""A template of which something is missing: what, with fields to fill it in, and how it reads so far."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts, words
from cards.kit import Button, Card, Footer, Paragraph, Params, Press, Section, Span, Text, TextField, Widget
from cards.view import View
from inbox import templates
from inbox.templates import Filled

FIELD = "value-"
"""Names of the fields begin so; the variable's name follows."""
_MOST = 30
_LONGEST = 500


def draw(session: Session, view: View, params: Params) -> Card:
    """The template that the params name, for a mail to the address that they name."""
    to, template_id = params.get("to", ""), parts.number(params, "template")
    filled = templates.filled(session, view.viewer, template_id, to=to, given=given(view))
    insert = Press("insert-template", {"template": str(template_id), "to": to, **parts.HERE})
    return Card(
        name="template",
        title=filled.name,
        subtitle=filled.subject,
        sections=(
            Section(_missing(view, filled)),
            Section((Paragraph(_marked(filled)),), title=view.gettext("How it reads so far")),
        ),
        footer=Footer(Button(view.gettext("Insert"), insert, is_primary=True)),
        carries={"drawn": view.drawn},
    )


def given(view: View) -> dict[str, str]:
    """The values that somebody typed, by the variable's name."""
    typed = view.form.values.items()
    return {name.removeprefix(FIELD): values[0] for name, values in typed if name.startswith(FIELD) and values}


def _missing(view: View, filled: Filled) -> tuple[Widget, ...]:
    """A field for each gap, and for what was filled in by hand already."""
    typed = given(view)
    names = [name for name in filled.variables if name in typed or name in filled.missing][:_MOST]
    fields = tuple(
        TextField(FIELD + name, words.variable(view, name), typed.get(name, ""),
                  max_length=_LONGEST)
        for name in names
    )  # fmt: skip
    if not filled.missing:
        return fields
    missing = view.gettext("Not filled in yet: %(names)s") % {"names": words.variables(view, filled.missing)}
    return (parts.warning(missing), *fields)


def _marked(filled: Filled) -> Text:
    """The text, its gaps in bold."""
    return tuple(Span(piece, bold=is_gap) for piece, is_gap in templates.pieces(filled.text))
