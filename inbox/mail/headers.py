"""The head of a mail or of one of its parts: fields, encoded words, parameters and dates, however they are broken."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from inbox.mail import charsets

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:([^\r\n]*(?:(?:\r\n|\n|\r)[ \t][^\r\n]*)*)(?:\r\n|\n|\r|\Z)")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_FROM_LINE = re.compile(rb">?From ")
_SURELY_A_FIELD = re.compile(
    rb"(?i)(?:from|to|cc|subject|date|message-id|mime-version|content-[\w-]+|received|reply-to|return-path|x-[\w-]+):"
)
_LONGEST_VALUE = 200_000
_EARLIEST_YEAR = 1971


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields of one head, by lower-case name, as the bytes that came."""

    fields: dict[str, list[bytes]]

    def texts(self, name: str) -> list[str]:
        """Every value of a field, unfolded, encoded words left as they are."""
        return [unfold(value) for value in self.fields.get(name, ())]

    def text(self, name: str) -> str:
        """The first value of a field, or an empty string."""
        values = self.fields.get(name)
        return unfold(values[0]) if values else ""


def read(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The fields at the start of a stretch of bytes, and where the body under them begins."""
    fields: dict[str, list[bytes]] = {}
    name = ""
    position = start
    while True:
        field = _FIELD.match(raw, position, end)
        if field is not None:
            name = field[1].decode("ascii").lower()
            fields.setdefault(name, []).append(field[2])
            position = field.end()
        elif (stray := _stray_line(raw, position, end, has_fields=bool(fields))) is not None:
            if name and not _FROM_LINE.match(stray):
                fields[name][-1] += b" " + stray.strip()
            position += len(stray)
        else:
            break
    blank = _LINE_END.match(raw, position, end)
    return Headers(fields), blank.end() if blank else position


def _stray_line(raw: bytes, position: int, end: int, *, has_fields: bool) -> bytes | None:
    """A line that is no field although the body has not begun: a mailbox file's, or one that lost its indent."""
    line = _LINE.match(raw, position, end)
    if line is None or not line[0].strip():
        return None
    is_lost_indent = has_fields and _SURELY_A_FIELD.match(raw, line.end(), end)
    return line[0] if is_lost_indent or _FROM_LINE.match(line[0]) else None


def unfold(value: bytes) -> str:
    """A field's value as one line of text; raw 8-bit bytes are guessed."""
    return charsets.decode(value[:_LONGEST_VALUE]).replace("\n", "").strip()


def parse_date(value: str) -> datetime | None:
    """The moment a Date field names, in UTC, or None where it names none."""
    if not value:
        return None
    try:
        moment = _moment(value[:200])
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.year >= _EARLIEST_YEAR else None


def _moment(value: str) -> datetime:
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return datetime.fromisoformat(value.strip())
