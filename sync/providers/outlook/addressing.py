"""Where things are in Microsoft Graph, and how a mail is worded for it: the part that the package O365 knows.

Nothing else here imports O365. It is given no connection: its own retries only GET, logs the bearer token at DEBUG, and
knows neither deltas of mail nor batches, so that requests are sent by our own transport.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from O365.connection import MSGraphProtocol
from O365.mailbox import MailBox
from O365.message import Message
from O365.utils.windows_tz import get_iana_tz

from inbox.mail.parsed import Address

VERSION = "v1.0"


def zone(name: str) -> str:
    """The usual name of a time zone that Microsoft may call by Windows' name. Raises KeyError."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError):
        found = get_iana_tz(name)
    if not found:
        raise KeyError(name)
    return str(found)


class Addresses:
    """The addresses of one mailbox's parts, below the version of the API: as a batch wants them, too."""

    def __init__(self, mailbox: str) -> None:
        protocol = MSGraphProtocol(api_version=VERSION, timezone="UTC")
        self._root = protocol.service_url.rstrip("/")
        self._mailbox = MailBox(con=object(), protocol=protocol, main_resource=quote(mailbox, safe="@"))

    def of(self, part: str) -> str:
        """A part of the mailbox, like `/masterCategories`."""
        return str(self._mailbox.build_url(part)).removeprefix(self._root)

    @cached_property
    def messages(self) -> str:
        """All messages."""
        return self._named(MailBox, "root_messages")

    def message(self, message_id: str) -> str:
        """One message."""
        return self._named(Message, "get_message", message_id)

    def original(self, message_id: str) -> str:
        """A message as it came."""
        return self._named(Message, "get_mime", message_id)

    def reply(self, message_id: str, *, to_all: bool) -> str:
        """Where an answer to a message is begun."""
        return self._named(Message, "create_reply_all" if to_all else "create_reply", message_id)

    def sending(self, draft_id: str) -> str:
        """Where a draft is sent."""
        return self._named(Message, "send_draft", draft_id)

    def folder(self, folder_id: str) -> str:
        """One folder, by its id or by the name that everybody's has."""
        return self._named(MailBox, "get_folder", folder_id)

    def folder_messages(self, folder_id: str) -> str:
        """The messages of a folder."""
        return self._named(MailBox, "folder_messages", folder_id)

    def worded(self, subject: str, kind: str, text: str, **people: Iterable[Address]) -> dict[str, Any]:
        """What a draft says, by the names of Graph; its kind is html or text, `people` are to, cc and bcc."""
        letter = self._mailbox.new_message()
        letter.subject, letter.body, letter.body_type = subject, text, kind
        for field, addresses in people.items():
            getattr(letter, field).add([(one.name, one.address) for one in addresses])
        said: dict[str, Any] = letter.to_api_data()
        return {name: said[name] for name in _SAID}

    def _named(self, kind: type[MailBox] | type[Message], name: str, id_: str = "") -> str:
        return self.of(kind._endpoints[name].format(id=quote(id_, safe="")))


_SAID = ("subject", "body", "toRecipients", "ccRecipients", "bccRecipients")
