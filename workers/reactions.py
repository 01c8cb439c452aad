"""What follows from what: for each kind of event the jobs that are given batches of such events, by id."""

from __future__ import annotations

from inbox.models import EventKind
from workers.job import Job

Reaction = Job[[list[int]]]

REACTIONS: dict[EventKind, list[Reaction]] = {}
"""A new consequence is one line here; its job may be given an event twice and must not mind."""
