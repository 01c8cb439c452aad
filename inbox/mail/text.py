"""Small truths about text: what may be stored, what may be shown, and how to shorten it."""

import re

import regex

_ODD_LINE_ENDS = re.compile(r"\r\n?|[\f\v\x85\u2028\u2029]")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_CONTROLS = bytes([*range(9), *range(14, 32), 127])
_PAGE_BREAKS = bytes.maketrans(b"\f\v", b"\n\n")
_BIDI_CONTROLS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_GRAPHEME = regex.compile(r"\X")
_LONGEST_GRAPHEME = 64
_LOOSE_ENDS = " .,;:|–—-("


def storable(text: str) -> str:
    """Text with plain line ends and without what no database or screen can hold: NULs, controls, half characters."""
    if text.isprintable():
        return text
    if text.isascii():
        plain = text.encode().translate(_PAGE_BREAKS, _CONTROLS).decode()
        return plain.replace("\r\n", "\n").replace("\r", "\n") if "\r" in plain else plain
    return _ODD_LINE_ENDS.sub("\n", _UNSTORABLE.sub("", text))


def displayable(text: str) -> str:
    """Text that cannot reorder what stands around it, so that `fdp.exe` never reads as `exe.pdf`."""
    return text if text.isascii() else _BIDI_CONTROLS.sub("", text)


def one_line(text: str) -> str:
    """Text for a heading, a name or a list: one line, single spaces, nothing invisible that misleads."""
    shown = text if text.isprintable() else displayable(storable(text))
    return " ".join(shown.split())


def truncate(text: str, limit: int) -> str:
    """At most `limit` characters, cut between graphemes, with an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    return text[: _boundary(text, limit - 1)].rstrip() + "…"


def gist(visible_text: str, length: int = 140) -> str:
    """What a message says, on one line of at most `length` characters, cut between words where there are any."""
    line = one_line(visible_text[: length * 8])
    cut = truncate(line, length)
    if cut == line or not cut:
        return cut
    head = cut.removesuffix("…")
    words = head if line.startswith(" ", len(head)) else head.rpartition(" ")[0]
    return (words if len(words) > length // 2 else head).rstrip(_LOOSE_ENDS) + "…"


def _boundary(text: str, at: int) -> int:
    """The last grapheme boundary at or before a position; a stack of accents without end is cut anywhere."""
    if text[: at + 1].isascii():
        return at
    start = max(0, at - _LONGEST_GRAPHEME)
    boundary = start
    for match in _GRAPHEME.finditer(text, start, min(len(text), at + _LONGEST_GRAPHEME)):
        if match.end() > at:
            break
        boundary = match.end()
    return boundary if boundary > start else at
