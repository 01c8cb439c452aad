"""Text as Google shows it: escaped where it reads HTML, stripped of what looks like markup where it does not."""

from __future__ import annotations

from cards import kit
from inbox.mail.text import displayable, gist, storable, truncate

_PARAGRAPH = 20_000
_TONES = {
    kit.Tone.QUIET: "#5f6368",
    kit.Tone.GOOD: "#137333",
    kit.Tone.WARNING: "#8f5200",
    kit.Tone.DANGER: "#b3261e",
}
_NOTHING = "–"
"""Stands where nothing is left of a text that could be shown."""
_NOT_MARKUP = str.maketrans("<>", "‹›")


def html(text: kit.Text) -> str:
    """Text for a place that reads HTML."""
    marked_up = "".join(_span(part) for part in text) if isinstance(text, tuple) else _span(text)
    return marked_up if marked_up.strip() else _NOTHING


def _span(part: str | kit.Span) -> str:
    if isinstance(part, str):
        return _running(part)
    html = _running(part.text)
    if part.bold:
        html = f"<b>{html}</b>"
    if part.tone:
        html = f'<font color="{_TONES[part.tone]}">{html}</font>'
    return f'<a href="{escape(part.link)}">{html}</a>' if kit.may_be_opened(part.link) else html


def _running(text: str) -> str:
    return escape(displayable(storable(truncate(text, _PARAGRAPH)))).replace("\n", "<br>")


def words(text: str, limit: int) -> str:
    """Text for a place that reads no HTML: entities would show as such, so what looks like markup is taken out."""
    return gist(text, limit).translate(_NOT_MARKUP) or _NOTHING


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
