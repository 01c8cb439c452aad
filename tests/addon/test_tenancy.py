"""Two organizations in one installation never see each other: every page and every action, with the other's ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from addon.actions import ACTIONS
from addon.identity import GOOGLE
from cards.pages import PAGES
from inbox import database
from inbox.database import Sessions
from inbox.models import (
    ArticleSuggestion,
    Category,
    CopilotQuestion,
    Delivery,
    Event,
    EventKind,
    LedgerEntry,
    Merge,
    Message,
    Notification,
    Outgoing,
    Person,
    PersonIdentity,
    SuggestedLink,
    Tag,
)
from manifests import google as descriptor
from tests.addon.deeds import rows_of
from tests.addon.entra import Entra
from tests.addon.google import Google
from tests.addon.pane_walk import ALSO, walk, walk_web
from tests.addon.sidebar import PUBLIC, Shown, Sidebar, actions, parameters, strings
from tests.addon.task_pane import Pane
from tests.addon.visitor import Visitor
from tests.cards import states
from tests.cards.states import State
from tests.clinic import Clinic, found

OURS, THEIRS = "appointment", "Zebrafish"
NOWHERE = "987654321012345678"  # an id that nothing has
DRAWN = re.compile(r'("key": "(?:drawn|version)", "value": )"[^"]*"')
BUTTONS = (descriptor.ACTIONS, "/outlook/actions/", "/app/actions/")
MEASURED = re.compile(r"(?m)^inbox_.* [0-9.e+-]+$")
"""A number for Prometheus."""
INPUTS: dict[str, dict[str, str]] = {
    "assign": {"assignee": "person"},
    "edit": {"category": "category", "tags": "tag"},
    "track": {"mailbox": "mailbox"},
    "fill-reply": {"template": "template"},
    "save-article": {"owner": "person", "teams": "team"},
}
"""Fields of forms that carry ids, and of what."""


@pytest.fixture
def mine(make: Sessions, clinic: Clinic, now: datetime) -> State:
    """What our organization has, and its people known by their subjects."""
    with database.unit_of_work(make) as session:
        for who in (clinic.ana, clinic.ada):
            name = who.name.split()[0].lower()
            session.add(
                PersonIdentity(
                    organization_id=who.organization_id, person_id=who.id, issuer=GOOGLE,
                    subject=f"sub-{name}@clinic.example.org", created_at=now,
                )
            )  # fmt: skip
        return states.busy(session, clinic, now, text=OURS, count=2)


@pytest.fixture
def theirs(make: Sessions, mine: State, now: datetime) -> dict[str, str]:
    """The same in an organization with the same names and addresses: an id of each kind."""
    with database.unit_of_work(make) as session:
        other = found(session, now=now, key="other")
        state = states.busy(session, other, now, text=THEIRS, count=2)
        return _ids(session, other, state)


@pytest.fixture(params=["ana", "ada"])
def we(request: pytest.FixtureRequest, service: Flask, google: Google) -> Sidebar:
    """An agent, and an admin."""
    return Sidebar(service, google, email=f"{request.param}@clinic.example.org")


def test_no_page_and_no_action_lets_anything_through(
    we: Sidebar, make: Sessions, mine: State, theirs: dict[str, str]
) -> None:
    before = rows_of(make, theirs["organization"])
    presses = _presses(we, mine)
    tried = set()
    for button, name, kind in _targets(presses, theirs):
        action = str(button["function"]).rpartition("/")[2]
        unknown, foreign = (_try(we, button, name, value) for value in (NOWHERE, theirs[kind]))

        assert _plain(foreign, theirs[kind]) == _plain(unknown, theirs[kind]), (action, name)
        assert THEIRS not in foreign.text, (action, name)
        tried.add((action, name))
    assert rows_of(make, theirs["organization"]) == before
    own = {"note", "outgoing"} if we.email.startswith("ana") else set[str]()
    assert {name for _, name in tried} >= {"conversation", "message", "target", "suggestion", "merge", "offer", *own}
    assert len({action for action, _ in tried}) > 22  # the others carry no id


def test_no_route_of_the_service_lets_anything_through(
    we: Sidebar, entra: Entra, consented: None, service: Flask, make: Sessions, theirs: dict[str, str], redis: Redis
) -> None:  # fmt: skip
    nowhere = dict.fromkeys(theirs, NOWHERE) | {"internet": "<nowhere@example.com>"}
    pane, web = Pane(service, entra, email=we.email), Visitor(service).enter(redis, f"sub-{we.email}")
    assert pane.home().status == 200
    before, walked = rows_of(make, theirs["organization"]), set()
    for rule in service.url_map.iter_rules():
        for path in _paths(rule):
            for method in (rule.methods or set()) & {"GET", "POST"}:
                unknown, foreign = (_walk(we, pane, web, method, path, ids) for ids in (nowhere, theirs))

                assert _without(foreign, theirs) == _without(unknown, theirs), path
                assert THEIRS not in foreign, path
                walked.add(path)
    assert rows_of(make, theirs["organization"]) == before
    assert walked >= {f"{actions}{name}" for name in ACTIONS for actions in BUTTONS}
    assert walked >= {descriptor.MESSAGE, "/outlook/message", "/outlook/send-check", "/metrics", "/app", "/app/live"}


def test_no_list_no_search_and_no_completion_tells_of_the_others(
    we: Sidebar, mine: State, theirs: dict[str, str]
) -> None:
    shown = [we.home(), we.ask("/gmail/settings"), we.ask("/gmail/compose")]
    shown += [_page(we, page, mine) for page in PAGES]

    assert [one.text for one in shown if THEIRS in one.text] == []


@pytest.mark.parametrize(("action", "params", "field"), [
    ("search", {}, "query"), ("find-target", {"conversation": ""}, "query"),
    ("suggest-mention", {"conversation": ""}, "note"), ("suggest-tag", {"conversation": ""}, "more_tags"),
])  # fmt: skip
def test_looking_for_what_the_others_have_finds_what_looking_for_nothing_finds(
    we: Sidebar, mine: State, theirs: dict[str, str], action: str, params: dict[str, str], field: str
) -> None:
    params = {name: str(mine.conversation) for name in params}
    told = [_plain(_act(we, action, params, **{field: word})).replace(word, "?") for word in (f"@{THEIRS}", "@Quokka")]

    assert told[0] == told[1]


def test_the_others_mail_is_not_found_by_its_id(
    we: Sidebar, make: Sessions, mine: State, theirs: dict[str, str]
) -> None:
    foreign = _page(we, "conversation", mine, conversation=theirs["conversation"])

    assert THEIRS not in foreign.text
    with database.unit_of_work(make, writes=False) as session:
        kinds = session.scalars(select(Event.kind).where(Event.organization_id != int(theirs["organization"]))).all()
    before = kinds.count(EventKind.ACCESS_REFUSED)
    _act(we, "take", {"conversation": theirs["conversation"], "version": "1"})
    with database.unit_of_work(make, writes=False) as session:
        refused = select(Event).where(Event.kind == EventKind.ACCESS_REFUSED).order_by(Event.id.desc())
        events = session.scalars(refused.where(Event.organization_id != int(theirs["organization"]))).all()
    assert len(events) == before + 1
    assert events[0].data["asked_for"] == int(theirs["conversation"])


def test_an_address_of_two_organizations_opens_neither(service: Flask, google: Google, theirs: dict[str, str]) -> None:
    ben = Sidebar(service, google, email="ben@clinic.example.org")

    assert "no access" in ben.home().text.lower()


def _ids(session: Session, other: Clinic, state: State) -> dict[str, str]:
    organization = other.organization.id

    def first(table: Any) -> str:
        return str(session.scalars(select(table.id).where(table.organization_id == organization)).first())

    return {
        "organization": str(organization), "conversation": str(state.conversation), "message": str(state.message),
        "note": str(state.note), "target": str(state.other), "template": str(state.template),
        "mailbox": str(state.mailbox), "suggestion": first(SuggestedLink), "merge": first(Merge),
        "provider": str(session.scalars(_provider_ids(organization)).first()),
        "thread": _in_a_thread(session, organization), "copilot": first(CopilotQuestion),
        "internet": str(session.scalars(select(Message.internet_message_id).where(
            Message.organization_id == organization).order_by(Message.id)).first()),
        "outgoing": first(Outgoing), "person": first(Person), "people": first(Person), "team": str(other.reception.id),
        "tag": first(Tag), "category": first(Category), "entry": first(LedgerEntry), "notice": first(Notification),
        "article": str(state.article), "offer": first(ArticleSuggestion),
    }  # fmt: skip


def _in_a_thread(session: Session, organization_id: int) -> str:
    thread = "thread-of-theirs"
    theirs = update(Delivery).where(Delivery.organization_id == organization_id)
    session.execute(theirs.values(provider_thread_id=thread))
    return thread


def _provider_ids(organization_id: int) -> Select[tuple[str]]:
    return select(Delivery.provider_id).where(Delivery.organization_id == organization_id).order_by(Delivery.id)


def _presses(we: Sidebar, state: State) -> list[dict[str, Any]]:
    """Every kind of press that some card of ours offers."""
    known: dict[tuple[str, ...], dict[str, Any]] = {}
    for page in PAGES:
        for button in actions(_page(we, page, state).body):
            sent = parameters(button)
            kind = (str(button["function"]), sent.get("page", ""), *sorted(sent))
            known.setdefault(kind, button)
    return list(known.values())


def _targets(presses: list[dict[str, Any]], theirs: Mapping[str, str]) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Each press with each of its ids, by name and kind; fields of forms are told by a dot."""
    for button in presses:
        for name in parameters(button):
            if name in theirs:
                yield button, name, name
        for name, kind in INPUTS.get(str(button["function"]).rpartition("/")[2], {}).items():
            yield button, f".{name}", kind


def _paths(rule: Rule) -> list[str]:
    """The addresses of a route: one of each action, one of each page that is opened."""
    if not rule.arguments:
        return [rule.rule]
    if rule.rule in ALSO:
        return [ALSO[rule.rule]]
    here = rule.rule.removesuffix("<name>")
    assert here in BUTTONS, "a new kind of route: walk it, too"
    return [*(f"{here}{name}" for name in ACTIONS), *(f"{here}open?{page}" for page in PAGES)]


def _walk(we: Sidebar, pane: Pane, web: Visitor, method: str, path: str, ids: Mapping[str, str]) -> str:
    """What a route answers to ids of every kind, sent with a page and a version as every press sends them."""
    path, _, page = path.partition("?")
    sent = {**ids, "page": page or "conversation", "version": "1"}
    fields = [pair for form in INPUTS.values() for pair in form.items()]
    if path.startswith("/outlook/") and method == "POST":
        return walk(pane, path, sent, fields, hide=NOWHERE)
    if path.startswith("/app"):
        return walk_web(web, method, path, sent, fields, hide=NOWHERE)
    if not path.startswith("/gmail/"):
        answer = we.app.test_client().open(path, method=method, query_string=dict(ids), buffered=True)
        return MEASURED.sub("", answer.get_data().decode("utf-8", "replace"))
    typed = {field: strings(ids[kind]) for fields in INPUTS.values() for field, kind in fields.items()}
    we.message_id = ids["provider"]
    shown = we.ask(path, parameters={**ids, "page": page or "conversation", "version": "1"}, formInputs=typed)
    we.message_id = ""
    return _plain(shown)


def _without(answer: str, ids: Mapping[str, str]) -> str:
    for id_ in ids.values():
        answer = answer.replace(f'"{id_}"', '"#"')
    return answer


def _try(we: Sidebar, button: Mapping[str, Any], name: str, value: str) -> Shown:
    """Press it with one id exchanged."""
    sent, typed = parameters(button), {}
    if name.startswith("."):
        typed = {name[1:]: strings(value)}
    else:
        sent[name] = value
    return we.ask(str(button["function"]).removeprefix(PUBLIC), parameters=sent, formInputs=typed)


def _page(we: Sidebar, page: str, state: State, **params: str) -> Shown:
    told = {key: str(value) for key, value in state.params(page).items()} | params
    return _act(we, "open", {"page": page, **told})


def _act(we: Sidebar, name: str, params: Mapping[str, str], **typed: str) -> Shown:
    inputs = {key: strings(value) for key, value in typed.items()}
    return we.ask(f"{descriptor.ACTIONS}{name}", parameters=dict(params), formInputs=inputs)


def _plain(shown: Shown, id_: str = NOWHERE) -> str:
    """An answer without what differs with every drawing, and without the id that was asked for."""
    return re.sub(rf'"(reply)?({NOWHERE}|{re.escape(id_)})"', r'"\1#"', DRAWN.sub(r'\1""', shown.text))
