"""The parts of a mail and how they nest, found in its bytes without copying them.

Outer boundaries are looked for first, so that an inner part that never ends does not swallow its neighbours;
depth and number of parts are bounded, and what lies beyond stays one unopened part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from inbox.mail import charsets, headers, parameters, transfer
from inbox.mail.headers import Headers
from inbox.mail.parsed import UnreadableMail

DEEPEST = 40
MOST_PARTS = 1000
UNOPENED = "application/octet-stream"

_BOUNDARY_TAIL = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")
_GUESSED_BOUNDARY = re.compile(rb"\s{0,100}--([^\s]{3,70})[ \t]*\r?\n")
_TYPE = re.compile(r"[a-z0-9.+_-]+/[a-z0-9.+_-]+")
_MESSAGES = ("message/rfc822", "message/global", "message/news")


@dataclass(frozen=True, slots=True)
class Part:
    """One node of a mail: its head, where its body stands in the bytes, and the parts inside."""

    path: str
    headers: Headers
    content_type: str
    parameters: dict[str, str]
    raw: bytes
    start: int
    end: int
    children: tuple["Part", ...] = ()
    is_cut: bool = False

    def payload(self) -> bytes:
        """The content with its transfer encoding undone."""
        encoding = self.headers.text("content-transfer-encoding")
        return transfer.undo(self.raw[self.start : self.end], encoding)

    def text(self) -> str:
        """The content as text."""
        return charsets.decode(self.payload(), self.parameters.get("charset", ""))

    @property
    def is_message(self) -> bool:
        """Whether another mail is inside."""
        return self.content_type in _MESSAGES


def read(raw: bytes) -> Part:
    """The root of a mail's parts."""
    start = len(raw) - len(raw.lstrip(b"\xef\xbb\xbf\r\n\t \0"))
    if start == len(raw):
        raise UnreadableMail("This mail is empty.")
    return _read_part(raw, start, len(raw), "", "text/plain", _Room())


def walk(part: Part) -> Iterator[Part]:
    """A part and all parts inside it, in the order in which they stand in the mail."""
    yield part
    for child in part.children:
        yield from walk(child)


def own_parts(part: Part) -> Iterator[Part]:
    """As `walk`, without what is inside forwarded or returned mails."""
    yield part
    for child in () if part.is_message else part.children:
        yield from own_parts(child)


@dataclass(slots=True)
class _Room:
    """How much may still be opened, below this part and in the whole mail."""

    parts: int = MOST_PARTS


def _read_part(raw: bytes, start: int, end: int, path: str, default_type: str, room: _Room) -> Part:
    room.parts -= 1
    head, body = headers.read(raw, start, end)
    kind, options = parameters.parse(head.text("content-type"))
    kind = _believable(kind, default_type)
    part = Part(path, head, kind, options, raw, body, end)
    if kind.startswith("multipart/"):
        return _open_multipart(part, room)
    part = replace(part, path=path or "1")
    return _open_message(part, room) if part.is_message else part


def _believable(content_type: str, default_type: str) -> str:
    first = content_type.split(None, 1)[0] if content_type.strip() else ""
    return first if _TYPE.fullmatch(first) else default_type


def _open_multipart(part: Part, room: _Room) -> Part:
    sections = _sections(part)
    if not sections:
        return replace(part, path=part.path or "1", content_type=UNOPENED if part.path else "text/plain")
    if _depth(part) >= DEEPEST:
        return replace(part, content_type=UNOPENED, is_cut=True)
    default_type = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    children = []
    for number, (start, end) in enumerate(sections, 1):
        inside = f"{part.path}.{number}" if part.path else str(number)
        if room.parts <= 0:
            rest = Part(inside, Headers({}), UNOPENED, {}, part.raw, start, sections[-1][1], is_cut=True)
            children.append(rest)
            break
        children.append(_read_part(part.raw, start, end, inside, default_type, room))
    return replace(part, children=tuple(children))


def _open_message(part: Part, room: _Room) -> Part:
    """A mail inside a mail; some programs encode it in base64 although nobody may."""
    if _depth(part) >= DEEPEST or room.parts <= 0:
        return replace(part, content_type=UNOPENED, is_cut=True)
    encoding = part.headers.text("content-transfer-encoding").lower()
    raw, start, end = part.raw, part.start, part.end
    if encoding.startswith(("base64", "quoted")):
        raw = part.payload()
        start, end = 0, len(raw)
    inside = _read_part(raw, start, end, f"{part.path}.1", "text/plain", room)
    return replace(part, children=(inside,))


def _depth(part: Part) -> int:
    return part.path.count(".")


def _sections(part: Part) -> list[tuple[int, int]]:
    """Where each part between the boundary lines begins and ends."""
    marker = _boundary_marker(part)
    sections: list[tuple[int, int]] = []
    opened = -1
    at = part.raw.find(marker, part.start, part.end) if marker else -1
    while at != -1:
        line = _boundary_line(part, at, at + len(marker))
        if line is not None:
            if 0 <= opened < at:
                sections.append((opened, _without_line_end(part.raw, opened, at)))
            opened = line.end()
            if line[1]:
                return sections
        at = part.raw.find(marker, at + len(marker), part.end)
    return [*sections, (opened, part.end)] if 0 <= opened < part.end else sections


def _boundary_marker(part: Part) -> bytes:
    boundary = part.parameters.get("boundary", "").rstrip()
    if boundary:
        return b"--" + boundary.encode()
    guess = _GUESSED_BOUNDARY.match(part.raw, part.start, part.end)
    return b"--" + guess[1] if guess and part.raw.count(guess[1], part.start, part.end) > 1 else b""


def _boundary_line(part: Part, at: int, after: int) -> re.Match[bytes] | None:
    is_line_start = at == part.start or part.raw[at - 1] in b"\r\n"
    return _BOUNDARY_TAIL.match(part.raw, after, part.end) if is_line_start else None


def _without_line_end(raw: bytes, start: int, end: int) -> int:
    if end > start and raw[end - 1] == 10:
        end -= 1
    return end - 1 if end > start and raw[end - 1] == 13 else end
