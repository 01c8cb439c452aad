"""Mail that arrives in a mailbox from outside."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from simulator.google import grouping, messages
from simulator.google.accounts import Account
from simulator.google.mail import read
from simulator.google.timing import milliseconds

ARRIVING = ("INBOX", "UNREAD")


@dataclass(frozen=True)
class Arrival:
    """A mail to deliver, and when Gmail received it."""

    raw: bytes
    received_at: datetime
    labels: tuple[str, ...] = ARRIVING


def arrive(
    connection: sqlite3.Connection, account: Account, arrival: Arrival, *, now: datetime, thread: bool = True
) -> messages.Message:
    """File a mail in the thread Gmail would choose, or in one of its own."""
    mail = read(arrival.raw)
    return messages.add(
        connection,
        account,
        arrival.raw,
        internal_date=milliseconds(arrival.received_at),
        label_ids=arrival.labels,
        added_at=milliseconds(now),
        mail=mail,
        thread=grouping.thread_of_arrival(connection, account.key, mail) if thread else None,
    )
