"""Teams: reception, nursing, billing ... people who share mailboxes."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId


class Team(Base):
    """People who answer the same mailboxes."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("organization_id", "key"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    calendar_key: Mapped[str | None] = mapped_column(String(80))
    """When it works; None is round the clock."""


class TeamMember(Base):
    """A person in a team."""

    __tablename__ = "team_member"

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    is_lead: Mapped[bool] = mapped_column(default=False)
