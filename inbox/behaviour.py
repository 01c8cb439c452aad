"""What an organization has set, and a mailbox for itself: windows and the things that happen by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from inbox.models import Mailbox, Organization


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The settings that intake goes by."""

    reopen_window: timedelta
    """So long after its closing, mail opens a conversation again; later it starts a new one."""
    bulk_opens: bool
    automated_opens: bool
    join_by_subject: bool
    keep_closed_on_thanks: bool
    undo_window: timedelta
    """So long a reply can be taken back after it was sent off."""
    crossing_window: timedelta
    """Two replies to the same mail within this time have crossed."""
    automated_starts_clock: bool
    """Whether mail of machines waits for an answer, too."""
    assign_replier: str
    """Whether whoever replies becomes the assignee: `never`, `if-unassigned`, `always`."""
    is_triaged: bool = True
    """Whether a model reads its mail."""
    raise_priority: bool = True
    """Whether urgent signs raise the priority by themselves."""
    apply_categories: Mapping[str, float] = field(default_factory=dict)
    """How sure a model must be to set a category by itself, by its key; others are only suggested."""


def of(mailbox: Mailbox, organization: Organization) -> Behaviour:
    """The mailbox's own settings where it has any, else the organization's, else what is usual."""
    chosen: dict[str, Any] = {**organization.settings, **mailbox.settings}
    return Behaviour(
        reopen_window=timedelta(days=chosen.get("reopen_window_days", 14)),
        bulk_opens=chosen.get("bulk_opens_conversation", True),
        automated_opens=chosen.get("automated_opens_conversation", True),
        join_by_subject=chosen.get("join_by_subject", False),
        keep_closed_on_thanks=chosen.get("keep_closed_on_thanks", False),
        undo_window=timedelta(seconds=chosen.get("undo_seconds", 10)),
        crossing_window=timedelta(minutes=chosen.get("crossing_minutes", 30)),
        automated_starts_clock=chosen.get("automated_starts_clock", False),
        assign_replier=chosen.get("assign_replier", "if-unassigned"),
        is_triaged=chosen.get("triage", "local") != "none",
        raise_priority=chosen.get("raise_priority", True),
        apply_categories=mailbox.settings.get("apply_categories") or {},
    )
