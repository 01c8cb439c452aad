"""Teams: reception, nursing, billing ... people who share mailboxes."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class Routing(enum.StrEnum):
    """Who is given what nobody has."""

    OFF = "off"
    ROUND_ROBIN = "round-robin"
    """Whoever was given something longest ago; who has twice the weight gets twice as much."""
    FEWEST_OPEN = "fewest-open"


class OnLeave(enum.StrEnum):
    """What becomes of somebody's open conversations when their leave begins."""

    OFFER = "offer"
    """The substitute, or a lead, decides with one button."""
    HAND_OVER = "hand-over"
    """They go at once."""


class Team(Base):
    """People who answer the same mailboxes."""

    __tablename__ = "team"
    __table_args__ = (
        UniqueConstraint("organization_id", "key"),
        Index(
            "ix_team_route",
            "route_at",
            sqlite_where=text("route_at IS NOT NULL"),
            postgresql_where=text("route_at IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    calendar_key: Mapped[str | None] = mapped_column(String(80))
    """When it works; None is round the clock."""
    routing: Mapped[Routing] = mapped_column(words(Routing), default=Routing.OFF)
    take_over_minutes: Mapped[int | None]
    """Of work, after which a customer's reply to somebody on leave goes on to others; None: it stays."""
    on_leave: Mapped[OnLeave] = mapped_column(words(OnLeave), default=OnLeave.OFFER)
    turn: Mapped[int] = mapped_column(default=0)
    """How far its round has come: nobody who was away for long catches up on what others were given."""
    route_at: Mapped[datetime | None]
    """When what nobody could be given is tried again; None while nothing waits."""


class TeamMember(Base):
    """A person in a team."""

    __tablename__ = "team_member"

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    is_lead: Mapped[bool] = mapped_column(default=False)
    turn: Mapped[int] = mapped_column(default=0)
    """Where in the team's round it is their turn again."""
    routed_at: Mapped[datetime | None]
    """When routing gave them something last."""
