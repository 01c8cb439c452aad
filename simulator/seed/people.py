"""The invented people of the seed: mailboxes and staff of the clinic, and everybody outside who writes to them."""

from email.utils import formataddr, parseaddr
from functools import lru_cache
from importlib import resources
from typing import Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict

Mailer = Literal["gmail", "outlook", "apple", "thunderbird", "webmail", "system"]
Language = Literal["en", "de", "es"]
HouseOfMail = Literal["google", "microsoft"]


class Person(BaseModel):
    """Somebody with an address, and the habits of the program they write with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    address: str
    mailer: Mailer = "gmail"
    language: Language = "en"
    signature: str = ""
    team: str = ""
    lies_at: HouseOfMail = "google"
    members: tuple[str, ...] = ()
    """Who of the staff opens a mailbox at Microsoft."""

    @property
    def mail_name(self) -> str:
        return formataddr((self.name, self.address))


class House(BaseModel):
    """The clinic itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    domain: str
    time_zone: str
    tenant: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class People(BaseModel):
    """Everybody, by the short names that the threads use."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clinic: House
    mailboxes: dict[str, Person]
    staff: dict[str, Person]
    contacts: dict[str, Person]

    @property
    def accounts(self) -> dict[str, Person]:
        """Whoever has a mail account in the clinic: the shared mailboxes and every member of staff."""
        return self.mailboxes | self.staff

    def shared_at(self, house: HouseOfMail) -> dict[str, Person]:
        """The shared mailboxes that lie there."""
        return {key: each for key, each in self.mailboxes.items() if each.lies_at == house}

    def named(self, reference: str) -> Person:
        """The person behind a short name, or behind a written-out `Name <address>`."""
        known = self.accounts | self.contacts
        if reference in known:
            return known[reference]
        name, address = parseaddr(reference)
        if "@" not in address:
            raise KeyError(f"nobody in people.yml is called {reference!r}")
        return Person(name=name or address, address=address, mailer="system")


@lru_cache
def everybody() -> People:
    text = resources.files("simulator.seed").joinpath("people.yml").read_text(encoding="utf-8")
    return People.model_validate(yaml.safe_load(text))
