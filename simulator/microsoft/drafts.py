"""Drafts: begun from nothing or as an answer, changed, and sent."""

import base64
import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simulator.google.timing import milliseconds
from simulator.microsoft import (
    accounts,
    changes,
    conversations,
    folders,
    identifiers,
    messages,
    mime,
    properties,
    writing,
)
from simulator.microsoft.accounts import Account
from simulator.microsoft.errors import GraphError, bad_request
from simulator.microsoft.folders import Folder
from simulator.microsoft.messages import Filed, Message, moment_of


def begin(
    connection: sqlite3.Connection, account: Account, folder: Folder, fields: Mapping[str, Any], *, now: datetime
) -> Message:
    """A draft with these fields, or a mail that came in, where its flags say so."""
    values = properties.given(fields)
    raw = writing.fresh(account, fields, now=now, kept=properties.references(values))
    categories = fields.get("categories") or ()
    filed = Filed(now, is_draft=True, is_read=True, transported=False, categories=categories)
    if not properties.is_draft(values):
        raw = properties.with_headers(raw, values)
        is_transported = properties.TRANSPORTED in values
        at = properties.delivered_at(values, now)
        filed = Filed(at, is_read=True, transported=is_transported, categories=categories)
    return messages.add(connection, account, folder, raw, filed, now=now)


def answer(
    connection: sqlite3.Connection,
    account: Account,
    original: Message,
    fields: Mapping[str, Any],
    *,
    everybody: bool,
    now: datetime,
) -> Message:
    """A draft that answers a message: its sender, or everybody who had it."""
    facts = original.facts
    index = conversations.answered(original.conversation_index, milliseconds(now))
    references = f"{facts['references'] or facts['inReplyTo']} {original.internet_id}".strip()
    kept = {
        "In-Reply-To": original.internet_id, "References": references,
        "Thread-Index": base64.b64encode(index).decode(),
    }  # fmt: skip
    usual = recipients(facts, accounts.addresses(connection, account), everybody=everybody) | {
        "subject": writing.answer_subject(facts["subject"]),
        "body": writing.quoted(facts, moment_of(original.sent_at)),
    }
    return related(connection, account, original, usual | dict(fields), kept, index, now=now)


def forward(
    connection: sqlite3.Connection, account: Account, original: Message, fields: Mapping[str, Any], *, now: datetime
) -> Message:
    """A draft that passes a message on to somebody else."""
    index = conversations.answered(original.conversation_index, milliseconds(now))
    usual = {
        "subject": writing.answer_subject(original.facts["subject"], "FW"),
        "body": writing.quoted(original.facts, moment_of(original.sent_at)),
    }
    kept = {"References": original.internet_id, "Thread-Index": base64.b64encode(index).decode()}
    return related(connection, account, original, usual | dict(fields), kept, index, now=now)


def related(
    connection: sqlite3.Connection,
    account: Account,
    original: Message,
    fields: Mapping[str, Any],
    kept: Mapping[str, str],
    index: bytes,
    *,
    now: datetime,
) -> Message:
    folder = folders.well_known(connection, account.key, "drafts")
    filed = Filed(now, is_draft=True, is_read=True, transported=False, conversation=original.conversation,
                  conversation_index=index)  # fmt: skip
    raw = writing.fresh(account, fields, now=now, kept=kept)
    return messages.add(connection, account, folder, raw, filed, now=now)


def recipients(facts: Mapping[str, Any], own: set[str], *, everybody: bool) -> dict[str, list[Any]]:
    """Whom an answer goes to: those in Reply-To rather than the sender, and nobody twice or to oneself."""
    author = [facts["from"]] if facts["from"] else []
    is_own = bool(author) and address_of(author[0]) in own
    first = facts["toRecipients"] if is_own else facts["replyTo"] or author
    to = [*first, *(facts["toRecipients"] if everybody else [])]
    cc = facts["ccRecipients"] if everybody else []
    seen = set(own)
    chosen: dict[str, list[Any]] = {"toRecipients": [], "ccRecipients": []}
    for name, people in (("toRecipients", to), ("ccRecipients", cc)):
        for person in people:
            if address_of(person) not in seen:
                seen.add(address_of(person))
                chosen[name].append(person)
    return chosen


def address_of(person: Mapping[str, Any]) -> str:
    return str(person["emailAddress"]["address"]).casefold()


def change(
    connection: sqlite3.Connection,
    account: Account,
    draft: Message,
    fields: Mapping[str, Any],
    states: dict[str, Any],
    *,
    now: datetime,
) -> Message:
    """Give a draft other fields."""
    raw = writing.changed(account, messages.raw_of(connection, draft), fields)
    return messages.rewrite(connection, draft, raw, states, now=now)


def attach(
    connection: sqlite3.Connection, account: Account, draft: Message, fields: Mapping[str, Any], *, now: datetime
) -> Message:
    """Put an attachment into a draft."""
    added = writing.attachment(fields)
    raw = writing.with_attachment(account, messages.raw_of(connection, draft), added)
    return messages.rewrite(connection, draft, raw, {}, now=now)


def send(connection: sqlite3.Connection, account: Account, draft: Message, *, now: datetime, save: bool = True) -> None:
    """Send a draft: it lies in Sent Items afterwards, and with those who live here too."""
    if not draft.is_draft:
        raise bad_request("The message is no draft and cannot be sent.", "ErrorInvalidRequest")
    check(connection, account, draft.facts)
    raw = writing.sent(account, messages.raw_of(connection, draft), now=now)
    answered(connection, account, draft, now=now)
    if save:
        moment = milliseconds(now)
        values = {"is_draft": False, "is_read": True, "received_at": moment, "sent_at": moment}
        into = folders.well_known(connection, account.key, "sentitems")
        file_as_sent(connection, draft, raw, values, into, now=now)
    else:
        messages.remove(connection, draft, now=now)
    bring(connection, account, raw, now=now)


def file_as_sent(
    connection: sqlite3.Connection, draft: Message, raw: bytes, values: dict[str, Any], into: Folder, *, now: datetime
) -> None:
    """Move a draft to Sent Items as one change, under the immutable id it has."""
    messages.log(connection, draft, changes.MOVED, at=milliseconds(now))
    connection.execute("UPDATE raw_messages SET raw = ? WHERE key = ?", (raw, draft.key))
    columns = {
        **values, "content": json.dumps(mime.read(raw)), "folder": into.key, "bound": identifiers.fresh(),
        "modified_at": milliseconds(now), "change_number": draft.change_number + 1,
    }  # fmt: skip
    connection.execute(
        f"UPDATE messages SET {', '.join(f'{name} = :{name}' for name in columns)} WHERE key = :row",  # noqa: S608
        columns | {"row": draft.key},
    )
    messages.log(connection, messages.by_key(connection, draft.key), changes.CREATED, at=milliseconds(now))


def check(connection: sqlite3.Connection, account: Account, facts: Mapping[str, Any]) -> None:
    """Raise unless the mail goes to somebody, and from an address of the account."""
    people = [*facts["toRecipients"], *facts["ccRecipients"], *facts["bccRecipients"]]
    if not people or any("@" not in address_of(person) for person in people):
        message = "At least one recipient isn't valid. A message can't be sent unless all recipients are valid."
        raise GraphError(400, "ErrorInvalidRecipients", message)
    if address_of(facts["from"]) not in accounts.addresses(connection, account):
        message = (
            "The user account which was used to submit this request does not have the right to send mail on behalf "
        )
        raise GraphError(403, "ErrorSendAsDenied", f"{message}of the specified sending account.")


def answered(connection: sqlite3.Connection, account: Account, draft: Message, *, now: datetime) -> None:
    """Note on the message that was answered that it was, which is a change of it."""
    row = connection.execute(
        "SELECT key FROM messages WHERE account = ? AND internet_id = ? AND internet_id != ''",
        (account.key, draft.facts["inReplyTo"]),
    ).fetchone()
    if row:
        messages.change(connection, messages.by_key(connection, row["key"]), {}, now=now)


def bring(connection: sqlite3.Connection, account: Account, raw: bytes, *, now: datetime) -> None:
    """Bring a mail to the recipients who have a mailbox here, without its Bcc."""
    facts = mime.read(raw)
    copy = writing.without_bcc(raw)
    people = [*facts["toRecipients"], *facts["ccRecipients"], *facts["bccRecipients"]]
    found = {each.key: each for each in (accounts.find(connection, address_of(one)) for one in people) if each}
    for recipient in found.values():
        inbox = folders.well_known(connection, recipient.key, "inbox")
        messages.add(connection, recipient, inbox, copy, Filed(now), now=now)
