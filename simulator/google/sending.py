"""Mail that leaves a mailbox: made fit to send, filed under SENT, brought to those who live here too."""

import re
import secrets
import sqlite3
from datetime import datetime
from email.utils import format_datetime, formataddr, getaddresses, parseaddr

from simulator.google import accounts, delivery, grouping, identifiers, mail, messages
from simulator.google.accounts import Account
from simulator.google.delivery import ARRIVING, Arrival
from simulator.google.errors import invalid_argument, not_found
from simulator.google.mail import Mail
from simulator.google.messages import Message
from simulator.google.timing import milliseconds

LARGEST = 36_700_160


def send(connection: sqlite3.Connection, account: Account, raw: bytes, *, thread: int | None, now: datetime) -> Message:
    """Send a mail from the account; thread says where it is filed when the mail itself does not."""
    raw = finished(connection, account, raw, now=now)
    recipients = recipients_of(connection, raw)
    labels = {"SENT", *(ARRIVING if account.email in recipients else ())}
    sent = add(connection, account, raw, labels=labels, thread=thread, now=now)
    copy = without_header(raw, "Bcc")
    for recipient in recipients.values():
        if recipient is not None and recipient.key != account.key:
            delivery.arrive(connection, recipient, Arrival(copy, now), now=now)
    return sent


def add(
    connection: sqlite3.Connection,
    account: Account,
    raw: bytes,
    *,
    labels: set[str],
    thread: int | None,
    now: datetime,
) -> Message:
    """File what somebody wrote in the mailbox itself."""
    facts = mail.read(raw)
    return messages.add(
        connection,
        account,
        raw,
        internal_date=milliseconds(now),
        label_ids=labels,
        added_at=milliseconds(now),
        mail=facts,
        thread=thread or grouping.thread_of_arrival(connection, account.key, facts),
        self_authored=True,
    )


def named_thread(connection: sqlite3.Connection, account: Account, text: str | None, facts: Mail) -> int | None:
    """The thread a caller names, when the mail may join it; else Gmail chooses."""
    if not text:
        return None
    thread = identifiers.parse(text)
    if thread is None:
        raise invalid_argument("Invalid thread_id value")
    if not messages.of_thread(connection, account, thread):
        raise not_found()
    return thread if grouping.may_join(connection, account.key, thread, facts) else None


def recipients_of(connection: sqlite3.Connection, raw: bytes) -> dict[str, Account | None]:
    """Every address the mail goes to, with the account behind it where it lives here."""
    message = mail.parsed(raw)
    # Addresses are told apart before anything is decoded: an encoded name may hold a comma.
    fields = [" ".join(str(message[name]).split()) for name in ("To", "Cc", "Bcc") if message.get(name)]
    addresses = [address for _, address in getaddresses(fields) if address]
    if not addresses:
        raise invalid_argument("Recipient address required")
    if wrong := [address for address in addresses if "@" not in address]:
        raise invalid_argument(f"Invalid To header: {wrong[0]}")
    found = {address: accounts.find(connection, address) for address in addresses}
    return {account.email if account else address: account for address, account in found.items()}


def finished(connection: sqlite3.Connection, account: Account, raw: bytes, *, now: datetime) -> bytes:
    """The mail with what Gmail adds, and from an address the account may use."""
    if len(raw) > LARGEST:
        raise invalid_argument("Message too large")
    message = mail.parsed(raw)
    own = {address.casefold() for address in accounts.addresses(connection, account)}
    if parseaddr(" ".join(str(message.get("From", "")).split()))[1].casefold() not in own:
        raw = with_header(without_header(raw, "From"), "From", formataddr((account.name, account.email)))
    if not message.get("Message-ID"):
        raw = with_header(raw, "Message-ID", f"<{secrets.token_urlsafe(24)}@mail.gmail.com>")
    if not message.get("Date"):
        raw = with_header(raw, "Date", format_datetime(now))
    return raw


def with_header(raw: bytes, name: str, value: str) -> bytes:
    """The mail with a header more, in the line ends it has."""
    end = b"\r\n" if b"\r\n" in raw[:2000] or b"\n" not in raw[:2000] else b"\n"
    return f"{name}: {value}".encode() + end + raw


def without_header(raw: bytes, name: str) -> bytes:
    """The mail without a header; what follows its head stays as it is."""
    match = re.search(rb"(\r?\n)\r?\n", raw)
    end = match.end(1) if match else len(raw)
    pattern = rb"(?im)^" + name.encode() + rb"[ \t]*:.*\n(?:[ \t].*\n)*"
    return re.sub(pattern, b"", raw[:end]) + raw[end:]
