"""A mail before it becomes bytes: who writes what to whom, when, and in answer to what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from simulator.seed.people import Person
from simulator.seed.script import Form, Meeting

PREFIX = re.compile(r"^\s*((re|aw|rv|sv)\s*:\s*)+", re.IGNORECASE)
ANSWER = {("outlook", "de"): "AW: ", ("webmail", "de"): "AW: ", ("outlook", "es"): "RE: ", ("outlook", "en"): "RE: "}


@dataclass(frozen=True)
class Letter:
    key: str  # thread and number: it names the mail whatever the day
    sender: Person
    to: tuple[Person, ...]
    subject: str
    sent_at: datetime
    text: str
    cc: tuple[Person, ...] = ()
    answers: "Letter | None" = None
    quotes: bool = True
    inside: "Letter | None" = None  # the mail that this one forwards
    html: str = ""
    attachments: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Form = "usual"
    charset: str = "utf-8"
    label: str = "utf-8"
    event: Meeting | None = None
    known_id: str = ""  # of a mail that was not written here, but is answered here
    known_references: tuple[str, ...] = ()

    @property
    def message_id(self) -> str:
        """Unlike from mail to mail, alike from day to day, so that filling twice gives the same mails."""
        return self.known_id or f"<{self.token}@{self.sender.address.partition('@')[2]}>"

    @property
    def token(self) -> str:
        return sha256(self.key.encode()).hexdigest()[:24]

    @property
    def references(self) -> tuple[str, ...]:
        """The ids of the mails this one goes back to, oldest first."""
        if self.answers is None:
            return self.known_references
        return (*self.answers.references, self.answers.message_id)

    @property
    def signature(self) -> str:
        if self.sender.team:
            own_name = self.sender.name.partition(" - ")[0]
            return f"-- \n{own_name}\n{self.sender.team} · Harbour Street Clinic · 555-0100"
        return self.sender.signature


def answering_subject(sender: Person, subject: str) -> str:
    """The subject of an answer, with the prefix that the sender's program puts before it."""
    return ANSWER.get((sender.mailer, sender.language), "Re: ") + PREFIX.sub("", subject)
