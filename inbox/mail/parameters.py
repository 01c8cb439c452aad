"""Fields with parameters, as in `Content-Type: text/plain; charset=utf-8`, continued and encoded ones included."""

import re
from urllib.parse import unquote_to_bytes

from inbox.mail import charsets, encoded_words
from inbox.mail.text import one_line

_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL)
_CONTINUED = re.compile(r"(.+?)\*(\d{1,3})?(\*)?")
_ESCAPED = re.compile(r'\\(["\\])')
_LONGEST_FIELD = 20_000


def parse(value: str) -> tuple[str, dict[str, str]]:
    """The lower-case main value, and the parameters by lower-case name, the first of each name winning."""
    main, _, _ = value.partition(";")
    found: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(value[:_LONGEST_FIELD]):
        found.setdefault(name.lower(), _ESCAPED.sub(r"\1", quoted) if quoted else bare.strip())
    if any("*" in name for name in found):
        found = _joined(found)
    return main.strip().lower(), found


def file_name(parameters: dict[str, str], name: str) -> str:
    """A parameter that names a file, without a path and without anything that misleads the eye."""
    shown = one_line(encoded_words.decode(parameters.get(name, "")))
    return shown.replace("\\", "/").rstrip("/").rpartition("/")[2].strip()


def _joined(found: dict[str, str]) -> dict[str, str]:
    """Put `name*0*=`, `name*1=` … together, and decode what is percent-encoded."""
    plain = {name: value for name, value in found.items() if "*" not in name}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, value in found.items():
        if "*" in name and (parts := _CONTINUED.fullmatch(name)):
            piece = (int(parts[2] or 0), bool(parts[3]) or parts[2] is None, value)
            pieces.setdefault(parts[1], []).append(piece)
    return plain | {name: _decoded(sorted(some)) for name, some in pieces.items()}


def _decoded(pieces: list[tuple[int, bool, str]]) -> str:
    charset = ""
    _, is_first_encoded, first = pieces[0]
    if is_first_encoded and first.count("'") >= 2:
        charset, _, rest = first.split("'", 2)
        pieces = [(0, True, rest), *pieces[1:]]
    if not any(is_encoded for _, is_encoded, _ in pieces):
        return "".join(value for _, _, value in pieces)
    payload = b"".join(unquote_to_bytes(value) if encoded else value.encode() for _, encoded, value in pieces)
    return charsets.decode(payload, charset)
