"""Two organizations with a mailbox of the same address in one installation: each takes in and is told only its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from addon.app import create_app
from inbox import label_marks, lifecycle
from inbox.models import Base, Conversation, Delivery, Mailbox, Message
from tests.addon.cli.conftest import Type
from tests.addon.google import ACCOUNT, CLIENT, PUSHER, Google
from tests.addon.sidebar import PUBLIC
from tests.addon.test_hooks import message, push, queued
from tests.clinic import actor, conversation, found
from tests.office import Office, connect
from tests.sync.outside import letter
from workers.job import JOBS
from workers.runtime import Runtime

OURS, THEIRS = "Kingfisher", "Zebrafish"


@dataclass(frozen=True)
class Both:
    """The mailbox of one address, once in each organization; the keys are `clinic` and `other`."""

    ours: Office
    theirs: Office

    def read(self) -> None:
        """The first reading of either."""
        self.ours.read_everything()
        self.theirs.read_everything()


@pytest.fixture
def both(office: Office, now: datetime) -> Both:
    """The same mailbox at Gmail, connected by two organizations whose teams and people have the same names."""
    with office.work.unit() as session:
        other = found(session, now=now, key="other")
    connect(office.work, other.front_desk.id, office.gmail)
    return Both(office, replace(office, clinic=other, mailbox_id=other.front_desk.id))


@pytest.fixture
def pushing() -> Iterator[Google]:
    """Google, which signs what it pushes."""
    one = Google()
    yield one
    one.stop()


def served(runtime: Runtime, google: Google) -> Runtime:
    """The runtime of a web service that knows this Google."""
    said = {"public_url": PUBLIC, "google_client_id": CLIENT, "google_addon_account": ACCOUNT,
            "google_push_account": PUSHER, "google_certs_url": google.certs_url}  # fmt: skip
    return replace(runtime, settings=runtime.settings.model_copy(update=said))


def rows(office: Office) -> dict[str, list[tuple[object, ...]]]:
    """Everything that its organization has, table by table."""
    mine = {}
    with office.work.unit(writes=False) as session:
        for table in Base.metadata.sorted_tables:
            if "organization_id" in table.c:
                query = select(table).where(table.c.organization_id == office.clinic.organization.id)
                mine[table.name] = sorted(map(tuple, session.execute(query)), key=repr)
    return mine


def subjects(office: Office) -> list[str]:
    """What its organization has conversations about."""
    with office.work.unit(writes=False) as session:
        query = select(Conversation.subject).where(Conversation.organization_id == office.clinic.organization.id)
        return sorted(session.scalars(query))


def test_a_push_has_each_take_in_a_copy_of_its_own(both: Both, pushing: Google) -> None:
    both.read()
    service = create_app(served(both.ours.work.runtime, pushing))
    provider_id = both.ours.gmail.deliver(letter(OURS, number=71), at=datetime.now(UTC))

    assert push(service, pushing, message(both.ours.gmail.address)) == 204

    waiting = sorted(one for one in queued(both.ours.work.runtime.redis) if one[0] == "sync_mailbox")
    assert waiting == [("sync_mailbox", [one.mailbox_id]) for one in (both.ours, both.theirs)]
    for name, ids in waiting:
        JOBS[name].run(both.ours.work, *ids)
    with both.ours.work.unit(writes=False) as session:
        for office in (both.ours, both.theirs):
            belongs = office.clinic.organization.id
            delivery = session.scalars(select(Delivery).where(Delivery.mailbox_id == office.mailbox_id)).one()
            mail = session.get_one(Message, delivery.message_id)
            about = session.get_one(Conversation, mail.conversation_id)
            assert delivery.provider_id == provider_id
            assert {delivery.organization_id, mail.organization_id, about.organization_id} == {belongs}
            assert about.mailbox_id == office.mailbox_id


def test_what_one_reads_leaves_the_other_as_it_was(both: Both) -> None:
    both.read()
    before = rows(both.theirs)
    both.ours.gmail.deliver(letter(OURS, number=72), at=datetime.now(UTC))
    both.ours.gmail.deliver(letter(f"Re: {OURS}", number=73, in_reply_to="<72@mail.example.com>"), at=datetime.now(UTC))
    both.ours.sync()

    assert subjects(both.ours) == [OURS]
    assert rows(both.theirs) == before


@pytest.mark.parametrize("words", [
    ("mailbox", "list"), ("mailbox", "status"), ("mailbox", "sync"), ("mailbox", "reprocess"), ("export",),
    ("export-config",),
], ids=" ".join)  # fmt: skip
def test_a_command_asks_which_organization_is_meant(inbox: Type, both: Both, words: tuple[str, ...]) -> None:
    answer = inbox(*words)

    assert answer.exit_code == 1
    assert "choose one with --organization: clinic, other" in answer.output


def test_commands_tell_and_touch_only_the_organization_that_is_named(inbox: Type, both: Both) -> None:
    with both.ours.work.unit() as session:
        conversation(session, both.ours.clinic.front_desk, now=both.ours.work.clock(), subject=OURS, text=OURS)
        conversation(session, both.theirs.clinic.front_desk, now=both.ours.work.clock(), subject=THEIRS, text=THEIRS)
        session.get_one(Mailbox, both.theirs.mailbox_id).name = THEIRS
    before = rows(both.theirs)

    told = [inbox(*words, "-o", "clinic") for words in (
        ("export",), ("export-config",), ("mailbox", "list", "--json"), ("mailbox", "sync", both.ours.gmail.address),
        ("mailbox", "reprocess"), ("mailbox", "status"), ("mailbox", "status", both.ours.gmail.address),
    )]  # fmt: skip

    assert [answer.exit_code for answer in told] == [0] * len(told)
    assert [json.loads(line)["subject"] for line in told[0].output.splitlines()] == [OURS]
    assert [answer.output for answer in told if THEIRS in answer.output or "other" in answer.output] == []
    assert rows(both.theirs) == before
    theirs = inbox("export", "-o", "other").output
    assert THEIRS in theirs and OURS not in theirs


def test_an_export_holds_only_mail_that_the_organization_took_in(inbox: Type, both: Both) -> None:
    both.ours.gmail.deliver(letter(OURS, number=74), at=datetime.now(UTC) - timedelta(hours=1))
    both.ours.read_everything()

    assert OURS in inbox("export", "--organization", "clinic").output
    assert inbox("export", "--organization", "other").output == ""


def test_labels_carry_nothing_from_one_to_the_other(both: Both) -> None:
    both.ours.gmail.deliver(letter("Question"), at=datetime.now(UTC))
    both.read()
    for _ in range(2):
        both.ours.sync()
        both.theirs.sync()
    with both.ours.work.unit() as session:
        ours = select(Conversation).where(Conversation.organization_id == both.ours.clinic.organization.id)
        one = session.scalars(ours).one()
        lifecycle.close(session, one, by=actor(both.ours.clinic.ana, both.ours.work.clock()))
        label_marks.mark(session, [one.id], now=both.ours.work.clock())
    for _ in range(2):
        both.ours.sync()
        both.theirs.sync()

    with both.ours.work.unit(writes=False) as session:
        standing = {one.organization_id: one.status.value for one in session.scalars(select(Conversation))}
    assert standing == {both.ours.clinic.organization.id: "closed", both.theirs.clinic.organization.id: "open"}
    names = {one.name for one in both.ours.gmail.connect().labels()}
    assert {"Desk/Open", "Desk/Closed", "Desk/other/Open"} <= names
