"""Bytes to text, also where the mail names the wrong character set, none, or one nobody knows."""

import codecs
import re
from functools import lru_cache

from inbox.mail.text import storable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KNOWN = re.compile(r"ascii|utf|iso|cp\d|koi8|mac|gb|hz|big5|euc|shift|johab|tis|kz1048|ptcp|hp")
# What senders call it, and the wider set that also holds what they really send.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
}
_OTHER_NAMES = {
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "x-gbk": "gb18030",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "x-mac-roman": "mac_roman",
    "ansi": "cp1252",
}
# Character sets in which plain ASCII bytes, or most of them, stand for something else.
_SHIFTING = ("utf-7", "iso2022", "hz", "utf-16", "utf-32")
_EAST_ASIAN = ("gb18030", "big5", "cp932", "cp949", "euc", "shift", "johab")
_UTF8_TRIPLE = re.compile(rb"[\xe1-\xef][\x80-\xbf]{2}")


def decode(payload: bytes, declared: str = "") -> str:
    """The text of some bytes, whatever their label says; never fails, and only ever yields storable text."""
    return storable(_decode(payload, codec(declared)))


@lru_cache(maxsize=256)
def codec(declared: str) -> str:
    """The name under which Python knows a declared character set, or an empty string."""
    name = declared[:40].strip().strip("\"'").lower()
    try:
        known = codecs.lookup(_OTHER_NAMES.get(name, name)).name
    except (LookupError, ValueError):
        known = ""
    return _WIDER.get(known, known) if _KNOWN.match(known) else ""


def _decode(payload: bytes, named: str) -> str:
    if payload.isascii() and not named.startswith(_SHIFTING):
        return payload.decode("iso2022_jp_ext" if b"\x1b$" in payload else "ascii", "replace")
    for mark, marked in _MARKS:
        if payload.startswith(mark):
            return payload.decode(marked, "replace").removeprefix("\ufeff")
    if named.startswith(_SHIFTING):
        return payload.decode(named, "replace")
    if named.startswith(_EAST_ASIAN) and not _UTF8_TRIPLE.search(payload):
        return payload.decode(named, "replace")
    return _decode_as_utf8_or(payload, named)


def _decode_as_utf8_or(payload: bytes, named: str) -> str:
    """UTF-8 wins over any other label when the bytes are valid, because other text hardly ever is by accident."""
    text = payload.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken or _is_nearly_all_good(text, broken):
        return text
    return payload.decode("cp1252" if named in ("", "utf-8") else named, "replace")


def _is_nearly_all_good(text: str, broken: int) -> bool:
    foreign = len(text) - len(text.encode("ascii", "ignore")) - broken
    return foreign >= 10 * broken
