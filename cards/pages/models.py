"""For admins: which models may be asked, how they stand, what they cost today, and which mailboxes ask them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import model_words, parts
from cards.kit import Card, Line, Params, Section, Span, Widget
from cards.view import View
from inbox import model_log
from inbox.access import require_admin
from inbox.model_log import Told, Wanted
from inbox.model_servers import LOCAL, NONE, USES


def draw(session: Session, view: View, _params: Params) -> Card:
    """All of them; every single call shows `inbox model log`."""
    require_admin(view.viewer)
    told = model_log.told(session, view.viewer.organization_id, now=view.now)
    elsewhere: list[Widget] = [_model(view, one) for one in told.models]
    nothing = Line(text=view.gettext("No model elsewhere is set up: nothing leaves this machine."))
    mailboxes = tuple(_mailbox(view, one) for one in told.mailboxes)
    return Card(
        name="models",
        title=view.gettext("AI"),
        subtitle=view.viewer.name,
        sections=(
            Section(tuple(elsewhere) or (nothing,), title=view.gettext("Models elsewhere")),
            Section(
                (*mailboxes, parts.quiet(view.gettext("Both are written in the configuration file."))),
                title=view.gettext("Who answers for which mailbox"),
            ),
        ),
        carries={"drawn": view.drawn},
    )


def _model(view: View, one: Told) -> Line:
    standing = one.standing
    until = {"time": view.moment(standing.until)} if standing.until is not None else {"time": "…"}
    said = model_words.state(view, standing.state) % until
    calls = view.ngettext("%(count)d call today", "%(count)d calls today", one.calls)
    spent = view.gettext("%(cost).2f spent") % {"cost": standing.spent}
    if one.budget is not None:
        spent = view.gettext("%(cost).2f of %(budget).2f spent") % {"cost": standing.spent, "budget": one.budget}
    return Line(text=Span(one.key, bold=True), above=said, below=" · ".join((one.host, calls, spent)))


def _mailbox(view: View, one: Wanted) -> Line:
    chosen = (f"{model_words.use(view, use)}: {_name(view, key)}" for use, key in zip(USES, one.models, strict=True))
    return Line(text=one.name, above=one.address, below=" · ".join(chosen))


def _name(view: View, key: str) -> str:
    return {LOCAL: view.gettext("this machine"), NONE: view.gettext("off")}.get(key, key)
