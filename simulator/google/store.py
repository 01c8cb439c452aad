"""The simulated Google as one object: what seed, host page, command line and measurements work with."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from simulator.google import (
    accounts,
    consents,
    delivery,
    history,
    keys,
    labels,
    messages,
    payload,
    reading,
    resources,
    service_accounts,
    tokens,
)
from simulator.google.accounts import Account
from simulator.google.database import Database
from simulator.google.delivery import ARRIVING, Arrival
from simulator.google.identifiers import for_event, hexadecimal
from simulator.google.messages import Message
from simulator.google.reading import Query
from simulator.google.timing import Clock
from simulator.google.tokens import AddonTokens

__all__ = ["Account", "AddonTokens", "Arrival", "Store"]


class Store:
    """One state file. Several processes may use it at once; all ids given out are Gmail API ids (hex)."""

    def __init__(self, path: Path | str, *, clock: Callable[[], datetime] | None = None) -> None:
        self.database = Database(Path(path))
        self.clock = clock or Clock()
        with self.writing() as connection:
            if not keys.published(connection):
                keys.rotate(connection, now=self.clock())

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A steady view, for the functions of the modules beside this one."""
        return self.database.reading()

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction, for the functions of the modules beside this one."""
        return self.database.writing()

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    def add_account(self, email: str, name: str) -> Account:
        """Open a mailbox; an existing one stays as it is."""
        with self.writing() as connection:
            return accounts.add(connection, email, name)

    def add_alias(self, email: str, alias: str, name: str) -> None:
        """Let an account send as, and receive for, another address."""
        with self.writing() as connection:
            accounts.add_alias(connection, accounts.get(connection, email), alias, name)

    def account(self, email: str) -> Account:
        """The account of an address; UnknownMailbox where there is none."""
        with self.reading() as connection:
            return accounts.get(connection, email)

    def accounts(self) -> list[Account]:
        """All accounts, in the order they were opened."""
        with self.reading() as connection:
            return accounts.everyone(connection)

    def deliver(
        self,
        email: str,
        raw: bytes,
        *,
        received_at: datetime,
        labels: Iterable[str] = ARRIVING,
        thread: bool = True,
    ) -> tuple[str, str]:
        """Let one mail arrive and give its message id and thread id; thread=False starts a thread anyway."""
        arrival = Arrival(raw, received_at, tuple(labels))
        return self.deliver_many(email, [arrival], thread=thread)[0]

    def deliver_many(self, email: str, arrivals: Iterable[Arrival], *, thread: bool = True) -> list[tuple[str, str]]:
        """Let many mails arrive in one transaction, in the order given."""
        now = self.clock()
        with self.writing() as connection:
            account = accounts.get(connection, email)
            stored = [delivery.arrive(connection, account, arrival, now=now, thread=thread) for arrival in arrivals]
        return [(hexadecimal(message.id), hexadecimal(message.thread)) for message in stored]

    def expire_history(self, email: str) -> None:
        """Forget the history of a mailbox: every older startHistoryId answers 404 from now on."""
        with self.writing() as connection:
            history.expire(connection, accounts.get(connection, email))

    def add_label(self, email: str, name: str) -> str:
        """Make a label and give its id; one of this name is given as it is."""
        with self.writing() as connection:
            account = accounts.get(connection, email)
            existing = labels.find_by_name(connection, account.key, name)
            return existing.id if existing else labels.create(connection, account.key, name, {})

    def labels(self, email: str) -> list[dict[str, Any]]:
        """The labels of a mailbox as the API shows them, with how much each is on."""
        with self.reading() as connection:
            account = accounts.get(connection, email)
            every = labels.everything(connection, account.key)
            return [resources.label(connection, account, label, counted=True) for label in every]

    def modify(
        self, email: str, message_ids: Iterable[str], *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> None:
        """Put labels on messages and take labels off, as a person in Gmail does."""
        put_on, taken_off = list(add), list(remove)
        with self.writing() as connection:
            account = accounts.get(connection, email)
            for each in message_ids:
                message = found(connection, account, each)
                messages.relabel(connection, account, message, add=put_on, remove=taken_off)

    def threads(
        self,
        email: str,
        *,
        q: str = "",
        label_ids: Iterable[str] = ("INBOX",),
        limit: int = 50,
        page_token: str | None = None,
    ) -> dict[str, Any]:
        """A page of threads, newest first, as users.threads.list answers it."""
        query = Query(q, tuple(label_ids), limit=limit, page_token=page_token)
        with self.reading() as connection:
            account = accounts.get(connection, email)
            page = reading.threads(connection, account, query, self.clock())
            return resources.thread_page(connection, account, page)

    def thread(self, email: str, thread_id: str, style: str = "full") -> dict[str, Any]:
        """A thread with its messages; style is minimal, metadata, full or raw."""
        with self.reading() as connection:
            account = accounts.get(connection, email)
            thread = resources.thread(connection, account, int(thread_id, 16), style)
        if thread is None:
            raise LookupError(f"{email} has no thread {thread_id}")
        return thread

    def message(self, email: str, message_id: str, style: str = "full") -> dict[str, Any]:
        """A message; style is minimal, metadata, full or raw."""
        with self.reading() as connection:
            message = found(connection, accounts.get(connection, email), message_id)
            return resources.message(connection, message, style)

    def raw(self, email: str, message_id: str) -> bytes:
        """The bytes of a message."""
        with self.reading() as connection:
            message = found(connection, accounts.get(connection, email), message_id)
            return messages.raw_of(connection, message)

    def attachment(self, email: str, message_id: str, attachment_id: str) -> bytes:
        """The content of an attachment that a full message or thread named."""
        content = payload.attachment(self.raw(email, message_id), attachment_id)
        if content is None:
            raise LookupError(f"Message {message_id} has no attachment {attachment_id}")
        return content

    def event_ids(self, email: str, message_id: str) -> tuple[str, str]:
        """Message id and thread id as an add-on's event carries them."""
        with self.reading() as connection:
            account = accounts.get(connection, email)
            message = found(connection, account, message_id)
            first = messages.of_thread(connection, account, message.thread)[0]
        return (
            for_event(message.id, self_authored=message.self_authored, kind="msg"),
            for_event(message.thread, self_authored=first.self_authored, kind="thread"),
        )

    def add_service_account(self, email: str, *, scopes: Iterable[str], token_uri: str) -> dict[str, str]:
        """A service account with domain-wide delegation for the scopes; gives its key file."""
        with self.writing() as connection:
            account = service_accounts.add(connection, email, scopes)
        return service_accounts.key_file(account, token_uri)

    def add_oauth_client(self, client_id: str, secret: str, redirects: Iterable[str] = ()) -> None:
        """Make an OAuth client known, and where people who sign in come back to it."""
        with self.writing() as connection:
            consents.add_client(connection, client_id, secret)
            consents.allow_redirects(connection, client_id, redirects)

    def add_oauth_user(self, client_id: str, email: str, scopes: Iterable[str]) -> str:
        """Let a client into a person's mailbox; gives the refresh token."""
        with self.writing() as connection:
            return consents.consent(connection, client_id, accounts.get(connection, email).email, scopes)

    def revoke(self, email: str) -> None:
        """Take back every consent of a person: refreshing answers invalid_grant from now on."""
        with self.writing() as connection:
            consents.withdraw(connection, email)

    def mint_access_token(self, email: str, scopes: Iterable[str]) -> str:
        """An access token out of thin air."""
        with self.writing() as connection:
            account = accounts.get(connection, email)
            return tokens.issue(connection, account.email, scopes, granted_to="minted", now=self.clock())

    def mint_addon_tokens(self, email: str, message_id: str | None, scopes: Iterable[str]) -> AddonTokens:
        """The tokens an add-on's event carries for a person with a message open, or none."""
        user_token = self.mint_access_token(email, scopes)
        if message_id is None:
            return AddonTokens(user_token, "")
        with self.writing() as connection:
            account = accounts.get(connection, email)
            message = found(connection, account, message_id)
            opened = tokens.issue_for_message(connection, account, message.id, now=self.clock())
        return AddonTokens(user_token, opened)

    def id_token(self, claims: Mapping[str, Any], *, key_id: str | None = None) -> str:
        """A token signed by Google; iss, iat and exp are filled in where the claims leave them out."""
        with self.reading() as connection:
            return tokens.id_token(connection, claims, now=self.clock(), key_id=key_id)


def found(connection: sqlite3.Connection, account: Account, message_id: str) -> Message:
    """The message of an API id; LookupError where there is none."""
    message = messages.find(connection, account, int(message_id, 16))
    if message is None:
        raise LookupError(f"{account.email} has no message {message_id}")
    return message
