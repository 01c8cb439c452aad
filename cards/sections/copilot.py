"""What the copilot wrote, as a card shows it: still being written, why there is nothing, marks, and who wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cards import parts
from cards.kit import Button, Line, Open, Params, Press, Span, Text, Tone, Widget
from cards.parts import HERE
from cards.view import View
from inbox import copilot, templates
from inbox.mail.text import gist
from inbox.models import CopilotKind, CopilotQuestion, CopilotState
from inbox.translation import N_

LOCAL = "local"
"""What the model on this machine is called in a row."""
_NAMED, _NAMED_LETTERS = 8, 40
TROUBLES = {
    copilot.OFF: N_("The AI is turned off for this mailbox."),
    copilot.NO_TRANSLATION: N_(
        "The built-in writing help cannot translate: that needs a language model, which an admin can turn on for this "
        "mailbox."
    ),
    copilot.NOTHING_TO_READ: N_("There is no message here to read, or you have no access to it any more."),
    copilot.BROKEN: N_("This did not work. Please try again."),
}


def standing(view: View, row: CopilotQuestion, page: str, params: Params) -> tuple[Widget, ...]:
    """That it is being written still, with a way to look again, or why nothing was; nothing once it is there."""
    if row.state is CopilotState.READY:
        return ()
    if row.state is CopilotState.FAILED:
        return (parts.warning(view.gettext(TROUBLES.get(row.trouble, TROUBLES[copilot.BROKEN]))),)
    look = Button(view.gettext("Refresh"), Open(page, {**params, **HERE}), is_primary=True)
    return Line(text=view.gettext("Being written…")), *parts.in_rows(look)


def look_again(row: CopilotQuestion | None, page: str, params: Params) -> Open | None:
    """What a client opens by itself while it is being written."""
    is_waiting = row is not None and row.state is CopilotState.WAITING
    return Open(page, {**params, **HERE}) if is_waiting else None


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
        below = view.gettext("“%(model)s” was to answer, and could not be reached.") % {"model": row.instead_of}
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


def rewriting(view: View) -> tuple[Button, ...]:
    """Buttons that say a text otherwise."""
    return tuple(
        Button(view.gettext(text), Press("rewrite-reply", {"manner": manner}))
        for manner, text in (("shorter", N_("Shorter")), ("warmer", N_("Warmer")), ("plainer", N_("Plainer")))
    )


def _places(text: str, marks: Iterable[Sequence[Any]]) -> Iterator[tuple[int, int, bool]]:
    gaps = [(start, end, True) for start, end in templates.gap_places(text)]
    doubtful = [(int(start), int(end), False) for start, end, *_ in marks]
    yield from sorted([*gaps, *doubtful])


def _named(passages: Sequence[str]) -> str:
    named = ", ".join(gist(one, _NAMED_LETTERS) for one in passages[:_NAMED])
    return f"{named} …" if len(passages) > _NAMED else named


def _by(view: View) -> str:
    return view.gettext("Written by the AI")
