"""Undo the transfer encoding of a part: base64, quoted-printable, uuencode, and what broken senders make of them."""

import binascii
import re

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_FOREIGN = bytes(byte for byte in range(256) if byte not in _ALPHABET)
_PADDING = re.compile(rb"=+")
_SAMPLE = 1000


def undo(payload: bytes, encoding: str) -> bytes:
    """The bytes that the sender meant; never fails, and leaves alone what is not encoded after all."""
    name = encoding.strip().lower()
    if name.startswith("base64"):
        return _from_base64(payload)
    if name.startswith("quoted"):
        return binascii.a2b_qp(payload)
    if name.startswith(("x-uue", "uue", "x-uu")):
        return _from_uuencode(payload)
    return payload


def _from_base64(payload: bytes) -> bytes:
    ends = payload if len(payload) <= 2 * _SAMPLE else payload[:_SAMPLE] + payload[-_SAMPLE:]
    if ends.translate(None, _ALPHABET + b"=\r\n"):
        encoded, plain = _without_plain_lines(payload)
        return _decode(encoded) + plain if encoded else plain
    return _decode(payload)


def _without_plain_lines(payload: bytes) -> tuple[bytes, bytes]:
    """The encoded lines, and what some list or gateway put underneath without encoding it."""
    lines = payload.splitlines(keepends=True)
    end = next((n for n, line in enumerate(lines) if not _is_encoded(line.strip())), len(lines))
    return b"".join(lines[:end]), b"".join(lines[end:])


def _is_encoded(line: bytes) -> bool:
    return len(line.translate(None, _ALPHABET + b"=")) * 20 <= len(line)


def _decode(payload: bytes) -> bytes:
    content = payload.rstrip(b"= \t\r\n")
    return b"".join(_decode_run(run) for run in _PADDING.split(content)) if b"=" in content else _decode_run(content)


def _decode_run(run: bytes) -> bytes:
    try:
        return binascii.a2b_base64(run + b"==")
    except binascii.Error:
        kept = run.translate(None, _FOREIGN)
        return binascii.a2b_base64(kept[: len(kept) - (len(kept) % 4 == 1)] + b"==")


def _from_uuencode(payload: bytes) -> bytes:
    lines = payload.splitlines()
    first = next((n for n, line in enumerate(lines) if line.startswith(b"begin ")), -1)
    return b"".join(_decode_uu_line(line) for line in lines[first + 1 :] if line not in (b"end", b"`", b" "))


def _decode_uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:  # some encoders write lines longer than their length byte says
        length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""
