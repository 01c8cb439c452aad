"""Users, folders, messages and attachments in the shapes of Graph."""

import base64
import sqlite3
from collections.abc import Collection
from typing import Any

from simulator.google import mail
from simulator.microsoft import conversations, folders, identifiers, messages, mime
from simulator.microsoft.accounts import Account
from simulator.microsoft.folders import Folder
from simulator.microsoft.messages import Message, moment_of

ONLY_WHEN_ASKED = ("internetMessageHeaders", "uniqueBody")
MESSAGE = (
    "id", "createdDateTime", "lastModifiedDateTime", "changeKey", "categories", "receivedDateTime", "sentDateTime",
    "hasAttachments", "internetMessageId", "subject", "bodyPreview", "importance", "parentFolderId", "conversationId",
    "conversationIndex", "isDeliveryReceiptRequested", "isReadReceiptRequested", "isRead", "isDraft", "webLink",
    "inferenceClassification", "body", "sender", "from", "toRecipients", "ccRecipients", "bccRecipients", "replyTo",
    "flag", *ONLY_WHEN_ASKED,
)  # fmt: skip
FOLDER = (
    "id", "displayName", "parentFolderId", "childFolderCount", "unreadItemCount", "totalItemCount", "isHidden",
)  # fmt: skip
USER = (
    "id", "displayName", "userPrincipalName", "mail", "givenName", "surname", "jobTitle", "officeLocation",
    "mobilePhone", "businessPhones", "preferredLanguage", "proxyAddresses", "userType", "accountEnabled",
)  # fmt: skip
USUALLY_OF_USER = USER[:11]
ATTACHMENT = (
    "id", "lastModifiedDateTime", "name", "contentType", "size", "isInline", "contentId", "contentLocation",
    "contentBytes",
)  # fmt: skip


def user(account: Account, wanted: Collection[str]) -> dict[str, Any]:
    """Somebody in the directory."""
    given, _, surname = account.name.partition(" ")
    shown = {
        "id": account.id,
        "displayName": account.name,
        "userPrincipalName": account.email,
        "mail": account.email,
        "givenName": given,
        "surname": surname or None,
        "businessPhones": [],
        "proxyAddresses": [f"SMTP:{account.email}"],
        "userType": "Member",
        "accountEnabled": account.purpose == "user",
    }
    return {name: shown.get(name) for name in wanted or USUALLY_OF_USER}


def folder(connection: sqlite3.Connection, found: Folder, wanted: Collection[str]) -> dict[str, Any]:
    """A mail folder."""
    parent = folders.by_key(connection, found.parent).id if found.parent else found.id
    shown: dict[str, Any] = {
        "id": found.id,
        "displayName": found.name,
        "parentFolderId": parent,
        "isHidden": bool(found.hidden),
        **folders.figures(connection, found),
    }
    return {name: shown[name] for name in (wanted or FOLDER) if name in shown} | {"id": found.id}


def message_id(message: Message, *, immutable: bool) -> str:
    """The id of a message, of the kind the caller likes."""
    return identifiers.immutable_id(message.uid) if immutable else identifiers.bound_id(message.bound)


def change_key(message: Message) -> str:
    """The version of a message."""
    return "CQAAABYAAAB" + base64.b64encode(message.uid[:6] + message.change_number.to_bytes(6)).decode()


def etag(message: Message) -> str:
    return f'W/"{change_key(message)}"'


def message(
    connection: sqlite3.Connection,
    found: Message,
    wanted: Collection[str],
    *,
    immutable: bool,
    body_type: str = "",
) -> dict[str, Any]:
    """A message with the properties asked for, or those it usually has."""
    own_id = message_id(found, immutable=immutable)
    names = wanted or [name for name in MESSAGE if name not in ONLY_WHEN_ASKED]
    known = facts(found) | {
        "id": own_id,
        "parentFolderId": folders.by_key(connection, found.folder).id,
        "webLink": f"https://outlook.office365.com/owa/?ItemID={own_id}&exvsurl=1&viewmodel=ReadMessageItem",
        "body": in_type(found.facts["body"], body_type),
    }
    if "uniqueBody" in names:
        known["uniqueBody"] = in_type(mime.unique(found.facts["body"]), body_type)
    if found.transported:
        known["internetMessageHeaders"] = found.facts["headers"]
    shown = {name: known[name] for name in names if name in known}
    kind = {} if found.facts["type"] == mime.PLAIN else {"@odata.type": found.facts["type"]}
    return {**kind, "@odata.etag": etag(found), "id": own_id} | shown


def facts(found: Message) -> dict[str, Any]:
    """What is told of a message whatever the caller likes."""
    content = found.facts
    attached = content["attachments"]
    taken = ("subject", "bodyPreview", "importance", "isDeliveryReceiptRequested", "isReadReceiptRequested")
    people = ("toRecipients", "ccRecipients", "bccRecipients", "replyTo")
    return {
        "createdDateTime": moment_of(found.created_at),
        "lastModifiedDateTime": moment_of(found.modified_at),
        "changeKey": change_key(found),
        "categories": found.category_names,
        "receivedDateTime": moment_of(found.received_at),
        "sentDateTime": moment_of(found.sent_at),
        "hasAttachments": any(not each["isInline"] for each in attached),
        "internetMessageId": found.internet_id,
        "conversationId": identifiers.conversation_id(found.conversation),
        "conversationIndex": conversations.spelled(found.conversation_index),
        "isRead": bool(found.is_read),
        "isDraft": bool(found.is_draft),
        "inferenceClassification": found.inference,
        "flag": {"flagStatus": found.flag},
        **{name: content[name] for name in (*taken, *people)},
        **{name: content[name] for name in ("sender", "from") if content[name]},
    }


def in_type(body: dict[str, str], body_type: str) -> dict[str, str]:
    """A body of the type the caller prefers."""
    if body_type == "text":
        return mime.as_text(body)
    return mime.as_html(body) if body_type == "html" else body


def attachments(
    connection: sqlite3.Connection, found: Message, wanted: Collection[str], *, immutable: bool
) -> list[dict[str, Any]]:
    """The attachments of a message."""
    count = len(found.facts["attachments"])
    if not count:
        return []
    parts = mime.attachments(mail.parsed(messages.raw_of(connection, found)))
    own_id = message_id(found, immutable=immutable)
    return [attachment(found, own_id, place, part, wanted) for place, part in enumerate(parts)]


def attachment(found: Message, own_id: str, place: int, part: mime.Attached, wanted: Collection[str]) -> dict[str, Any]:
    """One attachment; a mail inside a mail has no bytes of its own, only its $value."""
    shown: dict[str, Any] = {
        "id": identifiers.attachment_id(own_id, place),
        "lastModifiedDateTime": moment_of(found.modified_at),
        "name": part.name,
        "contentType": None if part.is_item else part.kind,
        "size": len(part.content) + 200,
        "isInline": part.is_inline,
    }
    if not part.is_item:
        encoded = base64.b64encode(part.content).decode()
        shown |= {"contentId": part.content_id or None, "contentLocation": None, "contentBytes": encoded}
    kind = "#microsoft.graph.itemAttachment" if part.is_item else "#microsoft.graph.fileAttachment"
    media = "application/octet-stream" if part.is_item else part.kind
    named = {name: shown[name] for name in (wanted or ATTACHMENT) if name in shown}
    return {"@odata.type": kind, "@odata.mediaContentType": media, "id": shown["id"]} | named
