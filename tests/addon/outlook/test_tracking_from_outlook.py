"""Track in Outlook: a mail that lies in the shared mailbox already is taken in at once; others cannot be put there."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from inbox import database
from inbox.database import Sessions
from inbox.models import Event, EventKind, KnownCopy, Message
from tests.addon.conftest import Furnish
from tests.addon.entra import Entra
from tests.addon.open_mail import OwnMailbox
from tests.addon.task_pane import Pane
from tests.addon.test_tracking import ABOUT, filed, shared
from tests.clinic import Clinic
from tests.simulator.running import Running

__all__ = ["shared"]


@pytest.fixture
def ana(furnish: Furnish, shared: OwnMailbox, entra: Entra, consented: None, simulated: Running) -> Pane:
    """Ana's pane, with a mailbox to ask."""
    return Pane(furnish(gmail_api_url=simulated.url, google_token_url=f"{simulated.url}/token"), entra)


def test_a_mail_that_nobody_fetched_yet_is_fetched(
    ana: Pane, shared: OwnMailbox, make: Sessions, clinic: Clinic
) -> None:
    shared.receive(ABOUT, to=shared.address)
    untracked = ana.open(internetMessageId=ABOUT, itemId="x")
    assert untracked.name == "not-tracked"
    shown = ana.press(untracked.button("track"), mailbox=str(clinic.front_desk.id))

    assert (shown.status, shown.name, shown.notice) == (200, "conversation", "Tracked in Reception")
    assert ana.open(internetMessageId=ABOUT, itemId="x").name == "conversation"
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalars(select(Message.internet_message_id)).all() == [ABOUT]
        assert session.scalars(select(Event.kind)).all().count(EventKind.TRACKED) == 1
        assert session.scalar(select(func.count()).select_from(KnownCopy)) == 0


@pytest.mark.parametrize("internet_id", [ABOUT, None])
def test_a_mail_that_lies_elsewhere_is_not_put_there(
    ana: Pane, shared: OwnMailbox, make: Sessions, clinic: Clinic, internet_id: str | None
) -> None:
    untracked = ana.open(internetMessageId=internet_id, itemId="x")
    refused = ana.press(untracked.button("track"), mailbox=str(clinic.front_desk.id))

    assert refused.status == 403 and refused.notice.startswith("This mail is not in that mailbox.")
    assert filed(shared) == 0
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalars(select(Message)).all() == []


def test_a_mailbox_of_others_cannot_be_chosen(ana: Pane, clinic: Clinic) -> None:
    untracked = ana.open(internetMessageId=ABOUT, itemId="x")
    answers = {
        (shown.status, shown.notice)
        for shown in (
            ana.press(untracked.button("track"), mailbox=number) for number in (str(clinic.invoices.id), "987654321")
        )
    }

    assert len(answers) == 1 and next(iter(answers))[0] == 404
