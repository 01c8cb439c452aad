"""Articles in jobs: offered beside mail that asks for them, with and without a model, and their owners reminded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from inbox import article_queries, article_suggestions, articles, events
from inbox.articles import Written
from inbox.models import (
    Article,
    ArticlePassage,
    ArticleQuery,
    ArticleSuggestion,
    Audience,
    Conversation,
    Direction,
    Event,
    EventKind,
    Message,
    Notice,
    Notification,
    Status,
)
from tests import clinic as building
from tests import knowledge
from tests.clinic import actor, message
from tests.house import House
from tests.queued import work_on
from tests.words_as_numbers import SmallModel
from workers import article_jobs, meaning

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
BODY = "A repeat prescription is ready after two working days."


def write(house: House, title: str = "Repeat prescriptions", body: str = BODY, **more: object) -> int:
    with house.work.unit() as session:
        return knowledge.article(session, house.clinic, house.clock(), title, body, **more).id  # type: ignore[arg-type]


def arrive(house: House, text: str, **more: object) -> int:
    with house.work.unit() as session:
        one = building.conversation(session, house.clinic.front_desk, now=house.clock(), text=text, **more)
        events.record(session, one, EventKind.RECEIVED, by=actor(None, house.clock()))
        return one.id


def offered(house: House, conversation_id: int) -> list[tuple[str, str]]:
    """The titles of what is offered, and the words that led there."""
    with house.work.unit(writes=False) as session:
        column = article_suggestions.column(Conversation.id, Conversation.team_id)
        told = session.scalar(select(column).where(Conversation.id == conversation_id))
    return [(one.title, one.words) for one in article_suggestions.read(told) if not one.is_dismissed]


def test_mail_that_asks_for_an_article_has_it_offered_at_once(house: House) -> None:
    write(house)
    write(house, "Parking", "There is a car park behind the house.")
    write(house, "Of others", BODY, team_ids=frozenset({house.clinic.billing.id}))
    conversation_id = arrive(house, "Please renew my prescription", subject="Repeat")
    thanks = arrive(house, "Thank you so much and have a nice weekend", subject="Hello")
    work_on(house.work)

    ((title, words),) = offered(house, conversation_id)
    assert (title, set(words.split(", "))) == ("Repeat prescriptions", {"repeat", "prescription"})
    assert offered(house, thanks) == []


@on_sqlite
def test_the_newest_mail_decides_and_what_is_no_help_stays_away(house: House) -> None:
    write(house)
    write(house, "Invoice copies", "Ask for copies of an invoice at the billing office.")
    conversation_id = arrive(house, "Please repeat my prescription")
    work_on(house.work)
    with house.work.unit() as session:
        one = session.get_one(Conversation, conversation_id)
        found = session.scalars(select(ArticleSuggestion)).one()
        article_suggestions.dismiss(session, one, found.id, by=actor(house.clinic.ana, house.clock()))
        message(session, one, sender="maria@example.com", text="And copies of the invoice, a repeat prescription too",
                at=house.clock() + timedelta(minutes=1))  # fmt: skip
        answer = message(session, one, sender="reception@clinic.example.org", text="prescription", at=house.clock(),
                         direction=Direction.OUTBOUND)  # fmt: skip
        answer.received_at += timedelta(hours=1)
        events.record(session, one, EventKind.RECEIVED, by=actor(None, house.clock()))
    for _ in range(2):
        work_on(house.work)
        ids = events_of(house, EventKind.RECEIVED)
        article_jobs.offer_articles.run(house.work, ids)

    assert [title for title, _ in offered(house, conversation_id)] == ["Invoice copies"]


@on_sqlite
def test_an_article_that_is_written_or_changed_is_offered_beside_mail_that_waits(house: House) -> None:
    waiting = arrive(house, "Please repeat my prescription")
    closed = arrive(house, "Please repeat my prescription", status=Status.CLOSED)
    old = arrive(house, "Please repeat my prescription", last_inbound_at=house.clock() - timedelta(days=90))
    work_on(house.work)
    article_id = write(house)
    work_on(house.work)
    assert [len(offered(house, one)) for one in (waiting, closed, old)] == [1, 0, 0]

    with house.work.unit() as session:
        one = session.get_one(Article, article_id)
        wanted = Written(one.title, "# How\n\nRepeat prescription: call us.", "en", Audience.PUBLIC)
        articles.change(session, one, wanted, seen=1, by=actor(house.clinic.cleo, house.clock()))
    work_on(house.work)
    with house.work.unit(writes=False) as session:
        suggestion = session.scalars(select(ArticleSuggestion)).one()
        text = article_suggestions.quotable(session, session.get_one(Conversation, waiting), suggestion.id)
    assert text == "Repeat prescription: call us."


@on_sqlite
def test_mail_of_a_first_reading_waits_until_there_is_time(house: House) -> None:
    write(house)
    house.clock.pass_by(days=10)
    conversation_id = arrive(house, "repeat prescription", last_inbound_at=house.clock() - timedelta(days=9))
    article_jobs.offer_articles.run(house.work, events_of(house, EventKind.RECEIVED))
    assert offered(house, conversation_id) == []
    work_on(house.work)
    assert len(offered(house, conversation_id)) == 1


@on_sqlite
def test_with_a_model_what_means_the_same_is_offered_too(house: House) -> None:
    model = SmallModel()
    write(house)
    conversation_id = arrive(house, "Meine Tabletten sind leer, ich brauche ein neues Rezept", subject="Frage")
    meaning.catch_up(house.work, model)
    meaning.catch_up(house.work, model)
    assert model.asked == [f"Repeat prescriptions. {BODY}"], "each passage once"
    article_jobs.offer(house.work, [conversation_id], None)
    assert offered(house, conversation_id) == []
    article_jobs.offer(house.work, [conversation_id], model)
    assert offered(house, conversation_id) == [("Repeat prescriptions", "")]

    with house.work.unit(writes=False) as session:
        passage = session.scalars(select(ArticlePassage)).one()
        assert (passage.model, passage.embedding) == (model.name, b"\x00\x3c" + b"\0" * 6), "half floats"


@on_sqlite
def test_a_query_loses_its_words_even_where_no_model_is_installed(house: House) -> None:
    write(house)
    meaning.catch_up(house.work, SmallModel())
    with house.work.unit() as session:
        query_id = article_queries.ask(session, house.clinic.organization.id, "Maria Lopez", now=house.clock())
    assert query_id is not None
    article_jobs.say_what_is_meant.run(house.work, query_id)
    article_jobs.say_what_is_meant.run(house.work, query_id + 1)
    with house.work.unit(writes=False) as session:
        assert session.get_one(ArticleQuery, query_id).text == ""
    house.clock.pass_by(days=2)
    article_jobs.catch_up_with_meanings.run(house.work)
    with house.work.unit(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(ArticleQuery)) == 0


@on_sqlite
def test_an_owner_is_reminded_once_for_each_day_that_a_review_is_due(house: House) -> None:
    today, ana = house.clock().date(), house.clinic.ana.id
    due = write(house, owner_id=ana, review_on=today)
    write(house, "Later", owner_id=ana, review_on=today + timedelta(days=1))
    write(house, "Nobody's", review_on=today)
    gone = write(house, "Archived", owner_id=ana, review_on=today)
    with house.work.unit() as session:
        articles.archive(session, session.get_one(Article, gone), by=actor(house.clinic.cleo, house.clock()))
    for _ in range(2):
        article_jobs.remind_of_reviews.run(house.work)
    assert reminders(house) == [(ana, {"name": "Repeat prescriptions"})]

    with house.work.unit() as session:
        by = actor(house.clinic.ana, house.clock())
        articles.review(session, session.get_one(Article, due), today + timedelta(days=90), by=by)
    house.clock.pass_by(days=90)
    article_jobs.remind_of_reviews.run(house.work)
    assert sorted(one["name"] for _, one in reminders(house)) == [
        "Later", "Repeat prescriptions", "Repeat prescriptions",
    ]  # fmt: skip


@on_sqlite
def test_what_was_offered_goes_with_its_mail(house: House) -> None:
    write(house)
    arrive(house, "repeat prescription")
    work_on(house.work)
    with house.work.unit() as session:
        assert session.scalar(select(func.count()).select_from(ArticleSuggestion)) == 1
        session.execute(delete(Message).where(Message.id == select(ArticleSuggestion.message_id).scalar_subquery()))
    with house.work.unit(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(ArticleSuggestion)) == 0


def events_of(house: House, kind: EventKind) -> list[int]:
    with house.work.unit(writes=False) as session:
        return list(session.scalars(select(Event.id).where(Event.kind == kind)))


def reminders(house: House) -> list[tuple[int, dict[str, str]]]:
    with house.work.unit(writes=False) as session:
        query = select(Notification.person_id, Notification.data).where(Notification.kind == Notice.ARTICLE_REVIEW)
        return [(row[0], row[1]) for row in session.execute(query.order_by(Notification.id))]
