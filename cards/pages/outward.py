"""For admins: what of a conversation a model elsewhere would be told, word for word."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import model_words, parts
from cards.kit import Card, Line, Paragraph, Params, Section, Widget
from cards.outward import Outward
from cards.sections import letters
from cards.view import View
from inbox import overview
from inbox.access import require_admin
from inbox.model_servers import NONE

_SHOWN = 6


def draw(session: Session, view: View, params: Params) -> Card:
    """Each question that a model is asked by itself or by the copilot; nothing is asked by looking at it."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    require_admin(view.viewer)
    found = view.outward(session, head.id)
    nothing = Section((parts.quiet(view.gettext("There is nothing here that a model would be asked about.")),))
    return Card(
        name="outward",
        title=view.gettext("What a model is told"),
        subtitle=parts.subject(view, head.subject),
        sections=tuple(_section(view, one) for one in found) or (nothing,),
        carries={"drawn": view.drawn},
    )


def _section(view: View, one: Outward) -> Section:
    widgets: list[Widget] = [
        Line(text=_where(view, one), above=model_words.use(view, one.use), below=_taken_out(view, one))
    ]
    pieces = letters.pieces(one.text)
    widgets += [Paragraph(piece, max_lines=6) for piece in pieces[:_SHOWN]]
    if len(pieces) > _SHOWN:
        widgets.append(parts.quiet(view.gettext("“inbox model preview” shows the rest.")))
    return Section(tuple(widgets))


def _where(view: View, one: Outward) -> str:
    if one.host:
        return view.gettext("Leaves this machine, for %(model)s at %(host)s") % {"model": one.model, "host": one.host}
    if one.model == NONE:
        return view.gettext("Stays here: this mailbox has no AI for it")
    return view.gettext("Stays here: the local model answers. A model elsewhere would be told this:")


def _taken_out(view: View, one: Outward) -> str:
    if not one.taken_out:
        return view.gettext("Nothing was found to be taken out")
    kinds = ", ".join(f"{model_words.kind(view, kind)} {count}" for kind, count in sorted(one.taken_out.items()))
    return view.gettext("Taken out: %(kinds)s") % {"kinds": kinds}
