"""Messages, threads, labels and history as the API's resources, and pages of them."""

import sqlite3
from collections.abc import Collection
from typing import Any

from simulator.google import history, labels, messages, payload
from simulator.google.accounts import Account
from simulator.google.history import Change
from simulator.google.identifiers import hexadecimal
from simulator.google.labels import Label
from simulator.google.messages import Message
from simulator.google.reading import Page

# Where a record of the history keeps each kind of change.
PLACES = {
    history.ADDED: "messagesAdded",
    history.DELETED: "messagesDeleted",
    history.LABELS_ADDED: "labelsAdded",
    history.LABELS_REMOVED: "labelsRemoved",
}


def message(
    connection: sqlite3.Connection, found: Message, style: str, headers: Collection[str] = ()
) -> dict[str, Any]:
    """A message in one of the four formats."""
    raw = messages.raw_of(connection, found) if style != "minimal" else None
    return payload.resource(found, raw, style, headers)


def reference(found: Message) -> dict[str, Any]:
    """A message by its ids and labels, as changes answer it."""
    return short(found.id, found.thread, found.labels)


def short(number: int, thread: int, label_ids: Collection[str] = ()) -> dict[str, Any]:
    """A message by its ids, and its labels where it has some."""
    ids = {"id": hexadecimal(number), "threadId": hexadecimal(thread)}
    return ids | ({"labelIds": labels.in_order(label_ids)} if label_ids else {})


def message_page(connection: sqlite3.Connection, account: Account, page: Page) -> dict[str, Any]:
    """A page of messages by their ids."""
    threads = messages.threads_of(connection, account, page.ids)
    listed = [short(each, threads[each]) for each in page.ids]
    return paged("messages", listed, page)


def thread(
    connection: sqlite3.Connection, account: Account, number: int, style: str, headers: Collection[str] = ()
) -> dict[str, Any] | None:
    """A thread with its messages, or nothing when it has none."""
    found = messages.of_thread(connection, account, number)
    if not found:
        return None
    return {
        "id": hexadecimal(number),
        "historyId": str(max(each.history_id for each in found)),
        "messages": [message(connection, each, style, headers) for each in found],
    }


def thread_page(connection: sqlite3.Connection, account: Account, page: Page) -> dict[str, Any]:
    """A page of threads, each with the beginning of its newest message."""
    listed = []
    for number in page.ids:
        found = messages.of_thread(connection, account, number)
        newest_change = max(each.history_id for each in found)
        listed.append({"id": hexadecimal(number), "snippet": found[-1].snippet, "historyId": str(newest_change)})
    return paged("threads", listed, page)


def paged(name: str, listed: list[dict[str, Any]], page: Page) -> dict[str, Any]:
    """A list that is left out when empty, its estimate, and the way on."""
    return (
        ({name: listed} if listed else {})
        | ({"nextPageToken": page.next} if page.next else {})
        | {"resultSizeEstimate": page.estimate}
    )


def label(connection: sqlite3.Connection, account: Account, found: Label, *, counted: bool) -> dict[str, Any]:
    """A label, with how much it is on when that is asked."""
    shown: dict[str, Any] = {"id": found.id, "name": found.name, "type": found.kind}
    if found.message_visibility:
        shown["messageListVisibility"] = found.message_visibility
    if found.list_visibility:
        shown["labelListVisibility"] = found.list_visibility
    if found.text_color:
        shown["color"] = {"textColor": found.text_color, "backgroundColor": found.background_color}
    unread = labels.keys(connection, account.key)["UNREAD"]
    return shown | (labels.counts(connection, found, unread) if counted else {})


def change(record: Change) -> dict[str, Any]:
    """A record of the history."""
    detail: dict[str, Any] = {"message": short(record.message, record.thread, record.labels)}
    if record.changed:
        detail["labelIds"] = labels.in_order(record.changed)
    return {"id": str(record.id), "messages": [short(record.message, record.thread)], PLACES[record.kind]: [detail]}
