"""The mailbox as the page shows it: labels, rows of the list, a conversation with its messages."""

import html
import sqlite3
from datetime import datetime
from email.utils import getaddresses
from typing import Any

from simulator.google import accounts, identifiers, labels, messages, reading
from simulator.google.accounts import Account
from simulator.google.identifiers import hexadecimal
from simulator.google.labels import Label
from simulator.google.messages import Message
from simulator.host import content

HIDDEN = frozenset({"SPAM", "TRASH"})
LONGEST_LIST = 500


class NotThere(LookupError):
    """The page asked for something the mailbox does not hold."""


def label_list(connection: sqlite3.Connection, account: Account) -> list[dict[str, Any]]:
    """The labels with their counts of conversations."""
    unread = labels.keys(connection, account.key)["UNREAD"]
    return [label_row(connection, label, unread) for label in labels.everything(connection, account.key)]


def label_row(connection: sqlite3.Connection, label: Label, unread: int) -> dict[str, Any]:
    """One label as the column on the left shows it."""
    counts = labels.counts(connection, label, unread)
    return shown_label(label) | {"unread": counts["threadsUnread"], "total": counts["threadsTotal"]}


def shown_label(label: Label) -> dict[str, Any]:
    """A label with its colours."""
    return {
        "id": label.id,
        "name": label.name,
        "type": label.kind,
        "colour": label.background_color,
        "ink": label.text_color,
    }


def thread_list(
    connection: sqlite3.Connection, account: Account, *, label: str, query: str, limit: int, now: datetime
) -> dict[str, Any]:
    """A page of conversations, the newest first."""
    chosen = (label,) if label and label != "ALL" else ()
    wanted = reading.Query(q=query, label_ids=chosen, limit=min(limit, LONGEST_LIST))
    page = reading.threads(connection, account, wanted, now)
    known = {each.id: each for each in labels.everything(connection, account.key)}
    rows = [thread_row(connection, account, thread, known, hidden=label in HIDDEN) for thread in page.ids]
    return {"threads": rows, "more": page.next is not None, "historyId": str(account.history_id)}


def thread_row(
    connection: sqlite3.Connection, account: Account, thread: int, known: dict[str, Label], *, hidden: bool
) -> dict[str, Any]:
    """One conversation as a row of the list."""
    found = messages.of_thread(connection, account, thread)
    shown = [message for message in found if hidden or not message.labels & HIDDEN] or found
    words = {message.id: words_of(connection, message) for message in shown}
    last = shown[-1]
    return {
        "id": hexadecimal(thread),
        "subject": words[shown[0].id]["subject"],
        "people": people(connection, account, [words[message.id]["sender"] for message in shown]),
        "count": len(shown),
        "snippet": html.unescape(last.snippet),
        "date": last.internal_date,
        "unread": any("UNREAD" in message.labels for message in shown),
        "attachments": any(words[message.id]["has_attachment"] for message in shown),
        "labels": carried(shown, known),
    }


def words_of(connection: sqlite3.Connection, message: Message) -> sqlite3.Row:
    """Subject and sender of a message, without reading the mail itself."""
    row = connection.execute(
        "SELECT subject, sender, has_attachment FROM words JOIN messages ON messages.id = words.rowid"
        " WHERE words.rowid = ?",
        (message.id,),
    ).fetchone()
    assert isinstance(row, sqlite3.Row)
    return row


def people(connection: sqlite3.Connection, account: Account, senders: list[str]) -> list[str]:
    """Who wrote, each once, ourselves as "me"."""
    own = {address.casefold() for address in accounts.addresses(connection, account)}
    names = ["me" if address.casefold() in own else name or address for name, address in getaddresses(senders)]
    return list(dict.fromkeys(names))


def carried(shown: list[Message], known: dict[str, Label]) -> list[dict[str, Any]]:
    """The labels people made that stand on any of the messages."""
    ids = {label_id for message in shown for label_id in message.labels}
    return [shown_label(label) for label in known.values() if label.id in ids and label.kind == "user"]


def thread(connection: sqlite3.Connection, account: Account, thread_id: str) -> dict[str, Any]:
    """A conversation with all its messages, the oldest first."""
    found = thread_messages(connection, account, thread_id)
    known = {each.id: each for each in labels.everything(connection, account.key)}
    shown = [content.summary(message, messages.raw_of(connection, message)) for message in found]
    return {
        "id": thread_id,
        "subject": shown[0]["subject"],
        "labels": carried(found, known),
        "inbox": any("INBOX" in message.labels for message in found),
        "ownAddresses": list(accounts.addresses(connection, account)),
        "messages": shown,
    }


def thread_messages(connection: sqlite3.Connection, account: Account, thread_id: str) -> list[Message]:
    """The messages of a thread; NotThere when the mailbox has no such thread."""
    number = identifiers.parse(thread_id)
    found = messages.of_thread(connection, account, number) if number is not None else []
    if not found:
        raise NotThere("This conversation is no longer here")
    return found


def message(connection: sqlite3.Connection, account: Account, message_id: str) -> Message:
    """A message by its API id; NotThere when the mailbox has no such message."""
    number = identifiers.parse(message_id)
    found = messages.find(connection, account, number) if number is not None else None
    if found is None:
        raise NotThere("This message is no longer here")
    return found


def relabel(
    connection: sqlite3.Connection, account: Account, thread_id: str, *, add: list[str], remove: list[str]
) -> None:
    """What archiving, deleting, reading and labelling a conversation do to its messages."""
    found = thread_messages(connection, account, thread_id)
    unknown = {*add, *remove} - labels.keys(connection, account.key).keys()
    if unknown or {*add, *remove} & labels.IMMUTABLE:
        raise NotThere("There is no such label to set")
    # only what was received can be unread
    last = next((each for each in reversed(found) if "SENT" not in each.labels), found[-1])
    for each in found:
        wanted = [label for label in add if label != "UNREAD" or each == last]
        messages.relabel(connection, account, each, add=wanted, remove=remove)
