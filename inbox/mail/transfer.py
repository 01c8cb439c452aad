"""Undo the transfer encoding of a part: base64, quoted-printable, uuencode, and what broken senders make of them."""

import binascii
import re

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_PADDING = re.compile(rb"=+")
_SAMPLE = 400


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
    if _is_plain_after_all(payload):
        return payload
    content = payload.rstrip(b"= \t\r\n")
    if b"=" in content:
        return b"".join(_decode_run(run) for run in _runs(content))
    return _decode_run(content)


def _is_plain_after_all(payload: bytes) -> bool:
    sample = payload[:_SAMPLE]
    return len(sample.translate(None, _ALPHABET + b"=\r\n")) * 20 > len(sample)


def _runs(content: bytes) -> list[bytes]:
    """Base64 that was encoded piece by piece, without a footer that some list put underneath."""
    runs = _PADDING.split(content)
    foreign = next((n for n, run in enumerate(runs) if run.translate(None, _ALPHABET + b"\r\n \t")), len(runs))
    return runs[: max(1, foreign)]


def _decode_run(run: bytes) -> bytes:
    try:
        return binascii.a2b_base64(run + b"==")
    except binascii.Error:
        kept = bytes(byte for byte in run if byte in _ALPHABET)
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
