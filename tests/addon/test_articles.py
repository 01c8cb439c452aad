"""The knowledge base on cards: written with a preview, never over another's work, searched, and used for a reply."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import Engine, select

from inbox import article_search, article_suggestions, articles, database
from inbox.article_search import Found
from inbox.articles import Written
from inbox.database import Sessions
from inbox.models import (
    Article,
    ArticlePassage,
    ArticleQuery,
    ArticleSuggestion,
    Audience,
    Conversation,
    Message,
    Outgoing,
)
from tests import clinic as building
from tests import knowledge
from tests.addon.google import Google
from tests.addon.open_mail import EVENT_ID
from tests.addon.sidebar import Shown, Sidebar, strings
from tests.cards.drawing import counted_queries
from tests.clinic import Clinic

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
BODY = "# Before\n\nDrink **water**, [call us](tel:+15550100) or [do not](javascript:alert(1))."
TYPED = {"title": "Blood test", "body": BODY, "language": "en", "audience": "public", "owner": "nobody"}


@pytest.fixture
def cleo(service: Flask, google: Google) -> Sidebar:
    """The sidebar of a lead."""
    return Sidebar(service, google, email="cleo@clinic.example.org")


@pytest.fixture
def ada(service: Flask, google: Google) -> Sidebar:
    """The sidebar of an admin."""
    return Sidebar(service, google, email="ada@clinic.example.org")


def base(who: Sidebar) -> Shown:
    return who.press(who.home().button("open", page="articles"))


def new(who: Sidebar) -> Shown:
    return who.press(base(who).button("open", page="article-edit"))


def edit(who: Sidebar) -> Shown:
    """The form for the only article."""
    shown = who.press(base(who).button("open", page="article"))
    return who.press(shown.button("open", page="article-edit"))


def stored(make: Sessions) -> Article:
    with database.unit_of_work(make, writes=False) as session:
        return session.scalars(select(Article)).one()


def test_a_lead_writes_an_article_and_staff_read_it(cleo: Sidebar, ana: Sidebar, make: Sessions) -> None:
    assert "There are no articles yet" in base(cleo).text
    form = new(cleo)
    shown = cleo.press(form.button("preview-article"), **TYPED)
    assert "Preview: Blood test" in shown.text
    assert stripped(shown, "body") == BODY
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalars(select(Article)).all() == []

    saved = cleo.press(shown.button("save-article"), **TYPED)
    assert saved.notification == "Saved"
    assert "<b>Before</b>" in saved.text
    assert 'href=\\"tel:+15550100\\"' in saved.text
    assert 'href=\\"javascript' not in saved.text

    listed = base(ana)
    assert "1 article" in listed.text
    assert "Before: Drink water, call us or" in listed.text
    read = ana.press(listed.button("open", page="article"))
    assert "Blood test" in read.text
    with pytest.raises(AssertionError, match="no button"):
        read.button("open", page="article-edit")
    assert "Saved" not in ana.press(form.button("save-article"), **TYPED | {"title": "Ana's"}).notification
    assert (stored(make).title, stored(make).version) == ("Blood test", 1)


def stripped(shown: Shown, name: str) -> str:
    """What stands in a text field."""
    fields = (widget.get("textInput") for section in shown.card["sections"] for widget in section["widgets"])
    return next(str(one.get("value", "")) for one in fields if one and one["name"] == name)


@pytest.mark.parametrize(("wrong", "said"), [
    ({"title": ""}, "Write a title"), ({"body": " "}, "Write something first"),
    ({"body": "x" * 20_001}, "An article can have 20000 characters"), ({"language": "xx"}, "Choose from the list"),
    ({"audience": "everybody"}, "Choose from the list"), ({"owner": "987654"}, "Choose from the list"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    cleo: Sidebar, make: Sessions, wrong: dict[str, str], said: str
) -> None:
    refused = cleo.press(new(cleo).button("save-article"), **TYPED | wrong)
    assert said in refused.text
    kept = "title" if "body" in wrong else "body"
    assert stripped(refused, kept) == TYPED[kept]
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalars(select(Article)).all() == []


def test_lists_show_what_an_article_says_without_its_signs(cleo: Sidebar) -> None:
    form = new(cleo)
    typed = {**TYPED, "body": "# Before\n\n- Drink **water**\n- Eat *nothing*"}
    cleo.press(form.button("save-article"), **typed)
    for shown in (base(cleo), cleo.press(base(cleo).button("search-articles"), query="water")):
        assert "Drink water" in shown.text and "**" not in shown.text and "- Drink" not in shown.text


def test_of_two_who_change_an_article_at_once_neither_loses_a_word(cleo: Sidebar, ada: Sidebar, make: Sessions) -> None:
    cleo.press(new(cleo).button("save-article"), **TYPED)
    mine, theirs = edit(cleo), edit(ada)
    ada.press(theirs.button("save-article"), **TYPED | {"body": "What Ada wrote."})

    refused = cleo.press(mine.button("save-article"), **TYPED | {"body": "What Cleo wrote."})
    assert "Nothing was overwritten" in refused.notification
    assert "What Ada wrote." in refused.text
    assert stripped(refused, "body") == "What Cleo wrote."
    assert (stored(make).version, stored(make).body) == (2, "What Ada wrote.")

    shown = cleo.press(refused.button("preview-article"), **TYPED | {"body": "Both."})
    cleo.press(shown.button("save-article"), **TYPED | {"body": "Both."})
    assert (stored(make).version, stored(make).body) == (3, "Both.")


def test_a_preview_does_not_hide_that_somebody_saved(cleo: Sidebar, ada: Sidebar, make: Sessions) -> None:
    cleo.press(new(cleo).button("save-article"), **TYPED)
    mine, theirs = edit(cleo), edit(ada)
    ada.press(theirs.button("save-article"), **TYPED | {"body": "What Ada wrote."})
    shown = cleo.press(mine.button("preview-article"), **TYPED | {"body": "What Cleo wrote."})
    refused = cleo.press(shown.button("save-article"), **TYPED | {"body": "What Cleo wrote."})
    assert "Nothing was overwritten" in refused.notification
    assert stored(make).body == "What Ada wrote."


def test_versions_are_compared_and_restored(cleo: Sidebar, make: Sessions) -> None:
    cleo.press(new(cleo).button("save-article"), **TYPED)
    shown = cleo.press(edit(cleo).button("save-article"), **TYPED | {"body": "Eat nothing.", "why": "They fainted"})
    assert "They fainted" in shown.text
    old = cleo.press(shown.button("open", page="article-version", number="1"))
    assert "− # Before" in old.text
    assert "+ Eat nothing." in old.text
    restored = cleo.press(old.button("restore-article"))
    assert restored.notification == "This version holds again"
    assert (stored(make).version, stored(make).body) == (3, BODY)


def test_an_article_is_published_archived_brought_back_and_reviewed(
    cleo: Sidebar, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        about = {"review_on": now.date(), "owner_id": clinic.cleo.id, "audience": Audience.STAFF}
        knowledge.article(session, clinic, now, "Blood test", BODY, **about)  # type: ignore[arg-type]
    listed = base(cleo)
    assert "Your review is due" in listed.text
    shown = cleo.press(listed.button("open", page="article"))
    assert "Its review is due" in shown.text
    shown = cleo.press(shown.button("review-article", days="90"))
    assert (shown.notification, stored(make).review_on) == ("Reviewed", now.date() + timedelta(days=90))
    shown = cleo.press(shown.button("set-article-audience", audience="public"))
    assert (shown.notification, stored(make).audience) == ("It is public now", Audience.PUBLIC)
    shown = cleo.press(cleo.press(shown.button("open", page="article-archive")).button("archive-article"))
    assert "neither found nor offered" in shown.text
    assert cleo.press(shown.button("unarchive-article")).notification == "It is back"
    assert stored(make).archived_at is None


def test_articles_are_searched_by_words_at_once_and_by_meaning_at_the_next_look(
    ana: Sidebar, make: Sessions, clinic: Clinic, now: datetime, redis: Redis, engine: Engine
) -> None:
    with database.unit_of_work(make) as session:
        knowledge.article(session, clinic, now, "Blood test", BODY)
        knowledge.article(session, clinic, now, "Refills", "Two working days.")
        for passage in session.scalars(select(ArticlePassage)):
            vector = [1.0, 0.0] if "refills" in passage.words else [0.0, 1.0]
            passage.model, passage.embedding = "m", article_search.packed(vector)
    found = ana.press(base(ana).button("search-articles"), query="medicine and water")
    assert "Blood test" in found.text
    assert "Refills" not in found.text
    assert "are being looked for" in found.text
    assert any(b"triage" in key for key in redis.keys("rq:queue:*"))

    with database.unit_of_work(make) as session:
        asked = session.scalars(select(ArticleQuery)).one()
        asked.model, asked.embedding, asked.text = "m", article_search.packed([1.0, 0.0]), ""
    with counted_queries(engine) as statements:
        again = ana.press(found.button("open", page="articles", query="medicine and water"))
    assert len(statements) <= 8
    assert "Refills" in again.text
    assert "being looked for" not in again.text
    assert "No article says anything" in ana.press(again.button("search-articles"), query="zebra <b>").text


@pytest.fixture
def offered(make: Sessions, clinic: Clinic, conversation_id: int, now: datetime) -> list[int]:
    """Two articles that are offered beside the open mail: a public one, and one for staff."""
    with database.unit_of_work(make) as session:
        found = []
        for title, audience in (("Blood test", Audience.PUBLIC), ("SOP blood", Audience.STAFF)):
            one = knowledge.article(session, clinic, now, title, f"{title}: drink water.", audience=audience)
            passage = session.scalars(select(ArticlePassage).where(ArticlePassage.article_id == one.id)).one()
            score = 0.9 - len(found) / 100
            found.append(Found(one.id, title, passage.text, score, passage.id, "", "en", audience, ("blood", "test")))
        mail = session.scalars(select(Message).where(Message.conversation_id == conversation_id)).one()
        about = session.get_one(Conversation, conversation_id)
        article_suggestions.keep(session, about, mail.id, found, by=building.actor(None, now))
        return list(session.scalars(select(ArticleSuggestion.id).order_by(ArticleSuggestion.id)))


def test_a_passage_is_put_into_a_reply_and_nothing_is_sent(ana: Sidebar, make: Sessions, offered: list[int]) -> None:
    shown = ana.open(EVENT_ID)
    assert "because of: blood, test" in shown.text
    form = ana.press(shown.button("insert-article", offer=str(offered[0])))
    assert form.card["name"] == "reply"
    assert "Blood test: drink water." in form.text
    with pytest.raises(AssertionError, match="no button"):
        shown.button("insert-article", offer=str(offered[1]))
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalars(select(Outgoing)).all() == []


def test_what_is_for_staff_only_is_put_into_no_reply_however_it_is_asked(
    ana: Sidebar, make: Sessions, clinic: Clinic, offered: list[int], now: datetime
) -> None:
    button = ana.open(EVENT_ID).button("insert-article", offer=str(offered[0]))
    for one in button["parameters"]:
        one["value"] = str(offered[1]) if one["key"] == "offer" else one["value"]
    assert "does not exist any more" in ana.press(button).notification

    button = ana.open(EVENT_ID).button("insert-article", offer=str(offered[0]))
    with database.unit_of_work(make) as session:
        one = session.scalars(select(Article).where(Article.title == "Blood test")).one()
        wanted = Written(one.title, one.body, "en", Audience.PUBLIC, team_ids=frozenset({clinic.billing.id}))
        articles.change(session, one, wanted, seen=1, by=building.actor(clinic.ada, now))
    assert "does not exist any more" in ana.press(button).notification
    assert "Blood test" not in ana.open(EVENT_ID).text


def test_what_is_no_help_goes_and_stays_away(ana: Sidebar, ben: Sidebar, engine: Engine, offered: list[int]) -> None:
    shown = ana.press(ana.open(EVENT_ID).button("dismiss-article", offer=str(offered[0])))
    assert shown.notification == "It is no longer offered here"
    assert "Blood test: drink water." not in shown.text
    ben.home()
    with counted_queries(engine) as statements:
        again = ben.open(EVENT_ID)
    assert "Blood test: drink water." not in again.text
    assert "SOP blood" in again.text
    assert len(statements) <= 8


def test_what_was_said_to_be_no_help_is_brought_back_by_anybody(ana: Sidebar, ben: Sidebar, offered: list[int]) -> None:
    ana.press(ana.open(EVENT_ID).button("dismiss-article", offer=str(offered[0])))
    shown = ben.open(EVENT_ID)
    assert "Not helpful here: Blood test" in shown.text

    again = ben.press(shown.button("offer-article-again", offer=str(offered[0])))
    assert again.notification == "It is offered here again"
    assert "Blood test: drink water." in again.text
    assert "Not helpful here" not in again.text


def test_an_article_that_is_archived_is_offered_no_longer(
    ana: Sidebar, make: Sessions, clinic: Clinic, offered: list[int], now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        for one in session.scalars(select(Article)):
            articles.archive(session, one, by=building.actor(clinic.cleo, now))
    assert "Articles that may help" not in ana.open(EVENT_ID).text


def test_boxes_of_teams_limit_who_reads_it(cleo: Sidebar, make: Sessions, clinic: Clinic) -> None:
    cleo.press(new(cleo).button("save-article"), **TYPED | {"teams": strings(str(clinic.reception.id))})
    with database.unit_of_work(make, writes=False) as session:
        assert articles.teams_of(session, session.scalars(select(Article)).one()) == {clinic.reception.id}
    refused = cleo.press(edit(cleo).button("save-article"), **TYPED | {"teams": strings(str(clinic.billing.id))})
    assert "Choose from the list" in refused.text
