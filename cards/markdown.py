"""Markdown on cards: the mark-up that articles know as spans of text; every host escapes the rest itself."""

from __future__ import annotations

from cards.kit import Paragraph, Span, Widget
from inbox import markdown
from inbox.markdown import Block, Kind

_MOST = 40
"""Paragraphs on a card; what comes after them is one more."""
_INDENT = "\u2003"
_BULLET = "•"


def widgets(text: str) -> tuple[Widget, ...]:
    """A paragraph for each heading with what stands below it."""
    parts: list[list[str | Span]] = []
    before: Block | None = None
    for block in markdown.blocks(text):
        if before is None or (block.kind is Kind.HEADING and len(parts) < _MOST):
            parts.append([])
        elif before.kind is Kind.HEADING or (before.kind is block.kind is Kind.ITEM):
            parts[-1].append("\n")
        else:
            parts[-1].append("\n\n")
        parts[-1] += _spans(block)
        before = block
    return tuple(Paragraph(tuple(one)) for one in parts)


def _spans(block: Block) -> list[str | Span]:
    is_heading = block.kind is Kind.HEADING
    spans: list[str | Span] = [
        Span(run.text, bold=run.bold or is_heading, link=run.link) if run.bold or run.link or is_heading else run.text
        for run in block.runs
    ]
    if block.kind is Kind.ITEM:
        return [f"{_INDENT * block.level}{_BULLET if block.mark == '-' else block.mark} ", *spans]
    return spans
