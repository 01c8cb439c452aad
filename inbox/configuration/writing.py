"""Writing the file back: word for word as it was applied while it still says what is, else anew from the database."""

from __future__ import annotations

from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.configuration import absences, models_elsewhere, outside, promises, reading, rules, tenants
from inbox.configuration.document import Document
from inbox.models import (
    Category,
    Mailbox,
    Organization,
    Person,
    PersonAddress,
    Tag,
    Team,
    TeamMember,
    Template,
)


def write(session: Session, organization: Organization) -> str:
    """The organization as a file that `apply` would accept and that would change nothing."""
    document = Document.model_validate(_current(session, organization))
    if organization.configuration:
        try:
            if _plain(reading.read(organization.configuration)) == _plain(document):
                return organization.configuration
        except reading.Unreadable:
            pass  # written for an older version of the format: what the database says is written instead
    return dump(_written(document))


def dump(data: dict[str, Any]) -> str:
    """Sections as YAML."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False)


class _Dumper(yaml.SafeDumper):
    """Block text for what has several lines, as a person would write it."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def _written(document: Document) -> dict[str, Any]:
    """Without the fields that only repeat the defaults."""
    data: dict[str, Any] = document.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    return data


def _plain(document: Document) -> dict[str, Any]:
    """For comparing: lists whose order says nothing are sorted, people in teams go by their first address."""
    data: dict[str, Any] = document.model_dump(mode="json")
    first = {address: person.addresses[0] for person in document.people for address in person.addresses}
    data["webhooks"].sort(key=lambda part: str(part["key"]))
    data["ai"]["models"].sort(key=lambda part: str(part["key"]))
    data["organization"]["tenants"] = sorted(set(data["organization"]["tenants"]))
    for section, name in (
        ("people", "addresses"),
        ("teams", "key"),
        ("mailboxes", "address"),
        ("tags", "name"),
        ("calendars", "key"),
    ):
        data[section].sort(key=lambda part: str(part[name]))
    for person in data["people"]:
        for leave in person["leave"]:
            leave["substitute"] = first.get(leave["substitute"])
        person["leave"].sort(key=lambda one: (one["first"], one["last"], one["note"]))
    for team in data["teams"]:
        leads = {first[address] for address in team["leads"]}
        team["members"] = sorted({first[address] for address in team["members"]} - leads)
        team["leads"] = sorted(leads)
    return data


def _current(session: Session, organization: Organization) -> dict[str, Any]:
    addresses = _addresses(session, organization)
    first = {person_id: listed[0] for person_id, listed in addresses.items()}
    return {
        "organization": {
            "key": organization.key, "name": organization.name, "time_zone": organization.time_zone,
            "language": organization.language, "domains": organization.domains,
            "tenants": tenants.consented(session, organization),
        },
        "settings": organization.settings,
        "people": _people(session, organization, addresses, absences.written(session, organization, first)),
        "teams": _teams(session, organization, first),
        "mailboxes": _mailboxes(session, organization),
        "tags": [
            {"name": tag.name, "color": tag.color, "show_in_mailbox": tag.show_in_mailbox, "skills": tag.skills}
            for tag in session.scalars(_of(Tag, organization).order_by(Tag.id))
        ],
        "categories": [
            {
                "key": one.key, "name": one.name, "description": one.description, "examples": one.examples,
                "skills": one.skills,
            }
            for one in session.scalars(_of(Category, organization).order_by(Category.position, Category.id))
        ],
        "templates": _templates(session, organization),
        **promises.written(session, organization),
        "webhooks": outside.webhooks_of(session, organization),
        "rules": rules.written(session, organization),
        "ai": models_elsewhere.written(session, organization),
    }  # fmt: skip


def _of(table: Any, organization: Organization) -> Any:
    return select(table).where(table.organization_id == organization.id)


def _addresses(session: Session, organization: Organization) -> dict[int, list[str]]:
    listed: dict[int, list[str]] = {}
    rows = session.scalars(_of(PersonAddress, organization).order_by(PersonAddress.position, PersonAddress.id))
    for row in rows:
        listed.setdefault(row.person_id, []).append(row.address)
    return listed


def _people(
    session: Session, organization: Organization, addresses: dict[int, list[str]],
    away: dict[int, list[dict[str, Any]]],
) -> list[dict[str, Any]]:  # fmt: skip
    rows = session.scalars(_of(Person, organization).where(Person.active).order_by(Person.id))
    return [
        {
            "name": one.name, "role": one.role.value, "addresses": addresses.get(one.id, []),
            "language": one.language, "time_zone": one.time_zone, "signature": one.signature,
            "hours": one.calendar_key, "skills": one.skills, "load_cap": one.load_cap, "weight": one.weight,
            "leave": away.get(one.id, []),
        }
        for one in rows
    ]  # fmt: skip


def _teams(session: Session, organization: Organization, first: dict[int, str]) -> list[dict[str, Any]]:
    teams = session.scalars(_of(Team, organization).order_by(Team.id)).all()
    query = (
        select(TeamMember)
        .join(Person, Person.id == TeamMember.person_id)
        .where(Person.organization_id == organization.id, Person.active)
        .order_by(TeamMember.person_id)
    )
    members = session.scalars(query).all()
    return [
        {
            "key": team.key, "name": team.name, "calendar": team.calendar_key, "routing": team.routing,
            "take_over_minutes": team.take_over_minutes, "on_leave": team.on_leave,
            "members": [first[one.person_id] for one in members if one.team_id == team.id and not one.is_lead],
            "leads": [first[one.person_id] for one in members if one.team_id == team.id and one.is_lead],
            "channels": outside.channels_of(session, team),
        }
        for team in teams
    ]  # fmt: skip


def _mailboxes(session: Session, organization: Organization) -> list[dict[str, Any]]:
    keys = {team.id: team.key for team in session.scalars(_of(Team, organization))}
    return [
        {
            "address": one.address, "name": one.name, "team": keys[one.team_id], "provider": one.provider,
            "groups": one.groups, "settings": one.settings, "skills": one.skills,
            "credential": one.credential_source or None,
        }
        for one in session.scalars(_of(Mailbox, organization).order_by(Mailbox.id))
    ]  # fmt: skip


def _templates(session: Session, organization: Organization) -> list[dict[str, Any]]:
    keys = {team.id: team.key for team in session.scalars(_of(Team, organization))}
    return [
        {
            "key": one.key, "name": one.name, "language": one.language, "subject": one.subject, "body": one.body,
            "team": keys[one.team_id] if one.team_id else None,
        }
        for one in session.scalars(_of(Template, organization).order_by(Template.position, Template.id))
    ]  # fmt: skip
