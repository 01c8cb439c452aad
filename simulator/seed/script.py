"""How the seed's mails are written down: the shape of the files in `mails/`, checked on reading."""

from collections.abc import Iterator
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

Form = Literal[
    "usual", "html", "bounce", "receipt", "invite", "mislabelled", "winmail", "forward-inline", "forward-attached"
]


class Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Original(Written):
    """The mail inside a forwarded mail, `earlier` than the forwarding."""

    sender: str = Field(alias="from")
    subject: str
    earlier: str
    text: str


class Meeting(Written):
    """A calendar invitation: so many days after the mail, at that hour."""

    summary: str
    days: int
    hour: int
    minutes: int
    place: str


class Line(Written):
    """One mail of a thread; what is left out follows from the mail before it."""

    sender: str = Field(alias="from")
    text: str = ""
    html: str = ""
    after: str = ""  # working time since the mail before
    subject: str | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    own: bool = False  # a member of staff writes from the own address, not from the mailbox's
    reply_to: int | None = None  # which mail of the thread is answered; else the one before
    quote: bool = True
    attach: tuple[str, ...] = ()
    headers: dict[str, str] = {}
    form: Form = "usual"
    charset: str = "utf-8"  # for `mislabelled`: how the bytes are written
    label: str = "utf-8"  # and what the header claims
    original: Original | None = None
    event: Meeting | None = None


class Thread(Written):
    """Mails under one subject, the first of them `ago` in working time."""

    key: str = Field(alias="thread")
    mailbox: str
    ago: str
    subject: str
    spam: bool = False
    categories: tuple[str, ...] = ()  # that people put on by hand, at Microsoft
    mails: tuple[Line, ...]


def threads() -> Iterator[Thread]:
    """Every thread of every file, in the order of the files' names."""
    folder = resources.files("simulator.seed.mails")
    for entry in sorted(folder.iterdir(), key=lambda file: file.name):
        if entry.name.endswith(".yml"):
            for thread in yaml.safe_load(entry.read_text(encoding="utf-8")):
                yield Thread.model_validate(thread)
