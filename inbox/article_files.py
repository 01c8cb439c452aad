"""Articles as files: Markdown under a head of YAML, for taking them in and out, with the line of every mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import articles
from inbox.articles import Written
from inbox.configuration.reading import Loader, unusable
from inbox.errors import Invalid
from inbox.events import Actor
from inbox.models import Article, ArticleTeam, Audience, Person, PersonAddress, Role, Team

_FENCE = "---"
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}$")
_FIELDS = ("title", "language", "audience", "owner", "teams", "review")


class Faulty(Exception):
    """A file that cannot be taken in: at which line, and why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")


@dataclass(frozen=True)
class File:
    """An article as a file says it, its people and teams still by address and key."""

    key: str
    wanted: Written
    owner: str
    teams: tuple[str, ...]
    lines: dict[str, int]
    """Where each field stands."""


def read(key: str, text: str) -> File:
    """What a file says. Raises Faulty."""
    if not _KEY.match(key):
        raise Faulty(1, "the file's name has to be lower case letters, digits and hyphens, with .md")
    head, body, first = _parted(text)
    fields, lines = _fields(head)
    for name in ("title", "language"):
        if not fields.get(name):
            raise Faulty(lines.get(name, 1), f"`{name}` is missing")
    wanted = Written(
        title=_text(fields, lines, "title"), body=body, language=_text(fields, lines, "language"),
        audience=_audience(_text(fields, lines, "audience"), lines), review_on=_day(fields, lines),
    )  # fmt: skip
    try:
        articles.checked(wanted)
    except Invalid as error:
        raise Faulty(lines.get(error.field, first), f"`{error.field}`: {error}") from None
    return File(key, wanted, _text(fields, lines, "owner").lower(), _list(fields, lines, "teams"), lines)


def bring(session: Session, organization_id: int, file: File, *, by: Actor) -> str:
    """Take a file in: `new`, `changed`, or nothing when the article is like that already. Raises Faulty."""
    wanted = _known(session, organization_id, file)
    query = select(Article).where(Article.organization_id == organization_id, Article.key == file.key)
    found = session.scalars(query.with_for_update()).one_or_none()
    if found is None:
        articles.write(session, organization_id, wanted, by=by, key=file.key)
        return "new"
    return "changed" if articles.change(session, found, wanted, seen=found.version, by=by) else ""


def written(session: Session, article: Article) -> str:
    """An article as a file."""
    address = select(PersonAddress.address).where(PersonAddress.person_id == article.owner_id)
    keys = select(Team.key).join(ArticleTeam, ArticleTeam.team_id == Team.id)
    teams = list(session.scalars(keys.where(ArticleTeam.article_id == article.id).order_by(Team.key)))
    owner = session.scalars(address.order_by(PersonAddress.id).limit(1)).one_or_none()
    head: dict[str, object] = {
        "title": article.title, "language": article.language, "audience": article.audience.value, "owner": owner,
        "teams": teams, "review": article.review_on.isoformat() if article.review_on else None,
    }  # fmt: skip
    said = {name: value for name, value in head.items() if value}
    return f"{_FENCE}\n{yaml.safe_dump(said, allow_unicode=True, sort_keys=False)}{_FENCE}\n{article.body}\n"


def _parted(text: str) -> tuple[str, str, int]:
    """The head, the body, and the line at which the body begins."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != _FENCE:
        raise Faulty(1, "an article begins with a line `---`, its fields, and another such line")
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    raise Faulty(1, "the line `---` that ends the fields is missing")


def _fields(head: str) -> tuple[dict[str, object], dict[str, int]]:
    try:
        root = yaml.compose(head, Loader=Loader)
        if root is None:
            return {}, {}
        if not isinstance(root, yaml.MappingNode):
            raise Faulty(2, "the head has to be fields, like `title: …`")
        lines = {str(key.value): key.start_mark.line + 2 for key, _ in root.value}
        for fault in unusable(root, set()):
            raise Faulty(fault.line + 1, f"`{fault.field}` {fault.message}" if fault.field else fault.message)
        fields = Loader("").construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        raise Faulty(line, f"this is not YAML: {error.problem or error.context}") from None
    except RecursionError:
        raise Faulty(2, "this is not YAML: one thing lies in another in another, too many times") from None
    except yaml.reader.ReaderError as error:
        raise Faulty(head.count("\n", 0, error.position) + 2, "there is a character that YAML does not allow") from None
    for name, line in lines.items():
        if name not in _FIELDS:
            raise Faulty(line, f"`{name}` is no field of an article; there are: {', '.join(_FIELDS)}")
    return fields, lines


def _text(fields: dict[str, object], lines: dict[str, int], name: str) -> str:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise Faulty(lines[name], f"`{name}` has to be a text")
    return value or ""


def _list(fields: dict[str, object], lines: dict[str, int], name: str) -> tuple[str, ...]:
    value = fields.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Faulty(lines[name], f"`{name}` has to be a list, like [reception, billing]")
    return tuple(value)


def _audience(written: str, lines: dict[str, int]) -> Audience:
    if written and written not in set(Audience):
        raise Faulty(lines["audience"], f"`audience` is one of {', '.join(Audience)}, not {written}")
    return Audience(written or Audience.STAFF)


def _day(fields: dict[str, object], lines: dict[str, int]) -> date | None:
    said = _text(fields, lines, "review")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Faulty(lines["review"], f"`review` has to be a day like 2027-03-01, not {said}") from None


def _known(session: Session, organization_id: int, file: File) -> Written:
    """With the organization's own person and teams."""
    owner = None
    if file.owner:
        query = select(Person.id).join(PersonAddress, PersonAddress.person_id == Person.id)
        query = query.where(PersonAddress.address == file.owner, Person.organization_id == organization_id)
        owner = session.scalars(query.where(Person.role != Role.COLLABORATOR)).one_or_none()
        if owner is None:
            raise Faulty(file.lines["owner"], f"nobody of the staff has the address {file.owner}")
    rows = session.execute(select(Team.key, Team.id).where(Team.organization_id == organization_id))
    teams = {row[0]: row[1] for row in rows}
    for key in file.teams:
        if key not in teams:
            raise Faulty(file.lines["teams"], f"there is no team {key}")
    return replace(file.wanted, owner_id=owner, team_ids=frozenset(teams[key] for key in file.teams))
