"""The providers of mailboxes, by the name that a mailbox carries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from inbox.settings import Settings
from sync.line import Line
from sync.provider import Account, Provider
from sync.providers.gmail.mailbox import GmailMailbox
from sync.providers.outlook.mailbox import OutlookMailbox

PROVIDERS: dict[str, Callable[[Account, Settings, Line], Provider]] = {
    "gmail": GmailMailbox,
    "outlook": OutlookMailbox,
}
"""Gmail mailboxes, through Google's client and its own description of the API; Outlook's, through Microsoft Graph."""

WATCHED: dict[str, timedelta] = {
    "gmail": timedelta(days=6),
    "outlook": timedelta(days=8),
}
"""How much a watch must have left to be left alone when the schedule comes by, every hour. Google gives seven days and
wants to be asked daily. Microsoft gives seven as well, but its subscriptions vanish without a word: none is left alone.
"""

PER_MINUTE: dict[str, Callable[[Settings], int]] = {
    "gmail": lambda settings: settings.gmail_units_per_minute,
    "outlook": lambda settings: settings.graph_requests_per_minute,
}
"""What we allow ourselves to ask of one mailbox, in the units in which its provider counts; 0 is no limit."""
