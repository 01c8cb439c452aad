"""One message whole: who wrote to whom, its text, what it quotes folded away, what is attached."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cards import parts, words
from cards.kit import Button, Buttons, Card, Icon, Line, Open, Paragraph, Params, Section, Widget
from cards.sections import letters
from cards.view import View
from inbox import correspondence
from inbox.correspondence import Enclosed, Letter

_PARAGRAPHS = 8
_FOLDED = 4
_ATTACHMENTS = 20
_PEOPLE = 12
_KILO = 1024


def draw(session: Session, view: View, params: Params) -> Card:
    """The message that the params name; a very long one goes on in further parts."""
    one = correspondence.letter(session, view.viewer, parts.number(params, "message"))
    part = parts.number(params, "part") if params.get("part") else 0
    enclosed = correspondence.enclosed(session, one.id, limit=_ATTACHMENTS)
    return Card(
        name="message",
        title=parts.subject(view, one.subject),
        subtitle=letters.direction(view, one.direction, one.sender),
        sections=(
            Section(tuple(_people(view, one))),
            Section(_text(view, one, part)),
            _folded(view.gettext("Earlier mail quoted in it"), one.folded_quote),
            _folded(view.gettext("Signature"), one.signature),
            _attachments(view, enclosed),
            Section(_conversation(view, one)),
        ),
        carries={"drawn": view.drawn},
    )


def _people(view: View, one: Letter) -> list[Widget]:
    facts = [view.moment(one.received_at), words.mail_class(view, one.mail_class)]
    if one.is_gone:
        facts.append(view.gettext("deleted in the mailbox, kept here"))
    lines: list[Widget] = [
        Line(
            text=parts.person(one.sender, one.sender_address),
            above=view.gettext("From"),
            below=" · ".join(fact for fact in facts if fact),
            icon=Icon.CONTACT,
        )
    ]
    for key, label in (("to", view.gettext("To")), ("cc", view.gettext("Copy to"))):
        people = one.recipients.get(key) or []
        if people:
            named = ", ".join(parts.person(name, address) for name, address in people[:_PEOPLE])
            more = len(people) - _PEOPLE
            below = view.ngettext("and %(count)d more", "and %(count)d more", more) if more > 0 else ""
            lines.append(Line(text=named, above=label, below=below))
    return lines


def _text(view: View, one: Letter, part: int) -> tuple[Widget, ...]:
    pieces = letters.pieces(one.visible_text)
    shown = pieces[part * _PARAGRAPHS : (part + 1) * _PARAGRAPHS]
    if not shown:
        return (parts.quiet(view.gettext("(no text)")),)
    paragraphs = tuple(Paragraph(piece) for piece in shown)
    if len(pieces) <= (part + 1) * _PARAGRAPHS:
        return paragraphs
    go_on = Open("message", {"message": str(one.id), "part": str(part + 1)})
    return (*paragraphs, Buttons((Button(view.gettext("Read on"), go_on),)))


def _folded(title: str, text: str) -> Section:
    """Text that is out of sight until somebody asks for it."""
    return Section(tuple(Paragraph(piece) for piece in letters.pieces(text)[:_FOLDED]), title=title, shows=0)


def _attachments(view: View, enclosed: Sequence[Enclosed]) -> Section:
    lines: list[Widget] = [
        Line(
            text=one.name or one.content_type,
            below=_size(view, one),
            icon=Icon.ATTACHMENT,
            icon_says=view.gettext("Attachment"),
        )
        for one in enclosed[:_ATTACHMENTS]
    ]
    if len(enclosed) > _ATTACHMENTS:
        lines.append(parts.quiet(view.gettext("More attachments are in the mail itself.")))
    return Section(tuple(lines), title=view.gettext("Attachments")) if lines else Section(())


def _size(view: View, one: Enclosed) -> str:
    return view.gettext("%(type)s, %(size)s kB") % {"type": one.content_type, "size": max(1, one.size // _KILO)}


def _conversation(view: View, one: Letter) -> tuple[Widget, ...]:
    look = Open("conversation", {"conversation": str(one.conversation_id)})
    return (Buttons((Button(view.gettext("Its conversation"), look),)),)
