"""Encoded words (`=?utf-8?Q?…?=`) to text, also those that are cut, joined or filled in wrongly."""

import binascii
import re
from collections.abc import Iterator
from itertools import groupby

from inbox.mail import charsets, transfer

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?(.{0,2000}?)\?=", re.DOTALL)


def decode(text: str) -> str:
    """The text with every encoded word decoded; what is no encoded word stays as it is."""
    if "=?" not in text:
        return text
    return "".join(
        charsets.decode(b"".join(payload for _, payload in run), charset) if charset else _plain(run)
        for charset, run in groupby(_pieces(text), key=lambda piece: piece[0])
    )


def _pieces(text: str) -> Iterator[tuple[str, bytes]]:
    """Encoded words with their character set, and what stands between them with none.

    Neighbours of the same character set belong together: senders cut words in the middle of a character."""
    end = 0
    for word in _WORD.finditer(text):
        gap = text[end : word.start()]
        if gap and (end == 0 or not gap.isspace()):
            yield "", gap.encode()
        yield word[1].partition("*")[0].lower(), _payload(word[2].lower(), word[3])
        end = word.end()
    yield "", text[end:].encode()


def _payload(encoding: str, encoded: str) -> bytes:
    if encoding == "b":
        return transfer.undo(encoded.replace(" ", "").encode(), "base64")
    return binascii.a2b_qp(encoded.encode(), header=True)


def _plain(run: Iterator[tuple[str, bytes]]) -> str:
    return b"".join(payload for _, payload in run).decode()
