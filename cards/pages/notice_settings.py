"""What somebody chooses about notices: which reach them how, when it is quiet, when the daily mail comes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import notice_words, parts
from cards.kit import Button, Card, Choice, Footer, Option, Params, Press, Section, TextField, Widget
from cards.view import View
from inbox import notice_choices
from inbox.models import Notice, NoticeSettings
from inbox.notice_choices import Choices

FOR_ADMINS = frozenset(
    {
        Notice.MAILBOX_TROUBLE, Notice.LEDGER_ALARM, Notice.WEBHOOK_DISABLED, Notice.MAIL_BRAKED,
        Notice.ABSENCES_UNREADABLE, Notice.RULES_HELD, Notice.MODEL_RESTS, Notice.MODEL_OVER_BUDGET,
    }
)  # fmt: skip
"""Nobody else is told of them."""


def draw(session: Session, view: View, _params: Params) -> Card:
    """The form, filled with what is chosen now."""
    chosen = notice_choices.of(session.get(NoticeSettings, view.viewer.person_id))
    kinds = [kind for kind in Notice if view.viewer.is_admin or kind not in FOR_ADMINS]
    return Card(
        name="notice-settings",
        title=view.gettext("What reaches me how"),
        subtitle=view.viewer.name,
        sections=(
            Section(tuple(field for kind in kinds for field in _way(view, kind, chosen))),
            Section(
                (
                    *_time(view, "quiet_from", view.gettext("No mail from"), chosen.quiet_from),
                    *_time(view, "quiet_until", view.gettext("No mail until"), chosen.quiet_until),
                    parts.quiet(view.gettext("Mail that is due in between comes when it ends. The list never waits.")),
                    *_time(view, "digest_at", view.gettext("Daily mail at"), chosen.digest_at),
                ),
                title=view.gettext("Quiet hours and daily mail"),
            ),
        ),
        footer=Footer(Button(view.gettext("Save"), Press("save-notice-settings"), is_primary=True)),
        carries={"drawn": view.drawn},
    )


def name_of(kind: Notice) -> str:
    """The field in which a kind is chosen."""
    return f"way-{kind.value}"


def _way(view: View, kind: Notice, chosen: Choices) -> tuple[Widget, ...]:
    current = view.form.text(name_of(kind), chosen.way(kind).value)
    options = tuple(
        Option(way.value, view.gettext(notice_words.WAYS[way]), way.value == current)
        for way in notice_choices.allowed(kind)
    )
    return parts.field(view, Choice(name_of(kind), notice_words.headline(view.wording, kind), options), name_of(kind))


def _time(view: View, name: str, label: str, minute: int | None) -> tuple[Widget, ...]:
    written = "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"
    hint = view.gettext("A time like 18:30, in your time zone; empty for none")
    if name == "digest_at":
        hint = view.gettext("A time like 07:30, in your time zone")
    return parts.field(view, TextField(name, label, value=view.form.text(name, written), hint=hint), name)
