"""Threads of a mailbox in which it is a patient's turn to write: who writes, and which mail is answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from random import Random
from typing import Any

from simulator.google.store import Store
from simulator.seed.letter import Letter
from simulator.seed.people import Person

NEWEST = 60
LONGEST = 8
PATIENCE = timedelta(days=1)
FRESH = timedelta(hours=1)
PATIENTS_AT = ("example.com", "example.net")
MACHINE_SIGNS = ("Auto-Submitted", "List-Id", "List-Unsubscribe", "Precedence")

Entry = dict[str, Any]


@dataclass(frozen=True)
class Waiting:
    """A patient and the last mail of a thread with them, in which mailbox, and whether the clinic wrote it."""

    mailbox: Person
    patient: Person
    last: Letter
    answered: bool


def find(store: Store, mailboxes: Iterable[Person], now: datetime, chance: Random) -> Waiting | None:
    """A thread in which a patient may write next, those that the clinic has just answered first."""
    threads = [(mailbox, thread) for mailbox in mailboxes for thread in _turns(store, mailbox.address, now)]
    chance.shuffle(threads)
    threads.sort(key=lambda entry: not (_is_ours(entry[1][-1]) and _age(entry[1][-1], now) < FRESH))
    for mailbox, thread in threads:
        arrived = [entry for entry in thread if not _is_ours(entry)]
        patient = _patient(_parsed(store.raw(mailbox.address, arrived[-1]["id"])))
        if patient is not None:
            last = _letter(_parsed(store.raw(mailbox.address, thread[-1]["id"])))
            return Waiting(mailbox, patient, last, _is_ours(thread[-1]))
    return None


def _turns(store: Store, mailbox: str, now: datetime) -> Iterator[list[Entry]]:
    """The newest threads that the clinic has answered last, or has left unanswered for long."""
    for listed in store.threads(mailbox, label_ids=("INBOX",), limit=NEWEST).get("threads", []):
        thread = store.thread(mailbox, listed["id"], style="minimal")["messages"]
        forgotten = not any(map(_is_ours, thread)) and _age(thread[-1], now) > PATIENCE
        if len(thread) <= LONGEST and not all(map(_is_ours, thread)) and (_is_ours(thread[-1]) or forgotten):
            yield thread


def _is_ours(entry: Entry) -> bool:
    return "SENT" in entry["labelIds"]


def _age(entry: Entry, now: datetime) -> timedelta:
    return now - datetime.fromtimestamp(int(entry["internalDate"]) / 1000, UTC)


def _patient(mail: EmailMessage) -> Person | None:
    """Who wrote; nobody where a machine or an organization did."""
    name, address = parseaddr(str(mail["From"]))
    if address.partition("@")[2] not in PATIENTS_AT or any(sign in mail for sign in MACHINE_SIGNS):
        return None
    return Person(name=name or address, address=address.lower())


def _parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def _letter(mail: EmailMessage) -> Letter:
    """The mail as far as an answer quotes it."""
    body = mail.get_body(("plain",))
    name, address = parseaddr(str(mail["From"]))
    to_name, to_address = parseaddr(str(mail["To"]))
    return Letter(
        key="",
        sender=Person(name=name or address, address=address),
        to=(Person(name=to_name or to_address, address=to_address),),
        subject=str(mail["Subject"] or ""),
        sent_at=mail["Date"].datetime,
        text=str(body.get_content()).rstrip().replace("\r\n", "\n") if body is not None else "",
        known_id=str(mail["Message-ID"]),
        known_references=tuple(str(mail["References"] or "").split()),
    )
