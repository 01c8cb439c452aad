"""XML read so that every element knows its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat


@dataclass
class Node:
    """An element."""

    tag: str
    attributes: dict[str, str]
    line: int
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    text: str = ""

    @property
    def kind(self) -> str:
        """Its tag, with its type where it has one."""
        given = self.attributes.get("xsi:type")
        return f"{self.tag}@{given}" if given else self.tag

    def each(self) -> Iterator[Node]:
        """Itself and everything in it, in order."""
        yield self
        for child in self.children:
            yield from child.each()

    def above(self) -> Iterator[Node]:
        """What it stands in, from the inside out."""
        if self.parent is not None:
            yield self.parent
            yield from self.parent.above()


class NotWellFormed(ValueError):
    """This is no XML."""


def read(written: bytes) -> Node:
    """The root of a document."""
    stack: list[Node] = []
    roots: list[Node] = []
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        node = Node(tag, attributes, parser.CurrentLineNumber, stack[-1] if stack else None)
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)

    def text(said: str) -> None:
        if stack:
            stack[-1].text += said

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = lambda _tag: stack.pop()
    try:
        parser.Parse(written, True)
    except expat.ExpatError as error:
        raise NotWellFormed(f"{error.lineno}: {expat.ErrorString(error.code)}") from None
    return roots[0]
