"""Turning an authentic call into somebody who looks: the person, their language and zone, the moment."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from redis import Redis
from sqlalchemy.orm import Session

from addon import people
from addon.company import RedisCompany
from addon.event import Event
from addon.identity import Claims
from addon.people import Known
from cards.company import ALONE, Company
from cards.view import View, view_of
from cards.wording import Wording, wording
from inbox import access
from inbox.access import Viewer
from inbox.models import Door
from workers import previews


class Stranger(Exception):
    """Google or Microsoft vouches for the person, but they have no access here."""


@dataclass(frozen=True)
class Call:
    """One call that Google or Microsoft vouches for: what happened, for whom, and when."""

    event: Event
    claims: Claims
    now: datetime
    may_be_late: bool = False
    """Whether the queue cannot be reached, so that news may be missing."""
    door: Door = Door.GMAIL
    assertion: str = field(default="", repr=False)
    """The token they came with, where it may be exchanged for one of their own mailbox. Never kept."""

    @property
    def wording(self) -> Wording:
        """The words for somebody of whom we know no more than their mail client."""
        return wording(self.event.locale or "en", self.event.time_zone or "UTC")


def arrive(session: Session, call: Call) -> View | None:
    """The view of a person who was here before; None for anybody else."""
    found = people.known(session, call.claims)
    return _view(session, call, found) if found else None


def arrive_first(session: Session, call: Call) -> View | None:
    """The view of somebody who comes for the first time; None when they have no access."""
    found = people.welcome(session, call.claims, now=call.now, door=call.door)
    return _view(session, call, found) if found else None


def viewer(session: Session, event: Event, known: Known, *, door: Door) -> Viewer:
    """A person behind a screen: what they chose wins, then what the mail client says, then the organization's."""
    organization = known.organization
    return access.viewer_of(
        session, known.person, door=door, team_ids=known.team_ids,
        all_team_ids=known.all_team_ids,
        language=event.locale or organization.language,
        time_zone=event.time_zone or organization.time_zone,
    )  # fmt: skip


def _view(session: Session, call: Call, found: Known) -> View:
    if not found.person.active:
        raise Stranger
    one = viewer(session, call.event, found, door=call.door)
    return view_of(
        one, now=call.now, drawn=secrets.token_urlsafe(9), may_be_late=call.may_be_late,
        company=_company(session, call, one), outward=previews.of_conversation,
    )  # fmt: skip


def _company(session: Session, call: Call, viewer: Viewer) -> Company:
    """Who else is there; where Redis does not answer, nobody is waited for."""
    redis: Redis | None = session.info.get("redis")
    return ALONE if redis is None or call.may_be_late else RedisCompany(redis, viewer, call.now)
