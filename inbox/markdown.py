"""Markdown as articles are written in it: headings, bold, lists and links; whatever else stands there is text."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)$")
_ITEM = re.compile(r"([ \t]*)(?:([-*+])|(\d{1,4})[.)])[ \t]+(.*)$")
_RULE = re.compile(r"[ \t]{0,3}(?:-[ \t]*){3,}$|[ \t]{0,3}(?:\*[ \t]*){3,}$")
_BREAK = re.compile(r"(?: {2,}|\\)$")
_INLINE = re.compile(
    r"\\(?P<plain>[!-/:-@\[-`{-~])"
    r"|\*\*(?P<bold>[^\s*](?:[^*\n]{0,500}[^\s*])?)\*\*"
    r"|\[(?P<name>[^\[\]\n]{1,300})\]\((?P<to>[^()\s<>\"]{1,1000})\)"
    r"|(?P<bare>https://[^\s<>\"()\[\]*]{1,1000}[^\s<>\"()\[\]*.,;:!?])"
)
_SCHEMES = frozenset({"https", "mailto", "tel"})
_DEEPEST = 3
_INDENT = 2


class Kind(enum.Enum):
    """What a block is."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"


class Run(NamedTuple):
    """Text that looks the same from end to end. A link leads to https, mailto or tel."""

    text: str
    bold: bool = False
    link: str = ""


class Block(NamedTuple):
    """A heading, a paragraph or an item of a list."""

    kind: Kind
    runs: tuple[Run, ...]
    level: int = 0
    """Of a heading from 1; of an item how deep it lies, from 0."""
    mark: str = ""
    """What stands before an item: its number or a dash."""

    @property
    def text(self) -> str:
        """What it says, without any mark-up; the address of a link follows its name."""
        return "".join(_named(run) for run in self.runs)


def blocks(text: str) -> list[Block]:
    """What a text consists of, in its order."""
    return list(_blocks(text))


def glimpse(text: str) -> str:
    """What it says, in one go and without any mark-up: for lists, where nothing leads anywhere."""
    pieces = [(block, "".join(run.text for run in block.runs).strip()) for block in blocks(text)]
    return " ".join(_introduced(said) if block.kind is Kind.HEADING else said for block, said in pieces if said)


def _introduced(heading: str) -> str:
    return f"{heading}:" if heading[-1].isalnum() else heading


def _blocks(text: str) -> Iterator[Block]:
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        heading, item = _HEADING.match(line), _ITEM.match(line)
        is_break = not line.strip() or _RULE.match(line)
        if lines and (is_break or heading or item):
            yield _closed(lines)
            lines = []
        if is_break:
            continue
        if heading:
            yield Block(Kind.HEADING, _runs(heading[2].rstrip().rstrip("#").rstrip()), len(heading[1]))
        else:
            lines.append(line)


def _closed(lines: Sequence[str]) -> Block:
    """A paragraph, or an item with the lines that go on below it."""
    item = _ITEM.match(lines[0])
    if item is None:
        return Block(Kind.TEXT, _runs(_paragraph(lines)))
    indent, _, number, first = item.groups()
    said = " ".join([first.strip(), *(line.strip() for line in lines[1:])])
    level = min(len(indent.expandtabs(4)) // _INDENT, _DEEPEST)
    return Block(Kind.ITEM, _runs(said), level, f"{number}." if number else "-")


def _paragraph(lines: Sequence[str]) -> str:
    """Lines run on, but for one that ends in two blanks or in a backslash."""
    pieces = [line.strip() if _BREAK.search(line) is None else _BREAK.sub("", line).strip() + "\n" for line in lines]
    return "".join(piece if piece.endswith("\n") else f"{piece} " for piece in pieces).strip()


def _runs(text: str) -> tuple[Run, ...]:
    """Bold words and links; a link that may not be opened stays as it was written."""
    found: list[Run] = []
    place = 0
    for match in _INLINE.finditer(text):
        run = _run(match)
        if run is not None:
            found += [Run(text[place : match.start()]), run]
            place = match.end()
    return _joined([*found, Run(text[place:])])


def _run(match: re.Match[str]) -> Run | None:
    if match["plain"]:
        return Run(match["plain"])
    if match["bold"]:
        return Run(match["bold"], bold=True)
    link = match["to"] or match["bare"]
    return Run(match["name"] or link, link=link) if _may_be_opened(link) else None


def _may_be_opened(link: str) -> bool:
    try:
        return link.isascii() and link.isprintable() and urlsplit(link).scheme in _SCHEMES
    except ValueError:
        return False


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Neighbours that look the same as one."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1][1:] == run[1:]:
            joined[-1] = run._replace(text=joined[-1].text + run.text)
        elif run.text:
            joined.append(run)
    return tuple(joined)


def _named(run: Run) -> str:
    address = run.link.removeprefix("mailto:").removeprefix("tel:")
    return run.text if not run.link or address in run.text else f"{run.text} ({address})"
