"""Which parts of a mail are its text and which are attached to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from inbox.mail import charsets, flowed, html_text
from inbox.mail.structure import Part

_BODY_TYPES = ("text/plain", "text/html", "text/enriched", "text/markdown")
# Other forms of the same text, for one mail program or for watches.
_APP_ONLY = ("text/x-amp-html", "text/watch-html")
_META_CHARSET = re.compile(rb"""(?i)<meta[^<>]{0,200}charset\s*=\s*["']?([\w.:-]{2,40})""")
_LONGEST_PLACEHOLDER = 300


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the body: as plain text, as HTML, or as both where the sender gave the choice."""

    plain: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a part holds: pieces of body, in order, and what is attached."""

    pieces: tuple[Piece, ...] = ()
    attached: tuple[Part, ...] = ()


def read(root: Part) -> Contents:
    """Sort a mail's parts into body and attachments."""
    if not root.children and _may_be_body(root):
        return Contents(pieces=(_piece(root),))
    return _sorted(root)


def _sorted(part: Part) -> Contents:
    if part.content_type == "multipart/alternative":
        return _alternative(part)
    if part.content_type == "multipart/related":
        return _related(part)
    if part.is_message:
        return Contents(attached=(part,))
    if part.children:
        return _joined(_sorted(child) for child in part.children)
    is_body = _may_be_body(part) and not _is_named(part)
    return Contents(pieces=(_piece(part),)) if is_body else Contents(attached=(part,))


def as_text(pieces: tuple[Piece, ...]) -> str:
    """The body as text: the sender's own where it says something, else made from the HTML."""
    texts = (_piece_text(piece).strip("\n") for piece in pieces)
    return "\n\n".join(text for text in texts if text.strip())


def as_html(pieces: tuple[Piece, ...]) -> str | None:
    """The body as the sender's HTML, or None where there is none; it is not safe to show."""
    if not any(piece.html for piece in pieces):
        return None
    return "\n".join(piece.html or f"<pre>{escape(piece.plain)}</pre>" for piece in pieces)


def _joined(contents: Iterable[Contents]) -> Contents:
    some = list(contents)
    return Contents(
        pieces=tuple(piece for one in some for piece in one.pieces),
        attached=tuple(part for one in some for part in one.attached),
    )


def _alternative(part: Part) -> Contents:
    """One piece of body that is there in several forms; each form may bring attachments of its own."""
    forms = [_sorted(child) for child in part.children]
    rich = [form for form in forms if _is_rich(form)]
    simple = [form for form in forms if form.pieces and not _is_rich(form)]
    plain = as_text(simple[0].pieces) if simple else ""
    html = as_html(rich[-1].pieces) if rich else None
    attached = tuple(part for form in forms for part in form.attached if part.content_type not in _APP_ONLY)
    return Contents(pieces=(Piece(plain, html or ""),), attached=attached)


def _is_rich(form: Contents) -> bool:
    return any(piece.html for piece in form.pieces)


def _related(part: Part) -> Contents:
    """A body and what it shows inside: all but the first part, or the named one, are attached."""
    start = part.parameters.get("start", "")
    named = (child for child in part.children if start and child.headers.text("content-id") == start)
    root = next(named, part.children[0] if part.children else part)
    body = _sorted(root) if root is not part else Contents()
    others = [_attached_only(child) for child in part.children if child is not root]
    return _joined([body, *others])


def _attached_only(part: Part) -> Contents:
    if part.is_message or not part.children:
        return Contents(attached=(part,))
    return _joined(_attached_only(child) for child in part.children)


def _may_be_body(part: Part) -> bool:
    disposition = part.headers.text("content-disposition").lower()
    return part.content_type in _BODY_TYPES and not disposition.startswith("attachment")


def _is_named(part: Part) -> bool:
    return "name" in part.parameters or "filename" in part.headers.text("content-disposition").lower()


def _piece(part: Part) -> Piece:
    if part.content_type == "text/html":
        return Piece(html=_html(part))
    text = part.text()
    if part.parameters.get("format", "").lower() == "flowed":
        text = flowed.unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return Piece(plain=text)


def _html(part: Part) -> str:
    payload = part.payload()
    declared = part.parameters.get("charset", "")
    if not declared and (meta := _META_CHARSET.search(payload[:2000])):
        declared = meta[1].decode("ascii")
    return charsets.decode(payload, declared)


def _piece_text(piece: Piece) -> str:
    if piece.html and _says_nothing(piece.plain):
        return html_text.convert(piece.html) or piece.plain
    return piece.plain


def _says_nothing(plain: str) -> bool:
    """Blank, or only the advice to use a program that shows HTML."""
    stripped = plain.strip()
    return not stripped or (len(stripped) < _LONGEST_PLACEHOLDER and "html" in stripped.lower())
