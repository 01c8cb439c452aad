"""Whatever state a conversation is in and whatever was written: each page is a card that its host accepts, everywhere
with the same facts and the same actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.wording import LANGUAGES
from inbox import database
from inbox.database import Sessions
from inbox.lifecycle import AUTOMATIC, KEEP_CLOSED, NOT_DELIVERED
from inbox.mail.text import storable
from inbox.models import Conversation, MailboxState, Message, Note, Priority, Status, Template
from tests.cards import states as one_of_everything
from tests.cards.drawing import Drawer
from tests.cards.pages.test_every_page import pages_for
from tests.cards.states import State
from tests.clinic import Clinic

EXAMPLES = 100
"""On each of the two databases."""
texts = st.text(max_size=200).map(storable)
states = st.fixed_dictionaries(
    {
        "subject": texts,
        "preview": texts,
        "preview_from": texts,
        "status": st.sampled_from(Status),
        "status_reason": st.sampled_from(["", AUTOMATIC, KEEP_CLOSED, NOT_DELIVERED, "words of a rule"]),
        "priority": st.sampled_from(Priority),
        "snoozed_until": st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
        "is_quarantined": st.booleans(),
        "is_listed": st.booleans(),
        "subject_changed": st.booleans(),
        "message_count": st.integers(0, 2000),
        "origin": st.sampled_from(["human", "automated", "bulk"]),
        "last_inbound_at": st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    }
)


@pytest.fixture
def drawn_of(make: Sessions, clinic: Clinic, now: datetime) -> State:
    """A conversation with a note, whose state changes from example to example."""
    with database.unit_of_work(make) as session:
        return one_of_everything.bare(session, clinic, now)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    state=states, text=texts, mailbox=st.sampled_from(MailboxState), silent=st.integers(0, 10_000),
    language=st.sampled_from(sorted(LANGUAGES)),
)  # fmt: skip
def test_any_state_is_a_card_that_says_and_offers_the_same_in_every_host(
    make: Sessions, clinic: Clinic, now: datetime, drawn_of: State, state: dict[str, Any], text: str,
    mailbox: MailboxState, silent: int, language: str,
) -> None:  # fmt: skip
    with database.unit_of_work(make) as session:
        one = session.get_one(Conversation, drawn_of.conversation)
        for name, value in state.items():
            setattr(one, name, value.replace(tzinfo=now.tzinfo) if isinstance(value, datetime) else value)
        message = session.get_one(Message, drawn_of.message)
        message.visible_text = message.folded_quote = message.sender_name = message.subject = text
        session.get_one(Note, drawn_of.note).text = f"{text} https://example.org/?a=1&b=2 {text}"
        session.get_one(Template, drawn_of.template).body = f"{text} {{{{appointment_date}}}}"
        desk = session.merge(clinic.front_desk)
        desk.state, desk.synced_at = mailbox, now - timedelta(minutes=silent)

    ana = Drawer(make, now, clinic.ana, language)
    for page in pages_for(clinic.ana):
        ana(page, **drawn_of.params(page))
    assert ana("conversation", conversation=drawn_of.conversation).presses("open")
