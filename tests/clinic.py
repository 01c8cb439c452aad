"""A small invented clinic that tests start from, and builders for what happens in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy.orm import Session

from inbox.access import Viewer, viewer_of
from inbox.events import Actor
from inbox.models import (
    Category,
    Contact,
    ContactIdentity,
    Conversation,
    Direction,
    Door,
    Mailbox,
    MailboxState,
    Message,
    Organization,
    Participant,
    Person,
    PersonAddress,
    Role,
    Tag,
    Team,
    TeamMember,
)

_numbers = count(1)


@dataclass(frozen=True)
class Clinic:
    """Its rows, detached: read ids and names, fetch again to change them."""

    organization: Organization
    reception: Team
    billing: Team
    front_desk: Mailbox
    """reception@clinic.example.org, of the team reception"""
    appointments: Mailbox
    """appointments@clinic.example.org, of the team reception too"""
    invoices: Mailbox
    """billing@clinic.example.org, of the team billing"""
    ana: Person
    """agent in reception"""
    ben: Person
    """agent in reception"""
    cleo: Person
    """lead of reception"""
    dev: Person
    """agent in billing"""
    ada: Person
    """admin, in no team"""


def found(session: Session, *, now: datetime, key: str = "clinic") -> Clinic:
    """Add a clinic to the database. `key` tells several apart; their addresses are the same."""
    organization = Organization(key=key, name=f"The {key}", time_zone="Europe/Berlin", language="en", created_at=now)
    session.add(organization)
    session.flush()
    teams = [Team(organization_id=organization.id, key=key, name=key.title()) for key in ("reception", "billing")]
    session.add_all(teams)
    session.flush()
    reception, billing = teams
    front_desk = _mailbox(session, reception, "reception", now)
    appointments = _mailbox(session, reception, "appointments", now)
    invoices = _mailbox(session, billing, "billing", now)
    ana = person(session, organization, "Ana Ruiz", now=now, teams=[reception])
    ben = person(session, organization, "Ben Okafor", now=now, teams=[reception])
    cleo = person(session, organization, "Cleo Brandt", now=now, teams=[reception], role=Role.LEAD)
    dev = person(session, organization, "Dev Patel", now=now, teams=[billing])
    ada = person(session, organization, "Ada Lind", now=now, role=Role.ADMIN)
    session.add_all(Tag(organization_id=organization.id, name=name) for name in ("insurance", "call back"))
    session.add_all(
        Category(organization_id=organization.id, key=key, name=name, position=position)
        for position, (key, name) in enumerate(
            (("billing", "Billing query"), ("lab", "Urgent lab report"), ("appointment", "Appointment request"))
        )
    )
    session.flush()
    return Clinic(organization, reception, billing, front_desk, appointments, invoices, ana, ben, cleo, dev, ada)


def person(
    session: Session, organization: Organization, name: str, *, now: datetime,
    teams: list[Team] | None = None, role: Role = Role.AGENT,
) -> Person:  # fmt: skip
    """Add a member of staff; the address is made from the first name."""
    one = Person(organization_id=organization.id, name=name, role=role, created_at=now)
    session.add(one)
    session.flush()
    address = f"{name.split()[0].lower()}@clinic.example.org"
    taken = session.query(PersonAddress).filter_by(organization_id=organization.id, address=address).count()
    address = f"{one.id}.{address}" if taken else address
    session.add(PersonAddress(organization_id=organization.id, person_id=one.id, address=address))
    session.add_all(TeamMember(team_id=team.id, person_id=one.id, is_lead=role is Role.LEAD) for team in teams or [])
    session.flush()
    return one


def conversation(
    session: Session, mailbox: Mailbox, *, now: datetime, subject: str = "Appointment on Friday",
    patient: str = "maria.lopez@example.com", text: str = "May I come on Friday?", **columns: object,
) -> Conversation:  # fmt: skip
    """Add a conversation with one inbound message, without events: where a test begins."""
    contact = Contact(organization_id=mailbox.organization_id, name="Maria Lopez", created_at=now)
    session.add(contact)
    session.flush()
    number = next(_numbers)
    if not session.query(ContactIdentity).filter_by(organization_id=mailbox.organization_id, value=patient).count():
        session.add(ContactIdentity(organization_id=mailbox.organization_id, contact_id=contact.id, value=patient))
    values = {
        "organization_id": mailbox.organization_id, "team_id": mailbox.team_id, "mailbox_id": mailbox.id,
        "contact_id": contact.id, "subject": subject, "preview": text, "preview_from": "Maria Lopez",
        "message_count": 1, "first_message_at": now, "last_message_at": now, "last_inbound_at": now,
        "created_at": now, **columns,
    }  # fmt: skip
    one = Conversation(**values)
    session.add(one)
    session.flush()
    session.add_all(
        [
            Participant(conversation_id=one.id, address=patient),
            Participant(conversation_id=one.id, address=mailbox.address),
        ]
    )
    message(session, one, number=number, sender=patient, text=text, at=now)
    return one


def message(
    session: Session, one: Conversation, *, sender: str, text: str, at: datetime, number: int | None = None,
    direction: Direction = Direction.INBOUND,
) -> Message:  # fmt: skip
    """Add a message to a conversation, without events."""
    number = number or next(_numbers)
    added = Message(
        organization_id=one.organization_id, team_id=one.team_id, conversation_id=one.id,
        key=f"<m{number}@example.com>", internet_message_id=f"<m{number}@example.com>", fingerprint=f"{number}",
        direction=direction, mail_class="human", sender_address=sender, sender_name="Maria Lopez",
        recipients={"to": [], "cc": [], "reply_to": []}, people=f"Maria Lopez {sender}", subject=one.subject,
        received_at=at, visible_text=text, created_at=at,
    )  # fmt: skip
    session.add(added)
    session.flush()
    return added


def actor(who: Person | None, now: datetime, door: Door = Door.GMAIL) -> Actor:
    """Somebody acting at `now`."""
    return Actor(door=door, now=now, person_id=who.id if who else None)


def viewer(session: Session, who: Person, *, language: str = "en", time_zone: str = "Europe/Berlin") -> Viewer:
    """Somebody looking through the Gmail door."""
    return viewer_of(session, who, door=Door.GMAIL, language=language, time_zone=time_zone)


def _mailbox(session: Session, team: Team, name: str, now: datetime) -> Mailbox:
    one = Mailbox(
        organization_id=team.organization_id, team_id=team.id, address=f"{name}@clinic.example.org",
        name=name.title(), provider="gmail", state=MailboxState.LIVE, created_at=now,
    )  # fmt: skip
    session.add(one)
    session.flush()
    return one
