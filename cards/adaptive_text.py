"""Text as Adaptive Cards show it: escaped where their Markdown is read, and left as it is where it is not."""

from __future__ import annotations

import re
from typing import Any

from cards import kit
from inbox.mail.text import displayable, gist, storable, truncate

Json = dict[str, Any]

_PARAGRAPH = 20_000
_COLOURS = {kit.Tone.GOOD: "good", kit.Tone.WARNING: "warning", kit.Tone.DANGER: "attention"}
_NOTHING = "–"
"""Stands where nothing is left of a text that could be shown."""
_MARKS = re.compile(r"[\\*_\[\]()`<~]|&(?=[#\w])")
"""What means something wherever it stands: emphasis, links, code, tags, entities."""
_BEGINNING = re.compile(r"[-+>#=:|]|\d+(?=\.)")
"""What means something at the beginning of a line: lists, quotes, headings, tables."""
_INDENTED = re.compile(r"[ \t]+")
_INDENT = 8
_HARD_SPACE = "\u00a0"
_HARD_BREAK = "  \n"
_JOINER = "\u2060"


def blocks(text: kit.Text, **more: object) -> Json:
    """Running text as an element: one block when it all looks the same, else runs, of which no Markdown is read."""
    spans = _spans(text)
    if len({_look(span) for span in spans}) == 1 and not spans[0].link:
        return block("".join(span.text for span in spans), **_style(spans[0]), **more)
    return {"type": "RichTextBlock", "inlines": [_run(span) for span in spans], **more}


def block(text: str, **more: object) -> Json:
    """A text that wraps and looks the same from end to end."""
    return {"type": "TextBlock", "text": markdown(text), "wrap": True, **more}


def small(text: str, limit: int) -> Json:
    """Small words beside what matters."""
    return block(gist(text, limit), size="small", isSubtle=True, spacing="none")


def markdown(text: str) -> str:
    """Plain text, so written that Markdown shows it as it is, line by line."""
    paragraphs = re.split(r"\n\s*\n", displayable(storable(text)).strip())
    escaped = (_HARD_BREAK.join(_line(line) for line in one.split("\n")) for one in paragraphs)
    return "\n\n".join(escaped) or _NOTHING


def words(text: str, limit: int) -> str:
    """A line of at most `limit` characters for a place that reads no Markdown."""
    return _no_macros(gist(text, limit)) or _NOTHING


def value(text: str) -> str:
    """What stands in a field, as it was typed."""
    return storable(text)


def _line(line: str) -> str:
    """A line; four blanks before it would make it code, so those in front become such as mean nothing."""
    line = line.rstrip()
    indent = _INDENTED.match(line)
    if indent:
        return _HARD_SPACE * min(indent.end(), _INDENT) + _marks(line[indent.end() :])
    beginning = _BEGINNING.match(line)
    if beginning is None:
        return _marks(line)
    start, rest = beginning.group(), line[beginning.end() :]
    return f"{start}\\.{_marks(rest[1:])}" if start.isdecimal() else f"\\{start}{_marks(rest)}"


def _marks(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)


def _spans(text: kit.Text) -> list[kit.Span]:
    """The runs that say something; a link that may not be opened is just text."""
    parts = text if isinstance(text, tuple) else (text,)
    spans = (kit.Span(part) if isinstance(part, str) else part for part in parts)
    shown = [
        kit.Span(cleaned, span.bold, span.tone, storable(span.link) if kit.may_be_opened(span.link) else "")
        for span in spans
        if (cleaned := displayable(storable(truncate(span.text, _PARAGRAPH))))
    ]
    return shown if any(span.text.strip() for span in shown) else [kit.Span(_NOTHING)]


def _look(span: kit.Span) -> tuple[bool, kit.Tone | None, str]:
    return span.bold, span.tone, span.link


def _run(span: kit.Span) -> Json:
    run: Json = {"type": "TextRun", "text": _no_macros(span.text), **_style(span)}
    if span.link:
        run["selectAction"] = {"type": "Action.OpenUrl", "url": span.link}
    return run


def _style(span: kit.Span) -> Json:
    style: Json = {"weight": "bolder"} if span.bold else {}
    if span.tone is kit.Tone.QUIET:
        style["isSubtle"] = True
    elif span.tone is not None:
        style["color"] = _COLOURS[span.tone]
    return style


def _no_macros(text: str) -> str:
    """Clients write dates in the place of `{{DATE(…)}}`, also where no Markdown is read."""
    return text.replace("{{", f"{{{_JOINER}{{")
