"""The simulated Microsoft as one object: what seed, demonstration and measurements work with, beside a running one."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from simulator.config import Config, Microsoft, Tenant
from simulator.google.calls import CallLog
from simulator.google.delivery import Arrival
from simulator.google.faults import Faults
from simulator.google.timing import Clock
from simulator.microsoft import accounts, people
from simulator.microsoft.accounts import Account
from simulator.microsoft.world import open_world

# Where Exchange lays what Gmail labels, the first that fits.
FOLDERS = {
    "TRASH": "deleteditems",
    "SPAM": "junkemail",
    "DRAFT": "drafts",
    "SENT": "sentitems",
    "INBOX": "inbox",
}
# What else Gmail keeps as labels and Exchange does not keep as categories.
STATES = ("UNREAD", "STARRED", "IMPORTANT")


class Store:
    """One state file, named by that of Google it lies beside; several processes may use it at once."""

    def __init__(
        self, state: Path, *, clock: Callable[[], datetime] | None = None, tenant: Tenant | None = None
    ) -> None:
        chosen = Microsoft(tenants=(tenant or Tenant(),))
        config = Config(state=state, public_url="", microsoft=chosen)
        self.world = open_world(config, clock or Clock(), Faults(), CallLog())

    def close(self) -> None:
        """Let go of the file."""
        self.world.store.close()

    def add_account(self, email: str, name: str, *, purpose: str = "shared", members: Iterable[str] = ()) -> Account:
        """Open a mailbox; an existing one stays as it is. Members may open it too."""
        tenant = self.world.config.microsoft.tenants[0].id
        with self.world.store.writing() as connection:
            account = accounts.add(connection, email, name, tenant=tenant, purpose=purpose)
            for member in members:
                accounts.let_in(connection, account, accounts.get(connection, member))
        return account

    def accounts(self) -> list[Account]:
        """All accounts, in the order they were opened."""
        with self.world.store.reading() as connection:
            return accounts.everyone(connection)

    def deliver_many(self, email: str, arrivals: Iterable[Arrival]) -> list[dict[str, str]]:
        """Let mails arrive that are labelled as in Gmail; gives their ids of both kinds."""
        return people.deliver_many(self.world, email, [laid(each) for each in arrivals])

    def messages(self, email: str) -> list[dict[str, Any]]:
        """Every message of a mailbox in few words."""
        return people.everything(self.world, email)


def laid(arrival: Arrival) -> people.Arrival:
    """A mail with Gmail's labels as Exchange files it."""
    folder = next((name for label, name in FOLDERS.items() if label in arrival.labels), "archive")
    return people.Arrival(
        arrival.raw,
        arrival.received_at,
        folder,
        is_read="UNREAD" not in arrival.labels,
        categories=[name for name in arrival.labels if name not in FOLDERS and name not in STATES],
    )
