"""Mails of a shape that no mail library writes by itself: reports, wrong labels, winmail.dat, invitations."""

import base64
import struct
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from simulator.seed.letter import Letter
from simulator.seed.script import Meeting

BOUNDARY = "=_part"


def bounce(letter: Letter, raw: Callable[[Letter], bytes]) -> bytes:
    """A delivery status notification for the letter it answers."""
    failed = _answered(letter)
    recipient = failed.to[0].address
    explained = f"Your message to {recipient} could not be delivered.\r\n\r\nThe reason given was:\r\n{letter.text}\r\n"
    status = (
        "Reporting-MTA: dns; mx.harbour-clinic.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.2\r\n"
        f"Diagnostic-Code: smtp; 550 {letter.text}\r\n"
    )
    parts = [
        ("text/plain; charset=utf-8", explained.encode()),
        ("message/delivery-status", status.encode()),
        ("message/rfc822", raw(failed)),
    ]
    extra = f"X-Failed-Recipients: {recipient}\r\nAuto-Submitted: auto-replied\r\n"
    return extra.encode() + _report("delivery-status", parts)


def receipt(letter: Letter) -> bytes:
    """A disposition notification: the recipient's program says that the letter was displayed."""
    read = _answered(letter)
    disposition = (
        f"Final-Recipient: rfc822; {letter.sender.address}\r\nOriginal-Message-ID: {read.message_id}\r\n"
        "Disposition: automatic-action/MDN-sent-automatically; displayed\r\n"
    )
    parts = [
        ("text/plain; charset=utf-8", letter.text.encode()),
        ("message/disposition-notification", disposition.encode()),
    ]
    return b"Auto-Submitted: auto-replied\r\n" + _report("disposition-notification", parts)


def mislabelled(letter: Letter) -> bytes:
    """A text whose header claims another charset than the bytes have."""
    head = f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={letter.label}\r\n"
    head += "Content-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + letter.text.replace("\n", "\r\n").encode(letter.charset)


def winmail(letter: Letter) -> bytes:
    """A mail whose real content hides in Microsoft's own format, as winmail.dat."""
    packed = base64.encodebytes(tnef(letter.subject, "ecg.txt", b"Sinus rhythm, 64 per minute. An invented ECG."))
    return _multipart(
        "mixed",
        [
            ("text/plain; charset=us-ascii", letter.text.replace("\n", "\r\n").encode()),
            (
                'application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n'
                'Content-Disposition: attachment; filename="winmail.dat"',
                packed.replace(b"\n", b"\r\n"),
            ),
        ],
    )


def tnef(subject: str, name: str, content: bytes) -> bytes:
    """A small file in the Transport Neutral Encapsulation Format with one attachment."""
    rendering = struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0)
    attributes = [
        (1, 0x00089006, struct.pack("<I", 0x00010000)),
        (1, 0x00069007, struct.pack("<II", 1252, 0)),
        (1, 0x00078008, b"IPM.Microsoft Mail.Note\0"),
        (1, 0x00018004, subject.encode("cp1252") + b"\0"),
        (2, 0x00069002, rendering),
        (2, 0x00018010, name.encode("cp1252") + b"\0"),
        (2, 0x0006800F, content),
    ]
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", sum(data) % 65536)
        for level, tag, data in attributes
    )


def invitation(letter: Letter) -> str:
    """The calendar part of an invitation."""
    meeting = letter.event
    if meeting is None:
        raise ValueError(f"{letter.key} is an invitation without an event")
    start = _start(letter.sent_at, meeting)
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Example//Calendar//EN",
        "VERSION:2.0",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"UID:{letter.token}@calendar.example.net",
        f"DTSTAMP:{_stamp(letter.sent_at)}",
        f"DTSTART:{_stamp(start)}",
        f"DTEND:{_stamp(start + timedelta(minutes=meeting.minutes))}",
        f"SUMMARY:{meeting.summary}",
        f"LOCATION:{meeting.place.replace(',', chr(92) + ',')}",
        f"ORGANIZER;CN={letter.sender.name}:mailto:{letter.sender.address}",
        *(f"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{person.address}" for person in letter.to),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def _answered(letter: Letter) -> Letter:
    if letter.answers is None:
        raise ValueError(f"{letter.key} reports on no mail")
    return letter.answers


def _report(kind: str, parts: list[tuple[str, bytes]]) -> bytes:
    return _multipart(f"report; report-type={kind}", parts)


def _multipart(subtype: str, parts: list[tuple[str, bytes]]) -> bytes:
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/{subtype}; boundary="{BOUNDARY}"\r\n\r\n'
    body = b"".join(
        f"--{BOUNDARY}\r\nContent-Type: {kind}\r\n\r\n".encode() + content + b"\r\n" for kind, content in parts
    )
    return head.encode() + body + f"--{BOUNDARY}--\r\n".encode()


def _start(sent_at: datetime, meeting: Meeting) -> datetime:
    day = sent_at.date() + timedelta(days=meeting.days)
    return datetime.combine(day, time(meeting.hour), sent_at.tzinfo)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
