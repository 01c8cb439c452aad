"""Whatever state a conversation is in and whatever was written, its card and the lists are cards that Gmail accepts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox import database
from inbox.database import Sessions
from inbox.lifecycle import AUTOMATIC, KEEP_CLOSED, NOT_DELIVERED
from inbox.mail.text import storable
from inbox.models import Conversation, MailboxState, Message, Priority, Status
from tests import clinic as building
from tests.cards.drawing import Drawer
from tests.clinic import Clinic

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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=states, text=texts, mailbox=st.sampled_from(MailboxState), silent=st.integers(0, 10_000))
def test_any_state_is_a_card(
    make: Sessions, clinic: Clinic, now: datetime, state: dict[str, Any], text: str, mailbox: MailboxState, silent: int
) -> None:
    with database.unit_of_work(make) as session:
        known = session.query(Conversation).first()
        one = known or building.conversation(session, clinic.front_desk, now=now)
        for name, value in state.items():
            setattr(one, name, value.replace(tzinfo=now.tzinfo) if isinstance(value, datetime) else value)
        message = session.query(Message).filter_by(conversation_id=one.id).one()
        message.visible_text = message.folded_quote = message.sender_name = message.subject = text
        desk = session.merge(clinic.front_desk)
        desk.state, desk.synced_at = mailbox, now - timedelta(minutes=silent)

    ana = Drawer(make, now, clinic.ana)
    assert ana("conversation", conversation=one.id).presses("open")
    for page in ("home", "search", "messages", "split", "snooze"):
        ana(page, conversation=one.id, query="maria", view="pending")
    ana("message", message=message.id)
