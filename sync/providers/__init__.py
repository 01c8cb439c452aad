"""The providers of mailboxes, by the name that a mailbox carries."""

from __future__ import annotations

from collections.abc import Callable

from inbox.settings import Settings
from sync.line import Line
from sync.provider import Account, Provider
from sync.providers.gmail.mailbox import GmailMailbox

PROVIDERS: dict[str, Callable[[Account, Settings, Line], Provider]] = {
    "gmail": GmailMailbox,
}
