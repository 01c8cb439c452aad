"""Opening the clinic's mail accounts and laying the seed's mails into them."""

from datetime import datetime
from pathlib import Path

from simulator.config import Tenant
from simulator.google.store import Arrival, Store
from simulator.microsoft.store import Store as Microsoft
from simulator.seed import threads
from simulator.seed.people import Person, everybody


def fill(store: Store, now: datetime, microsoft: Microsoft | None = None) -> int:
    """Give the clinic its mailboxes, its staff their accounts, and all of them their mail; tell how many mails that is.

    An account that holds mail already stays as it is, so filling twice changes nothing. Without a Microsoft the
    mailboxes there are left out.
    """
    open_accounts(store, microsoft)
    elsewhere = {each.address for each in everybody().shared_at("microsoft").values()}
    laid = 0
    for address, arrivals in _arrivals(now).items():
        if address not in elsewhere:
            laid += _fill_account(store, address, arrivals)
        elif microsoft is not None and not microsoft.messages(address):
            laid += len(microsoft.deliver_many(address, arrivals))
    return laid


def open_accounts(store: Store, microsoft: Microsoft | None = None) -> None:
    """Give the clinic its mailboxes and its staff their accounts, empty."""
    for person in _at_google():
        store.add_account(person.address, person.name)
    if microsoft is not None:
        _open_at_microsoft(microsoft)


def microsoft_beside(state: Path) -> Microsoft:
    """The clinic's Microsoft 365, beside the state file of its Google."""
    clinic = everybody().clinic
    return Microsoft(state, tenant=Tenant(clinic.tenant, clinic.domain, clinic.name))


def _at_google() -> list[Person]:
    """Whoever has a mail account there; the staff have their own one there, too."""
    people = everybody()
    return [*people.shared_at("google").values(), *people.staff.values()]


def _open_at_microsoft(microsoft: Microsoft) -> None:
    """Everybody of the staff is known there; those who work with the mailboxes come first."""
    people = everybody()
    shared = people.shared_at("microsoft").values()
    busy = [name for each in shared for name in each.members]
    for name in dict.fromkeys([*busy, *people.staff]):
        microsoft.add_account(people.staff[name].address, people.staff[name].name, purpose="user")
    for each in shared:
        members = [people.staff[name].address for name in each.members]
        microsoft.add_account(each.address, each.name, members=members)


def _arrivals(now: datetime) -> dict[str, list[Arrival]]:
    arrivals: dict[str, list[Arrival]] = {}
    for mail in sorted(threads.messages(now), key=lambda mail: mail.received_at):
        arrivals.setdefault(mail.mailbox, []).append(Arrival(mail.raw, mail.received_at, mail.labels))
    return arrivals


def _fill_account(store: Store, address: str, arrivals: list[Arrival]) -> int:
    if store.threads(address, label_ids=(), limit=1).get("threads"):
        return 0
    return len(store.deliver_many(address, arrivals))
