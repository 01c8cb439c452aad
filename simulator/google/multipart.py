"""Bodies in several parts, taken apart and put together byte by byte."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from itertools import pairwise

from simulator.google.errors import malformed

BREAK = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class Part:
    """One part: its headers with names in lower case, and its content."""

    headers: dict[str, str]
    content: bytes


def boundary(content_type: str) -> bytes:
    """What stands between the parts."""
    header = Message()
    header["Content-Type"] = content_type
    found = header.get_boundary()
    if not found:
        raise malformed("The multipart content type names no boundary")
    return found.encode()


def parts(content_type: str, body: bytes) -> list[Part]:
    """The parts of a body."""
    mark = re.compile(rb"(?:^|\r?\n)--" + re.escape(boundary(content_type)) + rb"(--)?[ \t]*(?:\r?\n|$)")
    places = list(mark.finditer(body))
    if len(places) < 2 or places[-1][1] is None:
        raise malformed("The multipart body does not end with its boundary")
    return [part(body[here.end() : there.start()]) for here, there in pairwise(places)]


def part(text: bytes) -> Part:
    """Headers up to the first empty line, and what follows."""
    if text.startswith((b"\n", b"\r\n")):
        return Part({}, text.lstrip(b"\r").removeprefix(b"\n"))
    head, content = split_head(text)
    return Part(headers(head), content)


def split_head(text: bytes) -> tuple[bytes, bytes]:
    """What stands before the first empty line, and what follows."""
    match = BREAK.search(text)
    return (text, b"") if match is None else (text[: match.start()], text[match.end() :])


def headers(head: bytes) -> dict[str, str]:
    """Header lines as names and values."""
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).decode("utf-8", "replace").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name.strip().casefold(): value.strip() for name, _, value in pairs}


def joined(pieces: Iterable[tuple[dict[str, str], bytes]], mark: bytes) -> bytes:
    """Parts put together into one body."""
    lines: list[bytes] = []
    for names, content in pieces:
        lines.append(b"--" + mark)
        lines += [f"{name}: {value}".encode() for name, value in names.items()]
        lines += [b"", content]
    return b"\r\n".join([*lines, b"--" + mark + b"--", b""])
