"""Rules on cards: for leads what each did, on a conversation which ran and why not, and that they are held back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from inbox import database
from inbox.database import Sessions
from inbox.errors import NotAllowed
from inbox.models import Rule, RuleOutcome, RuleRun
from inbox.rules import brakes
from tests import clinic as building
from tests.cards.drawing import Drawer
from tests.clinic import Clinic

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def ran(make: Sessions, clinic: Clinic, now: datetime) -> tuple[int, int]:
    """A rule that ran in a conversation of reception and in one of billing."""
    with database.unit_of_work(make) as session:
        organization_id = clinic.organization.id
        rule = Rule(organization_id=organization_id, key="sort", version=1, name="Sort them", created_at=now)
        session.add(rule)
        session.flush()
        here = building.conversation(session, clinic.front_desk, now=now, subject="Desk matter")
        there = building.conversation(session, clinic.invoices, now=now, subject="Invoice matter")
        here.rules_held_until, here.rules_held_why = now + timedelta(hours=1), brakes.RUNS
        for number, (one, outcome) in enumerate(
            ((here, RuleOutcome.DONE), (here, RuleOutcome.NO_MATCH), (there, RuleOutcome.DONE))
        ):
            session.add(
                RuleRun(organization_id=organization_id, rule_id=rule.id, rule_key="sort", conversation_id=one.id,
                        occasion=f"event:{number}", at=now, outcome=outcome, why=["subject contains lab: yes"],
                        did=["tag: late: done"] if outcome is RuleOutcome.DONE else [])
            )  # fmt: skip
        return here.id, there.id


def test_a_conversation_says_which_rules_ran_and_why_not_and_that_they_are_held_back(
    make: Sessions, clinic: Clinic, now: datetime, ran: tuple[int, int]
) -> None:
    ana = Drawer(make, now, clinic.ana)
    shown = ana("rules-here", conversation=ran[0])
    texts = [line["text"] for line in shown.lines]
    assert len(texts) == 2
    assert "did not hold" in texts[0]
    assert "Because: subject contains lab: yes" in texts[1]
    assert "tag: late: done" in texts[1]
    card = ana("conversation", conversation=ran[0])
    assert "Rules did too much here" in card.text
    assert card.opened("rules-here")
    later = Drawer(make, now + timedelta(hours=2), clinic.ana)("conversation", conversation=ran[0])
    assert "Rules did too much here" not in later.text


def test_leads_see_the_rules_and_what_they_did_in_their_teams(
    make: Sessions, clinic: Clinic, now: datetime, ran: tuple[int, int]
) -> None:
    for who, count in ((clinic.cleo, 2), (clinic.ada, 3)):
        draw = Drawer(make, now, who)
        assert draw("settings").opened("rules")
        shown = draw("rules")
        assert f"of {count} times in a week" in shown.text
        assert [one["rule"] for one in shown.opened("rule")] == ["sort"]
        assert len(draw("rule", rule="sort").lines) == count
    ana = Drawer(make, now, clinic.ana)
    assert ana("settings").opened("rules") == []
    with pytest.raises(NotAllowed):
        ana("rule", rule="sort")
