"""Every page in every state is a card that every host accepts, drawn with few queries."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from cards.kit import Form
from cards.pages import PAGES
from inbox import database
from inbox.database import Sessions
from inbox.errors import NotAllowed, NotFound
from inbox.models import Person, Role
from tests.cards import states
from tests.cards.drawing import Drawer, counted_queries
from tests.cards.states import HOSTILE, State
from tests.clinic import Clinic
from tests.inbox.test_views import fill

MOST_QUERIES = 8
FOR_ADMINS = (
    "ledger", "ledger-mailbox", "webhooks", "policies", "policy", "board", "rules", "rule", "article-edit",
    "article-archive", "insights", "insights-team", "models", "outward", "learning",
)  # fmt: skip
"""For those who answer for teams, or for the organization."""
FOR_ALL = (
    "home", "search", "settings", "templates", "not-tracked", "my-day", "notices", "notice-settings",
    "availability", "team", "articles",
)  # fmt: skip
"""Pages that are told of nothing."""
STATES = {
    "bare": {},
    "busy": {"text": "appointment"},
    "hostile": {"text": HOSTILE},
    "long": {"text": "word " * 1_000, "count": 35},
}


def pages_for(who: Person) -> list[str]:
    return [page for page in PAGES if who.role is Role.ADMIN or page not in FOR_ADMINS]


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest, make: Sessions, clinic: Clinic, now: datetime) -> State:
    """A conversation in some state."""
    with database.unit_of_work(make) as session:
        if request.param == "bare":
            return states.bare(session, clinic, now)
        return states.busy(session, clinic, now, **STATES[request.param])


def test_every_page_is_a_card_in_every_state_host_and_language(
    make: Sessions, now: datetime, clinic: Clinic, state: State
) -> None:
    typed = dict.fromkeys(("note", "more_tags", "value-appointment_date", "value-" + HOSTILE), (HOSTILE,))
    faulty = ("note", "day", "assignee", "priority", "tags", "time_zone", "mailbox")
    form = Form(typed, dict.fromkeys(faulty, HOSTILE))
    for draw in (
        Drawer(make, now + timedelta(days=3), clinic.ana, "en"),
        Drawer(make, now + timedelta(days=3), clinic.ada, "de"),
    ):
        for page in pages_for(draw.who):
            params = state.params(page)
            assert draw(page, **params).json["name"] == page
            again = draw(page, form, may_be_late=True, **params)
            assert (again.json["name"], again.adaptive["page"]) == (page, page)
            assert again.adaptive["card"]["lang"] == draw.language
            assert len(again.needs) <= 1, "a field that must be filled in holds up all that ask for any"


def test_no_page_asks_the_database_more_than_eight_times(
    engine: Engine, make: Sessions, now: datetime, clinic: Clinic, state: State
) -> None:
    asked = {}
    for who in (clinic.ana, clinic.ada):
        drawer = Drawer(make, now, who)
        view = drawer.view()
        for page in pages_for(who):
            draw = PAGES[page]
            params = {key: str(value) for key, value in state.params(page).items()}
            with database.unit_of_work(make, writes=False) as session, counted_queries(engine) as statements:
                draw(session, view, params)
            asked[who.name, page] = len(statements)

    assert {page: count for page, count in asked.items() if count > MOST_QUERIES} == {}


@pytest.mark.parametrize("count", [0, 1, 99, 250, 10_000])
def test_a_home_page_costs_the_same_however_many_conversations_there_are(
    engine: Engine, make: Sessions, clinic: Clinic, now: datetime, ana: Drawer, ada: Drawer, count: int
) -> None:
    if count:
        with database.unit_of_work(make) as session:
            fill(session, clinic.front_desk, count, now, assignee_id=clinic.ana.id)

    for drawer, view in ((ana, "mine"), (ada, "team")):
        with counted_queries(engine) as statements:
            drawn = drawer("home", view=view)
        shown = [line for line in drawn.lines if "Question" in line["text"]]
        assert len(shown) == min(count, 50)
        assert len(drawn.presses("open")) > 0
        assert bool([button for button in drawn.opened("home") if "older" in button]) == (count > 50)
        assert f"({count if count < 100 else '99+'})" in drawn.text
        assert len(statements) <= MOST_QUERIES


def test_pages_of_other_peoples_conversations_do_not_exist(
    make: Sessions, clinic: Clinic, now: datetime, dev: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        state = states.bare(session, clinic, now)
    for page in PAGES:
        params = state.params(page)
        if "conversation" in params or ("message" in params and page == "message"):
            with pytest.raises(NotFound):
                dev(page, **params)


def test_what_is_for_admins_is_refused_to_others(ana: Drawer, state: State) -> None:
    for page in FOR_ADMINS:
        with pytest.raises(NotAllowed):
            ana(page, **state.params(page))


def test_ids_that_are_none_are_not_found(ana: Drawer, ada: Drawer) -> None:
    for nonsense in ("", "x", "-1", "0", "1e3", "²", "9" * 30, "1 OR 1=1"):
        for page in PAGES:
            if page in ("ledger", "webhooks", "models", "policies", "board", "insights", "learning"):
                ada(page, mailbox=nonsense)
            elif page == "policy":
                with pytest.raises(NotFound):
                    ada(page, policy=nonsense or "nothing")
            elif page in ("rules", "rule"):
                ada(page, rule=nonsense, older=nonsense)
            elif page == "article-edit":
                with pytest.raises(NotFound):
                    ada(page, article=nonsense or "nothing")
            elif page == "ledger-mailbox":
                with pytest.raises(NotFound):
                    ada(page, mailbox=nonsense)
            elif page in FOR_ALL:
                ana(page, conversation=nonsense, older=nonsense, newer=nonsense, view=nonsense)
            else:
                with pytest.raises(NotFound):
                    ana(page, conversation=nonsense, message=nonsense, template=nonsense, target=nonsense)
