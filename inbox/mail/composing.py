"""Writing a mail: headers that nothing typed or received can break out of, plain text, and the same as simple HTML."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from inbox.mail.parsed import Address
from inbox.mail.parsing import AUTOMATIC_MARKER
from inbox.mail.text import one_line, storable

_ID = re.compile(r"<[!-;=?-~]+>")
_SENDABLE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_LONGEST_QUOTE = 20_000
_MOST_REFERENCES = 20
_AUTOMATIC = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"), (AUTOMATIC_MARKER, "yes"))
_QUOTE_STYLE = "margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex"


@dataclass(frozen=True, slots=True)
class Outline:
    """All that a reply says."""

    message_id: str
    sender: Address
    to: Sequence[Address]
    cc: Sequence[Address]
    subject: str
    at: datetime
    in_reply_to: str
    references: Sequence[str]
    text: str
    signature: str
    attribution: str
    """The line that says who wrote what is quoted below; empty when nothing is."""
    quoted: str
    is_automatic: bool = False
    """Whether nobody wrote it: it says so, and asks machines not to answer."""


def can_be_written_to(address: str) -> bool:
    """Whether an address is one that mail can be sent to."""
    return _SENDABLE.fullmatch(address) is not None


def is_id(message_id: str) -> bool:
    """Whether a Message-ID may stand in a header."""
    return _ID.fullmatch(message_id) is not None


def compose(outline: Outline) -> bytes:
    """The mail as bytes: the same ones for the same outline."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _mailbox(outline.sender)
    mail["To"] = [_mailbox(one) for one in outline.to]
    if outline.cc:
        mail["Cc"] = [_mailbox(one) for one in outline.cc]
    mail["Subject"] = one_line(outline.subject)
    mail["Date"] = format_datetime(outline.at)
    for name, value in _AUTOMATIC if outline.is_automatic else ():
        mail[name] = value
    mail.set_content(_plain(outline), charset="utf-8", cte="base64")
    mail.add_alternative(_page(outline), subtype="html", charset="utf-8", cte="base64")
    mail.set_boundary(hashlib.sha256(outline.message_id.encode()).hexdigest()[:32])
    return _ids(outline) + mail.as_bytes()


def _mailbox(one: Address) -> Mailbox:
    local, _, domain = one.address.rpartition("@")
    return Mailbox(display_name=one_line(one.name), username=local, domain=domain)


def _ids(outline: Outline) -> bytes:
    """The headers that hold Message-IDs, folded by hand: Python's library would encode long ones beyond recognition."""
    known = [one for one in outline.references if is_id(one)]
    chain = known if len(known) <= _MOST_REFERENCES else [known[0], *known[1 - _MOST_REFERENCES :]]
    lines = [f"Message-ID: {outline.message_id}"]
    if is_id(outline.in_reply_to):
        lines.append(f"In-Reply-To: {outline.in_reply_to}")
    if chain:
        lines.append("References: " + "\r\n ".join(chain))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _plain(outline: Outline) -> str:
    parts = [storable(outline.text).strip()]
    if outline.signature.strip():
        parts.append("-- \n" + storable(outline.signature).strip())
    if outline.attribution:
        quoted = (f"> {line}".rstrip() for line in _quoted(outline).splitlines())
        parts.append("\n".join([outline.attribution, *quoted]))
    return "\n\n".join(parts) + "\n"


def _page(outline: Outline) -> str:
    parts = [f"<div>{_lines(storable(outline.text).strip())}</div>"]
    if outline.signature.strip():
        signature = _lines(storable(outline.signature).strip())
        parts.append(f'<div class="gmail_signature">-- <br>{signature}</div>')
    if outline.attribution:
        quote = f'<blockquote class="gmail_quote" style="{_QUOTE_STYLE}">{_lines(_quoted(outline))}</blockquote>'
        parts.append(f'<div class="gmail_quote"><div>{_lines(outline.attribution)}</div>{quote}</div>')
    return "<br>\n".join(parts) + "\n"


def _quoted(outline: Outline) -> str:
    return storable(outline.quoted).strip()[:_LONGEST_QUOTE]


def _lines(text: str) -> str:
    return "<br>\n".join(html.escape(text).splitlines())
