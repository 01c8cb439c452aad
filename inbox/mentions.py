"""Finding who is named with @ in a note: people by name or address, teams by name or key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.models import Conversation, Person, PersonAddress, Role, Team, TeamMember

_AT = regex.compile(r"(?<![\w.+-])@(?=\w)")
_WORD = regex.compile(r"\w[\w.-]*\w|\w")
_LONGEST_WORD = 40
_END = regex.compile(r"\w")


@dataclass(frozen=True)
class Named:
    """Whom a text names, each once, in the order of the first naming."""

    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    unknown: tuple[str, ...] = ()
    """What stands after an @ and means nobody, or more than one."""


def named_in(session: Session, organization_id: int, text: str) -> Named:
    """Read the mentions of a text. The longest name wins; a first name counts where only one person has it."""
    places = [match.end() for match in _AT.finditer(text)]
    if not places:
        return Named((), ())
    names = _names(session, organization_id)
    lowered = text.lower()
    meant = [(place, _longest(names, lowered, place)) for place in places]
    found = [who for _, who in meant if who is not None]
    return Named(
        people=tuple(dict.fromkeys(one for one in found if isinstance(one, Person))),
        teams=tuple(dict.fromkeys(one for one in found if isinstance(one, Team))),
        unknown=tuple(dict.fromkeys(_word(text, place) for place, who in meant if who is None)),
    )


def without_access(session: Session, conversation: Conversation, people: Iterable[Person]) -> list[Person]:
    """Those who are named but cannot open the conversation, so that access can be offered to them."""
    members = set(session.scalars(select(TeamMember.person_id).where(TeamMember.team_id == conversation.team_id)))
    return [person for person in people if person.role is not Role.ADMIN and person.id not in members]


def completions(session: Session, organization_id: int, typed: str, *, limit: int = 10) -> list[str]:
    """Names to offer while somebody types after the last @ of `typed`."""
    _, at, start = typed.rpartition("@")
    if not at:
        return []
    start = start.lower()
    query = select(Person.name).where(Person.organization_id == organization_id, Person.active)
    people = session.scalars(query.order_by(Person.name))
    teams = session.scalars(select(Team.name).where(Team.organization_id == organization_id).order_by(Team.name))
    return [name for name in (*people, *teams) if start in name.lower()][:limit]


def _names(session: Session, organization_id: int) -> dict[str, Person | Team]:
    """Every name, lower case, that means exactly one person or team."""
    meant: dict[str, set[Person | Team]] = {}
    people = session.scalars(select(Person).where(Person.organization_id == organization_id, Person.active)).all()
    by_id = {person.id: person for person in people}
    for person in people:
        for name in {person.name.lower(), person.name.lower().split()[0]}:
            meant.setdefault(name, set()).add(person)
    addresses = select(PersonAddress.address, PersonAddress.person_id)
    for address, person_id in session.execute(addresses.where(PersonAddress.organization_id == organization_id)):
        if person_id in by_id:
            meant.setdefault(address, set()).add(by_id[person_id])
    for team in session.scalars(select(Team).where(Team.organization_id == organization_id)):
        for name in {team.name.lower(), team.key.lower()}:
            meant.setdefault(name, set()).add(team)
    return {name: next(iter(who)) for name, who in meant.items() if len(who) == 1}


def _word(text: str, place: int) -> str:
    found = _WORD.match(text, place)
    return found[0][:_LONGEST_WORD] if found else ""


def _longest(names: dict[str, Person | Team], text: str, place: int) -> Person | Team | None:
    fitting = [name for name in names if text.startswith(name, place) and _ends(text, place + len(name))]
    return names[max(fitting, key=len)] if fitting else None


def _ends(text: str, place: int) -> bool:
    return place >= len(text) or not _END.match(text, place)
