"""Opening the clinic's mail accounts and laying the seed's mails into them."""

from datetime import datetime

from simulator.google.store import Arrival, Store
from simulator.seed import threads
from simulator.seed.people import everybody


def fill(store: Store, now: datetime) -> int:
    """Give the clinic its mailboxes, its staff their accounts, and all of them their mail; tell how many mails that is.

    An account that holds mail already stays as it is, so filling twice changes nothing.
    """
    open_accounts(store)
    return sum(_fill_account(store, address, arrivals) for address, arrivals in _arrivals(now).items())


def open_accounts(store: Store) -> None:
    """Give the clinic its mailboxes and its staff their accounts, empty."""
    for person in everybody().accounts.values():
        store.add_account(person.address, person.name)


def _arrivals(now: datetime) -> dict[str, list[Arrival]]:
    arrivals: dict[str, list[Arrival]] = {}
    for mail in sorted(threads.messages(now), key=lambda mail: mail.received_at):
        arrivals.setdefault(mail.mailbox, []).append(Arrival(mail.raw, mail.received_at, mail.labels))
    return arrivals


def _fill_account(store: Store, address: str, arrivals: list[Arrival]) -> int:
    if store.threads(address, label_ids=(), limit=1).get("threads"):
        return 0
    return len(store.deliver_many(address, arrivals))
