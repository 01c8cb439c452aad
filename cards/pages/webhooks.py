"""For admins: the webhooks, whether they take what they are told, and the button that switches one on again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Buttons, Card, Line, Params, Press, Section, Span, Widget
from cards.view import View
from inbox import webhook_log
from inbox.access import require_admin
from inbox.webhook_log import Standing


def draw(session: Session, view: View, _params: Params) -> Card:
    """All of them; what each was told shows `inbox webhook log`."""
    require_admin(view.viewer)
    widgets: list[Widget] = []
    for one in webhook_log.standings(session, view.viewer.organization_id):
        widgets += _webhook(view, one)
    nothing = Line(text=view.gettext("No webhook is set up. They are written in the configuration file."))
    return Card(
        name="webhooks",
        title=view.gettext("Webhooks"),
        subtitle=view.viewer.name,
        sections=(Section(tuple(widgets) or (nothing,)),),
        carries={"drawn": view.drawn},
    )


def _webhook(view: View, one: Standing) -> list[Widget]:
    below = view.ngettext("%(count)d message waits", "%(count)d messages wait", one.waiting) if one.waiting else ""
    widgets: list[Widget] = [
        Line(text=Span(one.key, bold=True), above=_state(view, one), below=" · ".join(filter(None, (one.host, below))))
    ]
    if one.disabled_at is not None:
        widgets.append(parts.warning(view.gettext("Switched off: %(why)s") % {"why": one.disabled_reason}))
        enable = Press("enable-webhook", {"webhook": str(one.id)})
        widgets.append(Buttons((Button(view.gettext("Switch on"), enable, is_primary=True),)))
    elif one.failing_since is not None and one.trouble:
        widgets.append(parts.quiet(one.trouble))
    return widgets


def _state(view: View, one: Standing) -> str:
    if one.disabled_at is not None:
        return view.gettext("Off since %(time)s") % {"time": view.moment(one.disabled_at)}
    if one.is_paused:
        return view.gettext("Paused by the configuration")
    if one.failing_since is not None:
        return view.gettext("Not taken since %(time)s; it is tried again by itself") % {
            "time": view.moment(one.failing_since)
        }
    return view.gettext("On")
