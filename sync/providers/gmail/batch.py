"""Many requests in one: the multipart envelope, written and read by hand, for Google's client is much slower at it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sync.errors import TryAgain

_BOUNDARY = "batch-of-requests"
_MARK = re.compile(r'boundary="?([^";]+)"?')
_NAME = re.compile(rb"content-id:\s*<(?:response-)?(\d+)>", re.IGNORECASE)

CONTENT_TYPE = f'multipart/mixed; boundary="{_BOUNDARY}"'


@dataclass(frozen=True)
class Part:
    """The answer to one of the requests."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def encode(addresses: Sequence[str]) -> bytes:
    """A batch of GET requests, named by their place."""
    lines = []
    for place, address in enumerate(addresses):
        parts = urlsplit(address)
        lines += [f"--{_BOUNDARY}", "Content-Type: application/http", f"Content-ID: <{place}>", ""]
        lines += [f"GET {parts.path}?{parts.query} HTTP/1.1", "Accept: application/json", "", ""]
    return "\r\n".join([*lines, f"--{_BOUNDARY}--", ""]).encode()


def decode(content_type: str, body: bytes) -> dict[int, Part]:
    """The answers by the place of their request. Raises TryAgain when this is no answer to a batch."""
    found = _MARK.search(content_type)
    mark = b"--" + found[1].encode() if found else b""
    if not mark or mark + b"--" not in body:
        raise TryAgain("Google's answer to a batch was cut off")
    answers = {}
    for place, piece in enumerate(body.split(mark)[1:-1]):
        head, _, http = piece.partition(b"\r\n\r\n")
        named = _NAME.search(head)
        answers[int(named[1]) if named else place] = _part(http)
    return answers


def _part(http: bytes) -> Part:
    head, _, body = http.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ", 2)
    if len(words) < 2 or not words[1].isdigit():
        raise TryAgain("Google's answer to a batch was cut off")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Part(int(words[1]), headers, body)
