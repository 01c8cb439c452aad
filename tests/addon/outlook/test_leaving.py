"""A tenant that leaves takes its subscriptions and tokens with it; what the file still names stays connected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from inbox.models import MailboxState, Tenant
from inbox.secrets import KeyRing
from sync import connecting
from sync.providers.outlook.on_behalf import READ_MAIL, OnBehalf, Signed
from tests.addon.cli.conftest import Type, inbox, logging_as_before, surroundings
from tests.addon.outlook.microsoft import SECRET, Microsoft
from tests.office import Office, office, runtime, work
from tests.simulator.microsoft.test_subscriptions import Subscriber
from tests.sync.outlook import Outlook
from tests.sync.surroundings import RING, settings

__all__ = ["inbox", "logging_as_before", "office", "runtime", "surroundings", "work"]
pytestmark = pytest.mark.parametrize(("engine", "office"), [("sqlite", "outlook")], indirect=True)


@pytest.fixture
def hook() -> Iterator[Subscriber]:
    """Our own address, as Microsoft reaches it."""
    taking = Subscriber()
    thread = Thread(target=taking.server.serve_forever, args=(0.02,))
    thread.start()
    yield taking
    taking.server.shutdown()
    thread.join()
    taking.server.server_close()


@pytest.fixture
def outlook(office: Office, hook: Subscriber) -> Outlook:
    """The mailbox, with a subscription and a tenant that may sign in."""
    assert isinstance(office.gmail, Outlook)
    with office.work.unit() as session:
        now = office.work.clock()
        session.add(Tenant(organization_id=office.clinic.organization.id, tid=office.gmail.tenant, consented_at=now))
    listening = office.with_settings(graph_notification_url=hook.url).work.runtime
    assert connecting.open_provider(listening, office.mailbox).watch() is not None
    return office.gmail


def applied(inbox: Type, outlook: Outlook, *, tenants: str, mailbox: bool) -> None:
    """Apply a file that names these tenants, and the mailbox or not."""
    Path("app.json").write_bytes(outlook.credential)
    named = (
        f"mailboxes: [{{address: {outlook.address}, name: Reception, team: reception, provider: outlook, "
        "credential: {kind: entra-app, key_file: app.json}}]\n"
    )
    Path("clinic.yml").write_text(
        f"organization: {{key: clinic, name: The Clinic, tenants: [{tenants}]}}\n"
        "people: [{name: Ana Ruiz, addresses: [ana@clinic.example.org]}]\n"
        "teams: [{key: reception, name: Reception, members: [ana@clinic.example.org]}]\n" + (named if mailbox else "")
    )
    answer = inbox("apply", "clinic.yml")
    assert answer.exit_code == 0, answer.output


def subscribed(outlook: Outlook) -> int:
    """How many subscriptions there are to the mailbox."""
    listed = outlook.simulator.get("microsoft/subscriptions")["subscriptions"]
    return len([one for one in listed if outlook.address in json.dumps(one)])


def test_a_tenant_leaves_with_its_mailboxes_subscriptions_and_tokens(
    inbox: Type, outlook: Outlook, office: Office
) -> None:
    microsoft = Microsoft(outlook.simulator)
    microsoft.own("ana@clinic.example.org")
    known = settings(outlook.simulator, entra_client_id=microsoft.application, entra_client_secret=SECRET)
    redis = office.work.runtime.redis
    signed = Signed(outlook.tenant, microsoft.of("ana@clinic.example.org"))
    OnBehalf(known, redis, KeyRing.parse(RING)).token(signed, READ_MAIL)
    applied(inbox, outlook, tenants=outlook.tenant, mailbox=True)
    assert subscribed(outlook) == 1 and redis.keys("inbox:token:*") and redis.keys("inbox:behalf:*")

    applied(inbox, outlook, tenants="", mailbox=False)

    assert subscribed(outlook) == 0
    assert redis.keys("inbox:token:*") == [] and redis.keys("inbox:behalf:*") == []
    mailbox = office.mailbox
    assert (mailbox.credential, mailbox.state) == (None, MailboxState.DISCONNECTED)
    assert "tenant left" in mailbox.state_reason

    applied(inbox, outlook, tenants=outlook.tenant, mailbox=True)
    assert (office.mailbox.state, office.mailbox.credential is None) == (MailboxState.NEW, False)


def test_a_mailbox_that_the_file_still_names_stays(inbox: Type, outlook: Outlook, office: Office) -> None:
    applied(inbox, outlook, tenants=outlook.tenant, mailbox=True)
    applied(inbox, outlook, tenants="", mailbox=True)
    assert subscribed(outlook) == 1 and office.mailbox.credential is not None

    applied(inbox, outlook, tenants=outlook.tenant, mailbox=False)
    assert subscribed(outlook) == 1, "no mail is lost because a line was deleted"


def test_a_tenant_that_cannot_be_told_is_left_all_the_same(inbox: Type, outlook: Outlook, office: Office) -> None:
    applied(inbox, outlook, tenants=outlook.tenant, mailbox=True)
    outlook.revoke()
    applied(inbox, outlook, tenants="", mailbox=False)

    assert office.mailbox.credential is None
    assert office.work.runtime.redis.keys("inbox:token:*") == []
