"""Finding articles by words in several languages, by meaning, and never those of others."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from inbox import article_files, article_queries, article_search, article_terms, articles, database
from inbox.article_search import Meaning
from inbox.database import Sessions
from inbox.models import Article, ArticlePassage, ArticleQuery, Audience
from tests import clinic as building
from tests import knowledge
from tests.cards.drawing import counted_queries
from tests.clinic import Clinic
from tests.words_as_numbers import SmallModel

DEMO = Path(__file__).parent.parent.parent / "demo" / "articles"
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def shelf(make: Sessions, clinic: Clinic, now: datetime) -> dict[str, int]:
    """The articles of the demo."""
    with database.unit_of_work(make) as session:
        for path in sorted(DEMO.glob("*.md")):
            wanted = article_files.read(path.stem, path.read_text()).wanted
            by = building.actor(clinic.ada, now)
            articles.write(session, clinic.organization.id, wanted, by=by, key=path.stem)
        return {row[0]: row[1] for row in session.execute(select(Article.key, Article.id))}


def keys(session: Session, clinic: Clinic, text: str, **more: object) -> list[str]:
    """What a text finds for everybody, best first."""
    more = {"limit": 3} | more
    found = article_search.find(session, clinic.organization.id, None, text, **more)  # type: ignore[arg-type]
    named = {row[0]: row[1] for row in session.execute(select(Article.id, Article.key))}
    return [named[one.article_id] for one in found]


def test_words_find_what_they_ask_for_in_every_language(make: Sessions, clinic: Clinic, shelf: dict[str, int]) -> None:
    with database.unit_of_work(make, writes=False) as session:
        for text, first in (
            ("I have run out of my tablets, can you prescribe them again?", "repeat-prescriptions"),
            ("May I eat before the blood test tomorrow?", "preparing-for-a-blood-test"),
            ("Darf ich vor der Blutabnahme etwas essen?", "blutentnahme-vorbereiten"),
            ("Welche IMPFUNGEN brauchen wir fuer die Reise nach Kenia?", "reiseimpfungen"),
            ("¿Puedo pedir un interprete para mi cita?", "pedir-un-interprete"),
            ("My stitches look red, how do I clean the wound?", "wound-care-after-stitches"),
            ("Can I pay the invoice in instalments?", "invoice-copies-and-instalments"),
            ("I need to move my appointment", "moving-an-appointment"),
        ):
            assert keys(session, clinic, text)[:1] == [first], text
        for text in ("", " .,;- ", "xyzzy plugh", "the and of", "12345", "%' OR 1=1 --", "\0\x1f"):
            assert keys(session, clinic, text) == [], text


@on_sqlite
def test_rare_words_count_for_more(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        for number in range(5):
            knowledge.article(session, clinic, now, f"Common {number}", f"We see patients daily. Number {number}.")
        knowledge.article(session, clinic, now, "Fasting", "Drink water only.")
        found = article_search.find(session, clinic.organization.id, None, "patients fasting", limit=9)
        assert (found[0].title, len(found)) == ("Fasting", 6)
        assert found[0].words[0] == "fasting"
        assert all(0 < one.score <= 1 for one in found)
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@on_sqlite
def test_nobody_finds_what_is_not_for_them(make: Sessions, clinic: Clinic, now: datetime) -> None:
    text = "insulin"
    with database.unit_of_work(make) as session:
        other = building.found(session, now=now, key="other")
        ours = knowledge.article(session, clinic, now, "Ours", text, team_ids=frozenset({clinic.reception.id}))
        knowledge.article(session, other, now, "Theirs", text)
        staff = knowledge.article(session, clinic, now, "Staff", text, audience=Audience.STAFF)
        old = knowledge.article(session, clinic, now, "Old", text)
        articles.archive(session, old, by=building.actor(clinic.ada, now))
        organization = clinic.organization.id
        who = [building.viewer(session, one) for one in (clinic.ana, clinic.dev, clinic.ada)]
        for one, wanted in (
            (who[0], {ours.id, staff.id}), (who[1], {staff.id}), (who[2], {ours.id, staff.id}),
            (clinic.reception.id, {ours.id, staff.id}), (clinic.billing.id, {staff.id}), (None, {staff.id}),
        ):  # fmt: skip
            found = article_search.find(session, organization, one, text, limit=9)
            assert {each.article_id for each in found} == wanted
        public = article_search.find(session, organization, who[0], text, limit=9, audience=Audience.PUBLIC)
        assert [one.article_id for one in public] == [ours.id]


def test_meaning_finds_what_no_word_does_and_only_by_the_model_that_computed_it(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    model = SmallModel()
    with database.unit_of_work(make) as session:
        knowledge.article(session, clinic, now, "Refills", "Two working days.")
        knowledge.article(session, clinic, now, "Bills", "Ask for an invoice.")
        for passage in session.scalars(select(ArticlePassage)):
            passage.model, passage.embedding = model.name, article_search.packed(model.embed([passage.words])[0])
    with database.unit_of_work(make, writes=False) as session:
        meaning = Meaning(model.name, article_search.packed(model.embed(["Mein Rezept"])[0]))
        found = article_search.find(session, clinic.organization.id, None, "Mein Rezept", limit=5, meaning=meaning)
        assert [(one.title, one.words) for one in found] == [("Refills", ())]
        assert found[0].score == pytest.approx(0.8)
        for wrong in (meaning._replace(model="another"), meaning._replace(vector=meaning.vector[:4])):
            assert not article_search.find(
                session, clinic.organization.id, None, "Mein Rezept", limit=5, meaning=wrong
            )  # fmt: skip


@on_sqlite
def test_looking_asks_the_database_twice_however_much_there_is(
    engine: Engine, make: Sessions, clinic: Clinic, shelf: dict[str, int]
) -> None:
    with database.unit_of_work(make, writes=False) as session, counted_queries(engine) as statements:
        keys(session, clinic, "blood test " * 2_000)
    assert len(statements) == 3, "one of them names the articles for this test"


@on_sqlite
def test_what_was_looked_for_is_kept_without_its_words(make: Sessions, clinic: Clinic, now: datetime) -> None:
    organization = clinic.organization.id
    with database.unit_of_work(make) as session:
        assert article_queries.ask(session, organization, "Maria Lopez insulin", now=now) is None, "no meanings yet"
        knowledge.article(session, clinic, now, "Refills", "Two working days.")
        for passage in session.scalars(select(ArticlePassage)):
            passage.model, passage.embedding = "m", article_search.packed([1.0])
        query_id = article_queries.ask(session, organization, "Maria Lopez insulin", now=now)
        assert query_id is not None
        assert article_queries.ask(session, organization, "MARIA lopez insulin", now=now) == query_id
        assert article_queries.asked(session, organization, "Maria Lopez insulin").is_pending
        article_queries.answer(session, query_id, Meaning("m", article_search.packed([1.0])))
        row = session.get_one(ArticleQuery, query_id)
        assert (row.text, row.model) == ("", "m")
        assert "Maria" not in row.digest
        asked = article_queries.asked(session, organization, "Maria Lopez insulin")
        assert (asked.meaning is not None, asked.is_pending) == (True, False)
        assert article_queries.ask(session, organization, "Maria Lopez insulin", now=now) is None
        article_queries.forget(session, now=now + article_queries.KEPT_FOR * 2)
        assert not session.scalars(select(ArticleQuery)).all()


@pytest.mark.parametrize(("language", "one", "other"), [
    ("en", "prescriptions", "prescription"), ("en", "stitches", "stitch"), ("en", "stopping", "stopped"),
    ("de", "Überweisungen", "Ueberweisung"), ("de", "Rezepte", "Rezept"), ("de", "Größe", "Groesse"),
    ("es", "citas", "cita"), ("es", "análisis", "analisis"), ("es", "vacunaciones", "vacunación"),
])  # fmt: skip
def test_forms_of_a_word_meet(language: str, one: str, other: str) -> None:
    assert set(article_terms.terms(one, language)) == set(article_terms.terms(other, language))
