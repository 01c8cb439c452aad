"""What the copilot wrote, as a card shows it: still being written, why there is nothing, marks, and who wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Choice, Line, Open, Option, Paragraph, Params, Press, Section, Span, Text, Tone, Widget
from cards.parts import HERE
from cards.view import View
from inbox import copilot, templates
from inbox.mail.languages import KNOWN
from inbox.mail.text import gist
from inbox.model_servers import LOCAL
from inbox.models import CopilotKind, CopilotQuestion, CopilotState
from inbox.overview import Head
from inbox.replying import Fence
from inbox.translation import N_

LANGUAGE = "language"
"""The field for the language to translate to."""
NOTHING_IS_SENT = N_("Nothing is sent before you send it.")
_NAMED, _NAMED_LETTERS = 8, 40
_PIECE, _PIECES = 2_000, 20
TROUBLES = {
    copilot.OFF: N_("The AI is turned off for this mailbox."),
    copilot.NO_TRANSLATION: N_(
        "Translating needs a language model, and this mailbox has none that can be reached. An admin can turn one on."
    ),
    copilot.NOTHING_TO_READ: N_("There is no message here to read, or you have no access to it any more."),
    copilot.BROKEN: N_("This did not work. Please try again."),
}


def standing(view: View, row: CopilotQuestion, page: str, params: Params) -> tuple[Widget, ...]:
    """That it is being written still, with a way to look again, or why nothing was; nothing once it is there."""
    if row.is_ready:
        return ()
    if row.state is CopilotState.FAILED:
        return (parts.warning(view.gettext(TROUBLES.get(row.trouble, TROUBLES[copilot.BROKEN]))),)
    look = Button(view.gettext("Refresh"), Open(page, {**params, **HERE}), is_primary=True)
    return Line(text=view.gettext("Being written…")), *parts.in_rows(look)


def menu(view: View, row: CopilotQuestion | None, action: str) -> tuple[Button, ...]:
    """Asking once more for what is there, for instance when an article was added since."""
    anew = Press(action, {**HERE, "anew": "1"})
    return (Button(view.gettext("Write anew"), anew),) if row is not None and row.is_ready else ()


def superseded(view: View) -> Line:
    """That there is more by now."""
    return parts.warning(view.gettext("This was written before the last mail came."))


def written_by(view: View, row: CopilotQuestion) -> Line:
    """Which model wrote it, and in whose place."""
    if row.model != LOCAL:
        return Line(text=view.gettext("By the language model “%(model)s”") % {"model": row.model}, above=_by(view))
    said = {
        CopilotKind.SUMMARY: N_("Sentences of the mails as they stand, chosen on this server"),
        CopilotKind.DRAFT: N_("Put together on this server from your own texts"),
        CopilotKind.REWRITE: N_("By rules, on this server"),
    }
    below = ""
    if row.instead_of:
        below = view.gettext("“%(model)s” was to answer, and did not.") % {"model": row.instead_of}
    return Line(text=view.gettext(said[row.kind]), above=_by(view), below=below)


def doubts(view: View, text: str, marks: Iterable[Sequence[Any]]) -> tuple[Widget, ...]:
    """What is to be checked and filled in before a text is used."""
    widgets: list[Widget] = []
    doubtful = list(dict.fromkeys(text[start:end] for start, end, *_ in marks))
    if doubtful:
        said = view.gettext("Check these, they stand in no source: %(what)s") % {"what": _named(doubtful)}
        widgets.append(parts.warning(said))
    if gaps := templates.gaps(text):
        widgets.append(parts.warning(view.gettext("Fill in before you send: %(what)s") % {"what": _named(gaps)}))
    return tuple(widgets)


def marked(text: str, marks: Iterable[Sequence[Any]]) -> Text:
    """A text with what stands in no source marked, for those who see no colours, too; gaps are bold."""
    pieces: list[str | Span] = []
    at = 0
    for start, end, is_gap in _places(text, marks):
        if start < at:
            continue
        said = text[start:end]
        span = Span(said, bold=True) if is_gap else Span(f"⚠ {said}", bold=True, tone=Tone.WARNING)
        pieces += [text[at:start], span]
        at = end
    rest = [*pieces, text[at:]]
    return tuple(one for one in rest if isinstance(one, Span) or one) or text


def asking(view: View, head: Head) -> Section:
    """What the copilot can be asked for about a conversation; nothing where the mailbox has none."""
    if not head.has_copilot:
        return Section(())
    buttons = [Button(view.gettext("Summarise"), Press("summarise"))]
    if not head.is_quarantined:
        buttons.append(Button(view.gettext("Draft a reply"), Press("draft-reply")))
    return Section(parts.in_rows(*buttons))


def rewriting(view: View, head: Head) -> Section:
    """Ways to say otherwise what stands in the form."""
    if not head.has_copilot:
        return Section(())
    buttons = tuple(
        Button(view.gettext(text), Press("rewrite-reply", {"manner": manner}))
        for manner, text in (("shorter", N_("Shorter")), ("warmer", N_("Warmer")), ("plainer", N_("Plainer")))
    )
    chosen = view.form.chosen(LANGUAGE)
    languages = tuple(Option(one, view.wording.language_called(one), one in chosen) for one in KNOWN)
    none = Option("", view.gettext("Choose a language"), not any(one.is_selected for one in languages))
    translate = Button(view.gettext("Translate"), Press("rewrite-reply", {"manner": "translate"}))
    choice = Choice(LANGUAGE, view.gettext("Language"), (none, *languages))
    rows = parts.in_rows(*buttons)
    widgets = (*rows, *parts.field(view, choice, LANGUAGE), *parts.in_rows(translate))
    return Section(widgets, title=view.gettext("Say it otherwise"), shows=len(rows))


def prepared(
    session: Session, view: View, head: Head, params: Params, now: Fence
) -> tuple[str, tuple[Widget, ...]]:  # fmt: skip
    """The text that the form of a reply begins with when it was opened from here, and what to know of it."""
    if not params.get("copilot"):
        return "", ()
    row = copilot.own(session, view.viewer, parts.number(params, "copilot"), head.id)
    if row is None:
        return "", (parts.warning(view.gettext(copilot.GONE)),)
    if params.get("mine") or not row.is_ready:
        return row.text, ()
    text, marks = str(row.answer.get("text", "")), row.answer.get("marks") or []
    is_old = row.kind is CopilotKind.DRAFT and copilot.is_superseded(row, now)
    return text, (*((superseded(view),) if is_old else ()), *doubts(view, text, marks))


def pieces(text: str, marks: Sequence[Sequence[Any]]) -> tuple[Widget, ...]:
    """A text paragraph by paragraph, each with its marks."""
    widgets: list[Widget] = []
    at = 0
    for paragraph in text.split("\n\n"):
        end = at + len(paragraph)
        inside = [(start - at, stop - at) for start, stop, *_ in marks if at <= start and stop <= end]
        if paragraph.strip() and len(widgets) < _PIECES:
            widgets.append(Paragraph(marked(paragraph[:_PIECE], [one for one in inside if one[1] <= _PIECE])))
        at = end + 2
    return tuple(widgets)


def _places(text: str, marks: Iterable[Sequence[Any]]) -> Iterator[tuple[int, int, bool]]:
    gaps = [(start, end, True) for start, end in templates.gap_places(text)]
    doubtful = [(int(start), int(end), False) for start, end, *_ in marks]
    yield from sorted([*gaps, *doubtful])


def _named(passages: Sequence[str]) -> str:
    named = ", ".join(gist(one, _NAMED_LETTERS) for one in passages[:_NAMED])
    return f"{named} …" if len(passages) > _NAMED else named


def _by(view: View) -> str:
    return view.gettext("Written by the AI")
