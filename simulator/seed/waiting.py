"""Threads of a mailbox in which it is a patient's turn to write: who writes, and which mail is answered."""

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

NEWEST = 40
LONGEST = 8
PATIENCE = timedelta(days=1)
PATIENTS_AT = ("example.com", "example.net")
MACHINE_SIGNS = ("Auto-Submitted", "List-Id", "List-Unsubscribe", "Precedence")


@dataclass(frozen=True)
class Waiting:
    """A patient's address and the last mail of the thread, with whether the clinic wrote it."""

    address: str
    name: str
    last: Letter
    answered: bool


def find(store: Store, mailbox: str, now: datetime, chance: Random) -> Waiting | None:
    """One of the mailbox's newest threads in which a patient may write next; nothing where there is none."""
    threads = store.threads(mailbox, label_ids=("INBOX",), limit=NEWEST).get("threads", [])
    for entry in chance.sample(threads, len(threads)):
        found = _waiting(store, mailbox, entry["id"], now)
        if found is not None:
            return found
    return None


def _waiting(store: Store, mailbox: str, thread_id: str, now: datetime) -> Waiting | None:
    entries = store.thread(mailbox, thread_id, format="minimal")["messages"]
    arrived = [entry for entry in entries if "SENT" not in entry["labelIds"]]
    if not arrived or len(entries) > LONGEST:
        return None
    name, address = _patient(_parsed(store.raw(mailbox, arrived[-1]["id"])))
    last = entries[-1]
    answered = "SENT" in last["labelIds"]
    forgotten = len(arrived) == len(entries) and now - _moment(last) > PATIENCE
    if not address or not (answered or forgotten):
        return None
    return Waiting(address, name, _letter(_parsed(store.raw(mailbox, last["id"]))), answered)


def _moment(entry: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(entry["internalDate"]) / 1000, UTC)


def _patient(mail: EmailMessage) -> tuple[str, str]:
    """Who wrote; nobody where a machine or an organization did."""
    name, address = parseaddr(str(mail["From"]))
    is_patient = address.partition("@")[2] in PATIENTS_AT and not any(sign in mail for sign in MACHINE_SIGNS)
    return (name, address.lower()) if is_patient else ("", "")


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
