"""What an invitation is about, read from its calendar part."""

import re
from datetime import UTC, datetime

from inbox.mail.text import one_line

_FOLD = re.compile(r"\n[ \t]")
_LINE = re.compile(r"(?i)^(METHOD|BEGIN|END|SUMMARY|DTSTART)((?:;[^:\n]{0,200})?):(.*)$", re.MULTILINE)
_TIMEZONE = re.compile(r'(?i);TZID="?([^;:"]+)')
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?")
_LONGEST = 500
_ESCAPES = {r"\n": " ", r"\N": " ", r"\,": ",", r"\;": ";", r"\\": "\\"}


def summarise(text: str) -> dict[str, str]:
    """Summary, start and method of the first event; what is not there is left out."""
    found: dict[str, str] = {}
    is_in_event = False
    for name, options, value in _LINE.findall(_FOLD.sub("", text)):
        field = name.upper()
        if field == "BEGIN":
            is_in_event = is_in_event or value.strip().upper() == "VEVENT"
        elif field == "END" and value.strip().upper() == "VEVENT":
            break
        elif field == "METHOD":
            found.setdefault("method", one_line(value)[:_LONGEST].upper())
        elif field == "SUMMARY" and is_in_event:
            found.setdefault("summary", _unescaped(value))
        elif field == "DTSTART" and is_in_event:
            found.setdefault("start", _start(options, value))
    return {name: value for name, value in found.items() if value}


def _unescaped(value: str) -> str:
    return one_line(re.sub(r"\\.", lambda found: _ESCAPES.get(found[0], found[0]), value[:_LONGEST]))


def _start(options: str, value: str) -> str:
    """An ISO date or time; a local time is followed by the name of its time zone."""
    found = _MOMENT.match(value.strip())
    if found is None:
        return ""
    year, month, day, hour, minute, _, is_utc = found.groups()
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=UTC)
    except ValueError:
        return ""
    if hour is None:
        return moment.date().isoformat()
    if is_utc:
        return moment.isoformat()
    zone = _TIMEZONE.search(options)
    local = moment.replace(tzinfo=None).isoformat()
    return f"{local} {one_line(zone[1])[:64]}" if zone else local
