"""Articles: written and changed by leads, every wording kept, nobody's work overwritten, read by those they are for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox import article_lists, articles, database, webhooks
from inbox.access import Viewer
from inbox.articles import Rewritten, Written
from inbox.configuration import mailboxes
from inbox.database import Sessions
from inbox.errors import Invalid, NotAllowed, NotFound
from inbox.models import Article, ArticlePassage, ArticleTeam, ArticleVersion, Audience, Event, EventKind, Role, Team
from tests import clinic as building
from tests import knowledge
from tests.clinic import Clinic

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
TODAY = date(2026, 3, 4)
BODY = "# Before\n\nDrink water.\n\n# After\n\nRest a little."


def kinds(session: Session) -> list[EventKind]:
    query = select(Event.kind).where(Event.kind.in_([one for one in EventKind if one.startswith("article-")]))
    return list(session.scalars(query.order_by(Event.id)))


def test_every_wording_is_kept_and_an_earlier_one_can_hold_again(make: Sessions, clinic: Clinic, now: datetime) -> None:
    by = building.actor(clinic.cleo, now)
    with database.unit_of_work(make) as session:
        one = knowledge.article(session, clinic, now, "Blood test", BODY, owner_id=clinic.ana.id)
        wanted = Written("Blood test", BODY + "\n\nEat.", "en", Audience.PUBLIC, clinic.ana.id)
        assert articles.change(session, one, wanted, seen=1, by=by, why="They fainted")
        assert not articles.change(session, one, wanted, seen=2, by=by), "the same again is no change"
    with database.unit_of_work(make) as session:
        one = session.scalars(select(Article)).one()
        articles.restore(session, one, 1, by=by)
        articles.restore(session, one, 1, by=by)
        versions = session.execute(select(ArticleVersion.number, ArticleVersion.why).order_by(ArticleVersion.number))
        assert [tuple(row) for row in versions] == [(1, ""), (2, "They fainted"), (3, "")]
        passages = session.execute(
            select(ArticlePassage.heading, ArticlePassage.text).order_by(ArticlePassage.position)
        )
        assert [tuple(row) for row in passages] == [("Before", "Drink water."), ("After", "Rest a little.")]
        assert (one.version, one.body) == (3, BODY)
        assert {webhooks.type_of(kind).partition(".")[0] for kind in kinds(session)} == {"organization"}
        written, changed, restored = (EventKind.ARTICLE_WRITTEN, EventKind.ARTICLE_CHANGED, EventKind.ARTICLE_RESTORED)
        assert kinds(session) == [written, changed, restored]


def test_who_saves_over_what_they_have_not_seen_is_refused(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        one = knowledge.article(session, clinic, now, "Blood test", BODY)
        first = Written("Blood test", "The first.", "en", Audience.PUBLIC)
        articles.change(session, one, first, seen=1, by=building.actor(clinic.cleo, now))
        with pytest.raises(Rewritten):
            articles.change(session, one, replace(first, body="Another."), seen=1, by=building.actor(clinic.ada, now))
        assert one.body == "The first."


@on_sqlite
def test_what_is_about_an_article_changes_without_a_new_version(make: Sessions, clinic: Clinic, now: datetime) -> None:
    by = building.actor(clinic.cleo, now)
    with database.unit_of_work(make) as session:
        one = knowledge.article(session, clinic, now, "Blood test", BODY)
        wanted = Written("Blood test", BODY, "de", Audience.STAFF, clinic.ben.id, frozenset({clinic.reception.id}))
        articles.change(session, one, wanted, seen=1, by=by)
        assert (one.version, one.language, one.audience) == (1, "de", Audience.STAFF)
        assert articles.teams_of(session, one) == {clinic.reception.id}
        assert session.scalars(select(ArticlePassage.words)).first() == " blood test before drink water"
        articles.review(session, one, now.date() + timedelta(days=90), by=by)
        for _ in range(2):
            articles.archive(session, one, by=by)
        for _ in range(2):
            articles.unarchive(session, one, by=by)
        assert [kind.removeprefix("article-") for kind in kinds(session)] == [
            "written", "changed", "unpublished", "reviewed", "archived", "unarchived",
        ]  # fmt: skip


@pytest.mark.parametrize(("wrong", "field"), [
    ({"title": " "}, "title"), ({"title": "x" * 201}, "title"), ({"body": "\n \0"}, "body"),
    ({"body": "x" * 20_001}, "body"), ({"language": "tlh"}, "language"),
])  # fmt: skip
def test_what_cannot_be_an_article_is_refused_with_its_field(wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        articles.checked(replace(Written("Title", "Text", "en"), **wrong))  # type: ignore[arg-type]
    assert refused.value.field == field


@on_sqlite
def test_articles_are_read_by_those_they_are_for_and_unknown_to_all_others(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        other = building.found(session, now=now, key="other")
        guest = building.person(session, clinic.organization, "Gus Out", now=now, role=Role.COLLABORATOR)
        mine = frozenset({clinic.reception.id})
        ids = {
            "all": knowledge.article(session, clinic, now, "For all", BODY).id,
            "reception": knowledge.article(session, clinic, now, "Ours", BODY, team_ids=mine).id,
            "other": knowledge.article(session, other, now, "Theirs", BODY).id,
        }
        people = (clinic.ana, clinic.cleo, clinic.dev, clinic.ada, guest, other.cleo)
        viewers = [building.viewer(session, who) for who in people]
    with database.unit_of_work(make, writes=False) as session:
        assert [readable(session, viewer, ids) for viewer in viewers] == [
            {"all", "reception"}, {"all", "reception"}, {"all"}, {"all", "reception"}, set(), {"other"},
        ]  # fmt: skip
        refusals = set()
        for viewer, id_ in ((viewers[2], ids["reception"]), (viewers[3], 987_654_321)):
            with pytest.raises(NotFound) as refused:
                articles.article_for(session, viewer, id_)
            refusals.add(str(refused.value))
        assert len(refusals) == 1, "unknown and forbidden look the same"


def readable(session: Session, viewer: Viewer, ids: dict[str, int]) -> set[str]:
    """Which of them somebody reads; every way of looking says the same."""
    found = set()
    for name, id_ in ids.items():
        try:
            articles.article_for(session, viewer, id_)
            found.add(name)
        except NotFound:
            assert not article_lists.of_ids(session, viewer, [id_])
    listed = article_lists.listed(session, viewer, today=TODAY, limit=10)
    assert {one.id for one in listed} == {ids[name] for name in found}
    assert article_lists.overview(session, viewer, today=TODAY).current == len(found)
    return found


@on_sqlite
def test_only_leads_and_admins_change_them_and_only_within_their_reach(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        other = building.found(session, now=now, key="other")
        one = knowledge.article(session, clinic, now, "Blood test", BODY)
        ana, cleo, ada = (building.viewer(session, who) for who in (clinic.ana, clinic.cleo, clinic.ada))
        with pytest.raises(NotAllowed):
            articles.article_for(session, ana, one.id, to_change=True)
        assert articles.article_for(session, cleo, one.id, to_change=True) is one
        wanted = Written("T", "B", "en")
        reception, billing = clinic.reception.id, clinic.billing.id
        articles.require_known(session, ada, replace(wanted, team_ids=frozenset({reception, billing})))
        articles.require_known(session, cleo, replace(wanted, team_ids=frozenset({reception, billing})),
                               frozenset({billing}))  # fmt: skip
        for viewer, wrong, field, before in (
            (cleo, replace(wanted, team_ids=frozenset({billing})), "teams", frozenset[int]()),
            (cleo, replace(wanted, team_ids=frozenset({billing})), "teams", frozenset({billing})),
            (ada, replace(wanted, team_ids=frozenset({other.reception.id})), "teams", frozenset[int]()),
            (ada, replace(wanted, owner_id=other.ana.id), "owner", frozenset[int]()),
            (ada, replace(wanted, owner_id=987_654), "owner", frozenset[int]()),
        ):
            with pytest.raises(Invalid) as refused:
                articles.require_known(session, viewer, wrong, before)
            assert refused.value.field == field


@on_sqlite
def test_a_team_that_articles_are_for_does_not_go(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        lab = Team(organization_id=clinic.organization.id, key="lab", name="Lab")
        session.add(lab)
        session.flush()
        assert not mailboxes.is_needed(session, lab)
        knowledge.article(session, clinic, now, "Theirs", BODY, team_ids=frozenset({lab.id}))
        assert mailboxes.is_needed(session, lab)
        assert session.scalar(select(func.count()).select_from(ArticleTeam)) == 1
