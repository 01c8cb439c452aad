"""Asking a mailbox's model: what tells who somebody is stays here, money and patience end, the local one stands in."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ai.model import CannotAnswer
from ai.models import MODELS
from ai.questions import DraftReply, Letter, Mail, Manner, Rewrite, Summarise, Topic, Triage
from inbox import model_servers
from inbox.model_servers import Use
from inbox.models import Mailbox, Message, ModelCall, ModelServer, Notice, Notification, Organization
from simulator.openai.state import Ahead, State
from tests.clinic import Clinic, conversation, found
from tests.models import Served, served
from tests.queued import Clock
from workers import models
from workers.housekeeping import forget_old_model_calls
from workers.job import UnitsOfWork
from workers.models import Consulted
from workers.runtime import Runtime

on_both = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
REWRITE = Rewrite("Dear Maria Lopez, call 555-0134 at ten.", Manner.WARMER, "en")
TRIAGE = Triage(
    (Mail("Knee", "I have pain.\nHenrietta Quast\nborn 4 May 1971"),),
    (Topic("billing", "Bills", examples=("Bill of Mr Quibell is wrong",)),),
)


@dataclass(frozen=True)
class Asking:
    """A clinic whose front desk uses a model elsewhere."""

    work: UnitsOfWork
    clinic: Clinic
    clock: Clock
    server: Served
    message_id: int

    def ask(self, question: Any = REWRITE, *, use: Use = "copilot") -> Consulted[Any]:
        return models.consult(
            self.work, self.clinic.organization.id, question, mailbox_id=self.clinic.front_desk.id, use=use,
            person_id=self.clinic.ana.id, message_ids=[self.message_id],
        )  # fmt: skip

    def calls(self) -> list[ModelCall]:
        with self.work.unit(writes=False) as session:
            return list(session.scalars(select(ModelCall).order_by(ModelCall.id)))

    def outcomes(self) -> list[tuple[str, str]]:
        return [(one.model, one.outcome) for one in self.calls()]

    def told(self) -> list[tuple[Notice, int]]:
        with self.work.unit(writes=False) as session:
            query = select(Notification.kind, Notification.person_id).order_by(Notification.id)
            return [(row[0], row[1]) for row in session.execute(query)]

    def change(self, **values: object) -> None:
        with self.work.unit() as session:
            row = session.scalars(select(ModelServer)).one()
            for name, value in values.items():
                setattr(row, name, value)


@pytest.fixture
def asking(runtime: Runtime, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asking]:
    monkeypatch.setitem(MODELS, "local", "tests.models:build_local")
    clock = Clock(now)
    work = UnitsOfWork(runtime, clock)
    with served(State()) as server, work.unit() as session:
        clinic = found(session, now=now)
        session.get_one(Mailbox, clinic.front_desk.id).settings = {"triage": "large", "copilot": "large"}
        organization_id = clinic.organization.id
        session.add(
            ModelServer(
                organization_id=organization_id, key="large", kind="openai", base_url=f"{server.address}/v1",
                name="large", timeout=5.0, price_in=1.0, price_out=2.0, changed_at=now,
                secret=runtime.ring.seal(b"sk-simulated", row=model_servers.row_of(organization_id, "large")),
            )
        )  # fmt: skip
        one = conversation(session, clinic.front_desk, now=now)
        message_id = session.scalars(select(Message.id).where(Message.conversation_id == one.id)).one()
        session.commit()
        yield Asking(work, clinic, clock, server, message_id)


@on_both
def test_who_somebody_is_does_not_leave_and_is_back_in_the_answer(
    asking: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = asking.ask()
    assert (said.model, said.instead_of) == ("large", "")
    assert said.value == REWRITE.text, "the simulated model says what it was told"
    sent = asking.server.state.text
    assert "[PERSON_1]" in sent
    for secret in ("Maria", "Lopez", "555-0134"):
        assert secret not in sent
        assert secret not in caplog.text
    call = asking.calls()[0]
    assert (call.question, call.outcome, call.person_id) == ("rewrite", "answered", asking.clinic.ana.id)
    assert call.redacted == {"name": 1, "phone": 1}
    assert call.cost == pytest.approx((call.tokens_in + 2 * call.tokens_out) / 1_000_000)
    assert call.tokens_in > 0


@on_sqlite
def test_every_question_leaves_without_names_and_comes_back_whole(asking: Asking, now: datetime) -> None:
    letters = (
        Letter(asking.message_id, True, "Maria Lopez", now, "Visit of Maria", "It is Lopez, maria.lopez@example.com."),
    )
    answers = [
        asking.ask(Summarise(letters, "en")), asking.ask(DraftReply(letters, (), "en", "Ana Ruiz")),
        asking.ask(TRIAGE, use="triage"),
    ]  # fmt: skip
    assert all(one.model == "large" for one in answers)
    for secret in ("Maria", "Lopez", "Ruiz", "Quast", "Quibell", "1971"):
        assert secret not in asking.server.state.text
    assert answers[0].value.wanted[0].text.startswith("It is Lopez, maria.lopez@example.com")
    assert answers[1].value.text.endswith("\n\nAna Ruiz")


@on_sqlite
def test_no_model_elsewhere_makes_a_mail_less_urgent(asking: Asking) -> None:
    plain = {
        "number": 1, "category": "billing", "confidence": 0.9, "none_of_these": 0.1, "words": [], "priority": "low",
        "language": "en", "sentiment": 0.0, "urgent": [], "is_thanks": False, "questions": [],
    }  # fmt: skip
    asking.server.state.contents.append(json.dumps({"mails": [plain]}))
    (reading,) = asking.ask(TRIAGE, use="triage").value
    assert reading.category.value == "billing"
    assert [sign.kind for sign in reading.urgent] == ["chest-pain"]
    assert reading.priority.value == "urgent"
    assert reading.private == ("phone",)


@on_sqlite
def test_only_the_mailbox_that_names_it_sends_anything(asking: Asking) -> None:
    for settings, expected in (({}, "local"), ({"copilot": "local"}, "local"), ({"copilot": "gone"}, "local")):
        with asking.work.unit() as session:
            session.get_one(Mailbox, asking.clinic.front_desk.id).settings = settings
            session.get_one(Organization, asking.clinic.organization.id).settings = {"copilot": "large"}
        said = asking.ask()
        assert (said.value, said.model, said.instead_of) == ("local", expected, "")
    with asking.work.unit() as session:
        session.get_one(Mailbox, asking.clinic.front_desk.id).settings = {"copilot": "none"}
    with pytest.raises(CannotAnswer):
        asking.ask()
    assert asking.server.state.received == []


@on_sqlite
@pytest.mark.parametrize("kind", ["broken", "not-json", "nonsense", "slow"])
def test_whatever_goes_wrong_the_local_one_answers_and_says_for_whom(asking: Asking, kind: Any) -> None:
    asking.change(timeout=0.5)
    asking.server.state.always = Ahead(kind, 30.0)
    said = asking.ask()
    assert (said.value, said.model, said.instead_of) == ("local", "local", "large")
    assert [outcome for _, outcome in asking.outcomes()] in (["down", "answered"], ["nonsense", "answered"])


@on_both
def test_a_model_that_fails_rests_is_tried_once_and_comes_back(asking: Asking) -> None:
    asking.server.state.always = Ahead("broken")
    for _ in range(5):
        asking.ask()
    assert len(asking.server.state.received) == model_servers.FAILURES, "then it is left alone"
    assert asking.outcomes()[-2:] == [("large", "resting"), ("local", "answered")]
    assert asking.told() == [(Notice.MODEL_RESTS, asking.clinic.ada.id)], "admins are told, once"

    asking.clock.now += timedelta(seconds=61)
    asking.ask()
    asking.ask()
    assert len(asking.server.state.received) == model_servers.FAILURES + 1, "one try, and a longer rest"
    asking.server.state.always = None
    asking.clock.now += timedelta(seconds=121)
    assert asking.ask().model == "large"
    assert asking.ask().model == "large"


@on_both
def test_of_many_workers_one_tries_whether_it_is_back(asking: Asking) -> None:
    now = asking.clock.now
    with asking.work.unit() as session:
        row = session.scalars(select(ModelServer)).one()
        assert model_servers.claim_trial(session, row, now=now)
        session.refresh(row)
        assert not model_servers.claim_trial(session, row, now=now)
        assert model_servers.claim_trial(session, row, now=now + timedelta(minutes=1)), "whoever had it was killed"


@on_sqlite
def test_who_asks_for_patience_gets_it(asking: Asking) -> None:
    asking.server.state.troubles.append(Ahead("busy", 90.0))
    assert asking.ask().instead_of == "large"
    assert asking.ask().instead_of == "large"
    assert len(asking.server.state.received) == 1
    asking.clock.now += timedelta(seconds=91)
    assert asking.ask().model == "large"


@on_both
def test_a_budget_ends_with_the_day_of_the_organization(asking: Asking, now: datetime) -> None:
    asking.change(daily_budget=0.000_001)
    assert asking.ask().model == "large", "the call that goes over it is the last one"
    said = asking.ask()
    assert (said.model, said.instead_of) == ("local", "large")
    assert asking.outcomes()[1] == ("large", "over-budget")
    assert asking.told() == [(Notice.MODEL_OVER_BUDGET, asking.clinic.ada.id)]
    asking.ask()
    assert len(asking.told()) == 1
    asking.clock.now = now.replace(hour=22, minute=59)
    assert asking.ask().instead_of == "large"
    asking.clock.now = now.replace(hour=23, minute=1)
    assert asking.ask().model == "large", "in Berlin it is tomorrow"


@on_sqlite
def test_nothing_is_sent_where_nobody_trusts_or_without_the_key(asking: Asking) -> None:
    for address in ("http://models.example.org/v1", "https://169.254.169.254/v1"):
        asking.change(base_url=address, changed_at=asking.clock.now)
        assert asking.ask().instead_of == "large"
    asking.change(base_url=f"{asking.server.address}/v1", secret=b"not sealed by us")
    assert asking.ask().instead_of == "large"
    assert asking.server.state.received == []
    assert [outcome for model, outcome in asking.outcomes() if model == "large"] == ["down", "down", "keyless"]


@on_sqlite
def test_no_word_of_a_mail_is_kept_of_a_call_and_the_call_for_a_year(asking: Asking) -> None:
    asking.ask()
    asking.server.state.always = Ahead("nonsense")
    asking.ask()
    kept = " ".join(str(vars(call)) for call in asking.calls())
    assert "Lopez" not in kept
    assert "555-0134" not in kept
    assert len(kept) > 100
    asking.clock.now += timedelta(days=364)
    forget_old_model_calls.run(asking.work)
    assert asking.calls()
    asking.clock.now += timedelta(days=2)
    forget_old_model_calls.run(asking.work)
    assert asking.calls() == []


@on_sqlite
def test_other_organizations_do_not_pay(asking: Asking) -> None:
    with asking.work.unit() as session:
        other = found(session, now=asking.clock.now, key="other")
        session.get_one(Mailbox, other.front_desk.id).settings = {"copilot": "large"}
        organization_id, mailbox_id = other.organization.id, other.front_desk.id
    said = models.consult(asking.work, organization_id, REWRITE, mailbox_id=mailbox_id, use="copilot")
    assert (said.model, asking.server.state.received) == ("local", [])
    with pytest.raises(CannotAnswer):
        models.consult(
            asking.work, organization_id, REWRITE, mailbox_id=asking.clinic.front_desk.id, use="copilot"
        )  # fmt: skip
