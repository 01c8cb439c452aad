"""An article in passages: plain text under its heading, short enough to be read, found and quoted as one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from inbox import markdown
from inbox.mail.text import truncate
from inbox.markdown import Block, Kind

MOST_WORDS = 120
_LONGEST_HEADING = 300
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


class Passage(NamedTuple):
    """A part of an article."""

    heading: str
    text: str


def passages(body: str) -> list[Passage]:
    """What a Markdown text says, a passage for each heading, and more where that is long."""
    heading = ""
    found: list[Passage] = []
    gathered: list[str] = []
    for block in markdown.blocks(body):
        if block.kind is Kind.HEADING:
            found += _packed(heading, gathered)
            heading, gathered = truncate(block.text, _LONGEST_HEADING), []
        else:
            gathered.append(_written(block, bool(gathered)))
    return [*found, *_packed(heading, gathered)]


def _written(block: Block, has_before: bool) -> str:
    """A block with what parts it from the one before."""
    if block.kind is Kind.ITEM:
        return ("\n" if has_before else "") + "  " * block.level + f"{block.mark} {block.text}"
    return ("\n\n" if has_before else "") + block.text


def _packed(heading: str, gathered: list[str]) -> Iterator[Passage]:
    """As few passages as hold it all."""
    text, count = "", 0
    for piece in (piece for one in gathered for piece in _pieces(one)):
        words = len(piece.split())
        if text.strip() and count + words > MOST_WORDS:
            yield Passage(heading, text.strip())
            text, count = "", 0
        text, count = text + piece, count + words
    if text.strip():
        yield Passage(heading, text.strip())


def _pieces(text: str) -> Iterator[str]:
    """A block, or its sentences where it is too long, or parts of these."""
    if len(text.split()) <= MOST_WORDS:
        yield text
        return
    for number, sentence in enumerate(_SENTENCE.split(text)):
        words = sentence.split(" ")
        for start in range(0, len(words), MOST_WORDS):
            yield (" " if number or start else "") + " ".join(words[start : start + MOST_WORDS])
