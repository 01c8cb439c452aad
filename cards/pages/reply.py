"""Writing a reply: to whom it goes, a text, prepared or not, and what becomes of the conversation afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cards import parts, words
from cards.kit import (
    Button,
    Card,
    Choice,
    Footer,
    Icon,
    Line,
    Option,
    Params,
    Press,
    Section,
    Style,
    TextField,
    Widget,
)
from cards.sections import copilot
from cards.view import View
from inbox import outgoing, overview, replying, templates
from inbox.mail.parsed import Address
from inbox.mail.text import gist
from inbox.models import Outgoing, ReplyKind, Then
from inbox.overview import Head
from inbox.replying import Answered, Fence, Landed, Recipients
from inbox.translation import N_

FIELD, ERROR = "reply", "reply"
"""The text field's name begins so, and a turn follows: a client keeps what was typed into a field of the same name."""
TEMPLATE, KIND = "template", "kind"
_PEOPLE = 12
_TEMPLATES = 90
_WHAT = {
    "message": N_("%(who)s wrote · %(age)s"),
    "note": N_("Note from %(who)s · %(age)s"),
    "outgoing": N_("Reply from %(who)s, on its way · %(age)s"),
}


def draw(session: Session, view: View, params: Params) -> Card:
    """The form for the conversation that the params name, with what landed since they say it was seen."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    message = parts.number(params, "message") if params.get("message") else 0
    parent = replying.answered(session, head.id, message)
    if parent is None:
        return _nothing(view, head, view.gettext(outgoing.NOTHING))
    single, everybody = replying.recipients(session, head.organization_id, parent)
    if not single.to:
        return _nothing(view, head, view.gettext(outgoing.NOBODY))
    seen, news = _news(session, view, head, params)
    view.company.reply(head.id)
    others = tuple(parts.warning(text) for text in words.company(view, view.company.enter(head.id)))
    written = outgoing.own(session, view.viewer, parts.number(params, "outgoing")) if params.get("outgoing") else None
    text, told = copilot.prepared(session, view, head, params, seen)
    form = (
        *_recipients(view, single, everybody, _kind(written, params), parent),
        *_template(session, view),
        *(() if view.form.values else told),
        *_text(view, text or (written.text if written else ""), _turn(params)),
    )
    return Card(
        name="reply",
        title=view.gettext("Reply"),
        subtitle=parts.subject(view, head.subject),
        sections=(
            Section((*others, *news)), Section(form), copilot.rewriting(view, head), Section(_ways(view, bool(news))),
        ),
        footer=Footer(_send(view, Then.NONE, bool(news), is_primary=True)),
        carries=_carried(view, head, parent, seen, params),
        is_typed=bool(view.form.values),
    )  # fmt: skip


def fence(params: Params) -> Fence | None:
    """What the card says was seen; None where it does not say."""
    numbers = params.get("seen", "").split(".")
    if len(numbers) != len(Fence._fields) or not all(one.isascii() and one.isdecimal() for one in numbers):
        return None
    return Fence(*(parts.number({"n": one}, "n") for one in numbers))


def field(params: Params) -> str:
    """The name of the text field on the card."""
    return f"{FIELD}{_turn(params) or ''}"


def _turn(params: Params) -> int:
    return next((parts.number(params, name) for name in ("turn", "copilot") if params.get(name)), 0)


def _news(session: Session, view: View, head: Head, params: Params) -> tuple[Fence, tuple[Widget, ...]]:
    """What the person sees with this card, and what of it is new to them."""
    now = replying.newest(session, head.id)
    seen = fence(params) or now._replace(outgoing=0)
    if not seen.misses(now):
        return now, ()
    landed = replying.landed(session, head.id, seen)
    lines = [_landed(view, one) for one in landed[: replying.MOST_LANDED]]
    if len(landed) > replying.MOST_LANDED:
        lines.append(parts.warning(view.gettext("There is more in the conversation.")))
    if not landed and now.messages != seen.messages:
        lines.append(parts.warning(view.gettext("Messages were moved into or out of this conversation.")))
    warning = parts.warning(view.gettext("Not sent yet. Look at this first:"))
    return now, (warning, *lines) if lines else ()


def _landed(view: View, one: Landed) -> Line:
    values = {"who": gist(one.who, parts.NAME) or view.gettext("somebody unknown"), "age": view.age(one.at)}
    icon = Icon.NOTE if one.what == "note" else Icon.MAIL
    above = view.gettext(_WHAT[one.what]) % values
    return Line(text=gist(one.beginning, parts.GIST) or view.gettext("(no text)"), above=above, icon=icon,
                icon_says=above)  # fmt: skip


def _kind(written: Outgoing | None, params: Params) -> ReplyKind:
    """Whether it goes to all, as far as that was chosen before."""
    if params.get(KIND) in set(ReplyKind):
        return ReplyKind(params[KIND])
    return written.kind if written else ReplyKind.REPLY


def _recipients(
    view: View, single: Recipients, everybody: Recipients, before: ReplyKind, parent: Answered
) -> list[Widget]:
    sender = Line(text=parts.person(parent.mailbox, parent.mailbox_address), above=view.gettext("From"))
    widgets: list[Widget] = [sender, _people(view, view.gettext("To"), single.to)]
    if not everybody.cc:
        return widgets
    widgets.append(_people(view, view.gettext("Copy to, when you reply to all"), everybody.cc))
    chosen = view.form.chosen(KIND, (before.value,))
    options = tuple(
        Option(kind.value, text, kind.value in chosen)
        for kind, text in (
            (ReplyKind.REPLY, view.gettext("Reply")),
            (ReplyKind.REPLY_ALL, view.gettext("Reply to all")),
        )
    )
    widgets.append(Choice(KIND, view.gettext("Who gets it"), options, Style.RADIO))
    return widgets


def _people(view: View, label: str, people: Sequence[Address]) -> Line:
    more = len(people) - _PEOPLE
    below = view.ngettext("and %(count)d more", "and %(count)d more", more) if more > 0 else ""
    named = ", ".join(parts.person(one.name, one.address) for one in people[:_PEOPLE])
    return Line(text=named, above=label, below=below, icon=Icon.CONTACT, icon_says=label)


def _template(session: Session, view: View) -> list[Widget]:
    """Prepared texts to begin with."""
    offered = templates.offered(session, view.viewer, limit=_TEMPLATES)
    if not offered:
        return []
    chosen = view.form.chosen(TEMPLATE)
    none = Option("", view.gettext("none"), not chosen)
    options = (none, *(Option(str(one.id), one.name, str(one.id) in chosen) for one in offered))
    return [
        Choice(TEMPLATE, view.gettext("Template"), options),
        *parts.in_rows(Button(view.gettext("Insert template"), Press("fill-reply"))),
    ]


def _text(view: View, begun: str, turn: int) -> tuple[Widget, ...]:
    name = f"{FIELD}{turn or ''}"
    text = TextField(
        name, view.gettext("Reply"), value=view.form.text(name, begun),
        hint=view.gettext("Your signature is added."), has_many_lines=True, max_length=outgoing.LONGEST,
    )  # fmt: skip
    return parts.field(view, text, ERROR)


def _ways(view: View, is_held: bool) -> tuple[Widget, ...]:
    return parts.in_rows(_send(view, Then.PENDING, is_held), _send(view, Then.CLOSED, is_held))


def _send(view: View, then: Then, is_held: bool, *, is_primary: bool = False) -> Button:
    ways = {
        Then.NONE: (N_("Send"), N_("Send anyway")),
        Then.PENDING: (N_("Send and set pending"), N_("Send anyway and set pending")),
        Then.CLOSED: (N_("Send and close"), N_("Send anyway and close")),
    }
    press = Press("send-reply", {**parts.BACK, "then": then.value})
    return Button(view.gettext(ways[then][is_held]), press, is_primary=is_primary)


def _carried(view: View, head: Head, parent: Answered, seen: Fence, params: Params) -> Params:
    more = {name: params[name] for name in ("turn", "outgoing", "copilot") if params.get(name)}
    shown = {"message": str(parent.message_id), "seen": ".".join(map(str, seen))}
    return {**parts.carried(view, head), **shown, **more}


def _nothing(view: View, head: Head, text: str) -> Card:
    return Card(
        name="reply", title=view.gettext("Reply"), subtitle=parts.subject(view, head.subject),
        sections=(Section((parts.warning(text),)),), carries=parts.carried(view, head),
    )  # fmt: skip
