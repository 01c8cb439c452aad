"""Applying a file: the organization becomes what it says. Applying it twice changes nothing.

What the file no longer names is taken away where nothing hangs on it. People are deactivated and mailboxes are kept:
no mail is ever lost because a line was deleted.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from inbox import events
from inbox.configuration import (
    absences,
    mailboxes,
    models_elsewhere,
    outside,
    promises,
    reading,
    rules,
    tenants,
    words,
)
from inbox.configuration.changes import Change, Changes, How
from inbox.configuration.document import Document, PersonPart, TeamPart
from inbox.configuration.mailboxes import Secrets
from inbox.events import Actor
from inbox.models import EventKind, Mailbox, Organization, Person, PersonAddress, Team, TeamMember


def apply(session: Session, document: Document, text: str, *, secrets: Secrets, by: Actor) -> list[Change]:
    """Make the database agree with `document`, whose source is `text`; says what changed. Commits nothing."""
    changes = Changes()
    organization = _organization(session, document, changes, by=by)
    tenants.apply(session, organization, document.organization.tenants, changes, by=by)
    people = _people(session, organization, document.people, changes, by=by, before=_before(organization))
    teams = _teams(session, organization, document.teams, people, changes)
    mailboxes.apply(session, organization, document.mailboxes, teams, changes, secrets=secrets, by=by)
    words.apply(session, organization, document, teams, changes)
    promises.apply(session, organization, document, changes, now=by.now)
    outside.apply(session, organization, document, teams, changes, secrets=secrets, by=by)
    models_elsewhere.apply(session, organization, document, changes, secrets=secrets, now=by.now)
    absences.apply(session, organization, document.people, people, changes, by=by)
    rules.apply(session, organization, document.rules, changes, now=by.now)
    _remove_teams(session, organization, document.teams, changes)
    organization.configuration = text
    session.flush()
    if changes.all:
        events.record_of_organization(
            session, organization.id, EventKind.CONFIGURED, by=by, changes=[str(change) for change in changes.all]
        )
    return changes.all


def _organization(session: Session, document: Document, changes: Changes, *, by: Actor) -> Organization:
    part = document.organization
    found = session.scalars(select(Organization).where(Organization.key == part.key)).one_or_none()
    row = found or Organization(key=part.key, name="", created_at=by.now)
    changes.bring(
        row, f"organization {part.key}", is_new=found is None, name=part.name, time_zone=part.time_zone,
        language=part.language, domains=list(part.domains), settings=document.settings.given(),
        has_insights=document.ai.insights,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if found is None:
        _warn_of_doubles(session, document, changes)
    return row


def _warn_of_doubles(session: Session, document: Document, changes: Changes) -> None:
    """A new organization that reads another one's mailboxes may be a key that was misspelt."""
    mine = [mailbox.address for mailbox in document.mailboxes]
    query = select(Organization.key, Mailbox.address).join(Mailbox, Mailbox.organization_id == Organization.id)
    for key, address in session.execute(query.where(Mailbox.address.in_(mine)).order_by(Mailbox.address)):
        detail = f"{address} is a mailbox of {key}, too: if that is the same organization, its key is misspelt here"
        changes.note(How.BEWARE, f"organization {document.organization.key}", detail)


def _before(organization: Organization) -> dict[str, PersonPart]:
    """The people of the file that was applied last, by address."""
    try:
        people = reading.read(organization.configuration).people if organization.configuration else []
    except reading.Unreadable:
        people = []  # written for an older version of the format: every field counts as changed
    return {address: person for person in people for address in person.addresses}


def _people(
    session: Session, organization: Organization, parts: list[PersonPart], changes: Changes, *, by: Actor,
    before: dict[str, PersonPart],
) -> dict[str, Person]:  # fmt: skip
    """Bring people in; known by any of their addresses. Returns everybody by each address."""
    everybody = select(Person.id).where(Person.organization_id == organization.id).order_by(Person.id)
    session.execute(everybody.with_for_update(key_share=True)).all()  # in the order in which routing holds them
    known = _by_address(session, organization)
    rows = _recognised(parts, known)
    named: dict[str, Person] = {}
    for part in parts:
        found = rows.get(part.addresses[0])
        row = found or Person(organization_id=organization.id, name=part.name, created_at=by.now)
        changes.bring(
            row, f"person {part.name}", is_new=found is None, name=part.name, role=part.role, active=True,
            skills=list(part.skills), load_cap=part.load_cap, weight=part.weight,
            **_preferences(part, before.get(part.addresses[0])),
        )  # fmt: skip
        session.add(row)
        session.flush()
        _give_addresses(session, row, part, changes, is_new=found is None)
        named.update(dict.fromkeys(part.addresses, row))
    present = {person.id for person in named.values()}
    for person in dict.fromkeys(known.values()):
        if person.id not in present and person.active:
            person.active = False
            changes.note(How.REMOVED, f"person {person.name}", "deactivated; what they did stays")
    return named


def _recognised(parts: list[PersonPart], known: dict[str, Person]) -> dict[str, Person]:
    """The person behind each part, by its first address. Nobody is two people: who kept the name comes first."""
    rows: dict[str, Person] = {}
    taken: set[int] = set()
    for by_name in (True, False):
        for part in parts:
            if part.addresses[0] in rows:
                continue
            candidates = [known[address] for address in part.addresses if address in known]
            for person in candidates:
                if person.id not in taken and (person.name == part.name or not by_name):
                    rows[part.addresses[0]] = person
                    taken.add(person.id)
                    break
    return rows


def _preferences(part: PersonPart, before: PersonPart | None) -> dict[str, str | None]:
    """What people also choose for themselves: the file decides only where it says something new."""
    columns = {"language": "language", "time_zone": "time_zone", "signature": "signature", "hours": "calendar_key"}
    return {
        column: getattr(part, name)
        for name, column in columns.items()
        if before is None or getattr(before, name) != getattr(part, name)
    }


def _by_address(session: Session, organization: Organization) -> dict[str, Person]:
    rows = session.execute(
        select(PersonAddress.address, Person)
        .join(Person, Person.id == PersonAddress.person_id)
        .where(Person.organization_id == organization.id)
    )
    return {row[0]: row[1] for row in rows}


def _give_addresses(session: Session, person: Person, part: PersonPart, changes: Changes, *, is_new: bool) -> None:
    query = select(PersonAddress).where(PersonAddress.person_id == person.id).order_by(PersonAddress.position)
    rows = session.scalars(query).all()
    if [row.address for row in rows] == part.addresses:
        return
    for row in rows:
        session.delete(row)
    session.flush()
    session.execute(
        delete(PersonAddress).where(
            PersonAddress.organization_id == person.organization_id, PersonAddress.address.in_(part.addresses)
        )
    )
    session.add_all(
        PersonAddress(organization_id=person.organization_id, person_id=person.id, address=address, position=position)
        for position, address in enumerate(part.addresses)
    )
    if not is_new:
        changes.note(How.CHANGED, f"person {person.name}", "addresses")


def _teams(
    session: Session, organization: Organization, parts: list[TeamPart], people: dict[str, Person], changes: Changes
) -> dict[str, Team]:
    known = {team.key: team for team in session.scalars(select(Team).where(Team.organization_id == organization.id))}
    for part in parts:
        row = known.get(part.key) or Team(organization_id=organization.id, key=part.key, name="")
        changes.bring(
            row, f"team {part.key}", is_new=part.key not in known, name=part.name, calendar_key=part.calendar,
            routing=part.routing, take_over_minutes=part.take_over_minutes, on_leave=part.on_leave,
        )  # fmt: skip
        session.add(row)
        session.flush()
        _fill_team(session, row, part, people, changes, is_new=part.key not in known)
        known[part.key] = row
    return known


def _fill_team(
    session: Session, team: Team, part: TeamPart, people: dict[str, Person], changes: Changes, *, is_new: bool
) -> None:
    wanted = {people[address].id: False for address in part.members}
    wanted |= {people[address].id: True for address in part.leads}
    rows = {row.person_id: row for row in session.scalars(select(TeamMember).where(TeamMember.team_id == team.id))}
    before = {person_id: row.is_lead for person_id, row in rows.items()}
    if before == wanted:
        return
    for person_id, row in rows.items():
        if person_id not in wanted:
            session.delete(row)
    for person_id, is_lead in wanted.items():
        row = rows.get(person_id) or TeamMember(team_id=team.id, person_id=person_id)
        row.is_lead = is_lead
        session.add(row)
    if not is_new:
        changes.note(How.CHANGED, f"team {team.key}", _moves(session, before, wanted))


def _moves(session: Session, before: dict[int, bool], after: dict[int, bool]) -> str:
    """Who comes into a team and who leaves it; the numbers of people, and whether they lead."""
    names: dict[int, str] = {
        row.id: row.name
        for row in session.execute(
            select(Person.id, Person.name).where(Person.id.in_(before | after)).order_by(Person.name)
        )
    }
    told = {
        "member": [id_ for id_ in names if id_ in after and id_ not in before and not after[id_]],
        "lead": [id_ for id_ in names if after.get(id_) and not before.get(id_)],
        "no longer lead": [id_ for id_ in names if before.get(id_) and after.get(id_) is False],
        "no longer member": [id_ for id_ in names if id_ not in after],
    }
    return "; ".join(f"{what} {', '.join(names[id_] for id_ in ids)}" for what, ids in told.items() if ids)


def _remove_teams(session: Session, organization: Organization, parts: list[TeamPart], changes: Changes) -> None:
    """A team that the file does not name goes, unless a mailbox or a conversation still belongs to it."""
    keys = {part.key for part in parts}
    for team in session.scalars(select(Team).where(Team.organization_id == organization.id)):
        if team.key not in keys:
            if mailboxes.is_needed(session, team):
                changes.note(How.KEPT, f"team {team.key}", "it is not in the file, but mail belongs to it")
            else:
                session.delete(team)
                changes.note(How.REMOVED, f"team {team.key}")
