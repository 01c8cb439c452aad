"""HTML mail as text that reads like the mail looks: links, lists, tables and quotes kept, hidden parts left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inbox.mail.text import storable


class Gap(IntEnum):
    """What separates two stretches of text; of several in a row, the widest counts."""

    NONE = 0
    CELL = 1
    LINE = 2
    PARAGRAPH = 3
    ROW = 4


Token = str | Gap | int
"""Text, a gap, or by how many levels quoting deepens."""

_SKIPPED = {
    "script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "iframe", "select",
    "audio", "video",
}  # fmt: skip
_LINES = {
    "div", "li", "dt", "dd", "ul", "ol", "table", "address", "article", "aside", "section", "header", "footer",
    "main", "center", "form", "figure", "caption", "figcaption", "fieldset", "legend", "details", "summary",
    "tbody", "thead", "tfoot", "body",
}  # fmt: skip
_PARAGRAPHS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre",
}  # fmt: skip
_HIDDEN = (
    '[hidden], [style*="display:none" i], [style*="display: none" i], '
    '[style*="visibility:hidden" i], [style*="visibility: hidden" i]'
)
_QUOTING = re.compile(r"(?i)gmail_quote|protonmail_quote|border-left")
_BARE_BULLET = re.compile(r"\xa0*(?:-|\d+\.)\xa0")
_BLANKS = re.compile(r"[ \t\n\xa0]+")
_FILLERS = re.compile(r"(?:[\u034f\u200b\u200c\u00ad\ufeff\u2007\u2800][ \xa0]?){3,}")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_ANY_TAG = re.compile(r"<[^<>]*>")
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "p",
    "li", "td", "tr", "th",
}  # fmt: skip
_MANY_BLANK_LINES = re.compile(r"\n{3,}")
_DEEPEST = 1500
_LONGEST_LINK = 200
_RULE = "_" * 32
_BREAK = "\n"
_HARD_BLANK = "\xa0"
_SPACES = " \xa0"
_DEEPEST_QUOTE = 20


def convert(html: str) -> str:
    """The text of an HTML mail; of one that hides everything, what it hides."""
    if "<" not in html:
        return storable(unescape(html)).strip()
    if is_too_deep(html):
        return storable(unescape(_ANY_TAG.sub(" ", html))).strip()
    page = LexborHTMLParser(html).body
    text = _lay_out(_tokens(without_hidden(html, page))) if page else ""
    whole = LexborHTMLParser(html).body if not text else None
    return _lay_out(_tokens(whole)) if whole else text


def is_too_deep(html: str) -> bool:
    """Whether elements nest as deep as nobody writes them: parsers take quadratic time over such pages."""
    if html.count("<") < _DEEPEST:
        return False
    depth = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _VOID:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > _DEEPEST:
                return True
    return False


def without_hidden(html: str, body: LexborNode) -> LexborNode:
    """The page without what its sender hides, such as the preview line of a newsletter."""
    if "display" in html or "hidden" in html:
        for node in body.css(_HIDDEN):
            if node.tag != "body":
                node.decompose()
    return body


def _tokens(root: LexborNode) -> Iterator[Token]:
    numbering: list[int] = []
    for node, tag, is_opening in _events(root):
        if tag == "-text":
            yield from _text_tokens(node)
        elif tag in _PARAGRAPHS:
            yield Gap.PARAGRAPH
            if tag == "blockquote" and _is_quote(node):
                yield 1 if is_opening else -1
        elif tag in _LINES:
            yield Gap.LINE
            yield from _list_tokens(tag, is_opening, numbering)
        elif tag == "tr":
            yield Gap.ROW
        elif is_opening:
            yield from _inline_tokens(node, tag)
        elif tag == "a":
            yield _link(node)


def _events(root: LexborNode) -> Iterator[tuple[LexborNode, str, bool]]:
    """Every node below one in reading order, elements twice: when they open and when they close."""
    node, end = root, root.mem_id
    while True:
        tag = node.tag or ""
        yield node, tag, True
        child = None if tag in _SKIPPED else node.first_child
        if child is not None:
            node = child
            continue
        if tag[:1] != "-":
            yield node, tag, False
        while (following := node.next if node.mem_id != end else None) is None:
            parent = node.parent
            if node.mem_id == end or parent is None:
                return
            node = parent
            yield node, node.tag or "", False
        node = following


def _text_tokens(node: LexborNode) -> Iterator[Token]:
    text = node.text_content or ""
    parent = node.parent
    if parent is not None and parent.tag == "pre":
        for number, line in enumerate(text.split("\n")):
            if number:
                yield _BREAK
            yield line.replace(" ", _HARD_BLANK)
    else:
        yield _BLANKS.sub(" ", text) if text.strip() or _HARD_BLANK not in text else _HARD_BLANK


def _is_quote(node: LexborNode) -> bool:
    marks = node.attributes
    looks = f"{marks.get('class')} {marks.get('style')}"
    return "cite" in marks or marks.get("type") == "cite" or _QUOTING.search(looks) is not None


def _list_tokens(tag: str, is_opening: bool, numbering: list[int]) -> Iterator[Token]:
    if tag in ("ul", "ol"):
        if is_opening:
            numbering.append(0 if tag == "ol" else -1)
        elif numbering:
            numbering.pop()
    elif tag == "li" and is_opening:
        is_numbered = bool(numbering) and numbering[-1] >= 0
        if is_numbered:
            numbering[-1] += 1
        marker = f"{numbering[-1]}. " if is_numbered else "- "
        yield (min(len(numbering) - 1, 8) * "  " + marker).replace(" ", _HARD_BLANK)


def _inline_tokens(node: LexborNode, tag: str) -> Iterator[Token]:
    if tag == "br":
        yield _BREAK
    elif tag in ("td", "th"):
        yield Gap.CELL
    elif tag == "hr":
        yield from (Gap.LINE, _RULE, Gap.LINE)
    elif tag == "img" and (alt := (node.attributes.get("alt") or "").strip()):
        yield f"[{alt}]"


def _link(node: LexborNode) -> str:
    """Where a link leads, unless its text already says so."""
    url = (node.attributes.get("href") or "").strip()
    text = node.text().strip()
    scheme, _, target = url.partition(":")
    if scheme.lower() not in ("http", "https", "mailto", "tel") or not text:
        return ""
    if text.rstrip("/") in (url.rstrip("/"), target.strip("/"), target.partition("?")[0]):
        return ""
    return f" ({url if len(url) <= _LONGEST_LINK else url[:_LONGEST_LINK] + '…'})"


@dataclass(slots=True)
class _Page:
    """The text so far, its last line, and what has to come before the next word."""

    lines: list[str] = field(default_factory=list)
    line: str = ""
    depth: int = 0
    depth_above: int = 0
    gap: Gap = Gap.NONE
    is_cell_empty: bool = False
    is_row_on_one_line: bool = True


def _lay_out(tokens: Iterator[Token]) -> str:
    page = _Page()
    for token in tokens:
        if isinstance(token, Gap):
            _widen_gap(page, token)
        elif isinstance(token, int):
            _end_line(page, keep_blank=False)
            page.depth = max(0, page.depth + token)
        elif token == _BREAK or (token == _HARD_BLANK and _is_between_blocks(page)):
            _break_line(page)
        elif token.strip(_SPACES):
            _open_gap(page)
            page.is_cell_empty = False
            page.line += token if page.line and not page.line.endswith(" ") else token.lstrip(" ")
        elif token and page.line and page.gap is Gap.NONE:
            page.line = page.line.rstrip(" ") + " "
    _end_line(page, keep_blank=False)
    return _tidy("\n".join(page.lines))


def _is_between_blocks(page: _Page) -> bool:
    """Where a lone blank is a blank line; in a table it only keeps a cell open."""
    return page.gap in (Gap.LINE, Gap.PARAGRAPH) and not page.is_cell_empty


def _break_line(page: _Page) -> None:
    is_after_block = page.gap >= Gap.LINE
    _end_line(page, keep_blank=not is_after_block)
    if is_after_block:
        _end_line(page, keep_blank=True)
    page.gap = Gap.NONE


def _widen_gap(page: _Page, gap: Gap) -> None:
    """A paragraph that opens or closes with its cell does not tear the row apart."""
    if gap is Gap.CELL:
        is_same_row = page.is_row_on_one_line and page.gap is not Gap.ROW
        page.gap = Gap.CELL if is_same_row else max(page.gap, Gap.LINE)
        page.is_cell_empty = True
    elif not page.is_cell_empty:
        page.gap = max(page.gap, gap)


def _open_gap(page: _Page) -> None:
    gap, page.gap = page.gap, Gap.NONE
    if gap is Gap.CELL and page.line.strip():
        page.line = page.line.rstrip(" ") + " | "
    elif gap >= Gap.LINE and not _BARE_BULLET.fullmatch(page.line):
        _end_line(page, keep_blank=False)
        if gap is Gap.PARAGRAPH and page.lines:
            _end_line(page, keep_blank=True)
    if gap is Gap.ROW:
        page.is_row_on_one_line = True


def _end_line(page: _Page, *, keep_blank: bool) -> None:
    if keep_blank or page.line.strip():
        depth = page.depth if page.line.strip() else min(page.depth, page.depth_above)
        page.lines.append(("> " * min(depth, _DEEPEST_QUOTE) + page.line).rstrip(" "))
        page.depth_above = page.depth
        page.is_row_on_one_line = False
    page.line = ""


def _tidy(text: str) -> str:
    text = text.replace(_HARD_BLANK, " ")
    if not text.isascii():
        text = _FILLERS.sub("", text)
    return storable(_MANY_BLANK_LINES.sub("\n\n", text)).strip("\n")
