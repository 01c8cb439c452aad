"""What is here already, and what was only noted."""

from __future__ import annotations

from datetime import UTC, datetime

from sync import storing
from sync.provider import Fetched
from tests.office import Office


def test_of_what_is_here_drafts_are_only_noted_and_fetched_whole_when_they_change(office: Office) -> None:
    today = datetime.now(UTC)
    mail, draft = office.gmail.deliver(at=today), office.gmail.deliver(None, "DRAFT", at=today)
    office.read_everything()

    with office.work.unit(writes=False) as session:
        held = storing.held(session, office.mailbox_id, [mail, draft, "unknown"])

    assert {provider_id: here.is_whole for provider_id, here in held.items()} == {mail: True, draft: False}
    assert held[mail].version
    assert held[mail].listed_at is None


def test_what_the_provider_never_gives_stops_nothing(office: Office) -> None:
    office.read_everything()

    with office.work.unit() as session:
        mailbox = session.merge(office.mailbox)
        storing.store(session, mailbox, Fetched(refused=("odd",)), keys=(), now=office.work.clock())

    assert office.held == {}
