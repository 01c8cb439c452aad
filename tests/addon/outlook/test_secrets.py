"""A day at Outlook with every logger at its loudest leaves no secret and no mail in logs, jobs, pages or exports."""

from __future__ import annotations

import io
import json
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import Engine, text

from addon.app import create_app
from inbox import export
from inbox.models import Organization, Tenant
from sync import connecting
from sync.connecting import SealedTokens
from sync.provider import Account
from sync.providers.outlook.on_behalf import READ_MAIL, OnBehalf, Signed
from tests.addon.conftest import RING
from tests.addon.google import ACCOUNT, CLIENT, Google
from tests.addon.outlook.microsoft import SECRET, Microsoft
from tests.addon.outlook.test_leaving import hook
from tests.addon.sidebar import PUBLIC
from tests.addon.task_pane import Pane
from tests.addon.test_log import written
from tests.office import Office, office, runtime, work
from tests.simulator.microsoft.test_subscriptions import Subscriber
from tests.sync.outlook import Outlook
from tests.sync.outside import letter
from workers import relay

__all__ = ["hook", "office", "runtime", "work", "written"]
pytestmark = pytest.mark.parametrize(("engine", "office"), [("sqlite", "outlook")], indirect=True)
BODY, OWN_BODY, OWN_ID = "Quokka", "Axolotl", "<own@example.com>"
ANA = "ana@clinic.example.org"


@pytest.fixture
def microsoft(office: Office) -> Microsoft:
    """The tenant of the mailbox, where our pane is registered."""
    assert isinstance(office.gmail, Outlook)
    one = Microsoft(office.gmail.simulator)
    with office.work.unit() as session:
        tenant = Tenant(organization_id=office.clinic.organization.id, tid=office.gmail.tenant,
                        consented_at=office.work.clock())  # fmt: skip
        session.add(tenant)
    return one


@pytest.fixture
def service(office: Office, microsoft: Microsoft, google: Google) -> Flask:
    """The web service beside the workers."""
    said = {
        "public_url": PUBLIC, "google_client_id": CLIENT, "google_addon_account": ACCOUNT,
        "google_certs_url": google.certs_url, "entra_client_id": microsoft.application,
        "entra_client_secret": office.work.runtime.settings.secret_keys.__class__(SECRET),
    }  # fmt: skip
    built = office.work.runtime
    return create_app(replace(built, settings=built.settings.model_copy(update=said)))


def shown_and_stored(redis: Redis) -> str:
    """All that Redis holds: jobs with their data unpacked, and everything else."""
    told = []
    for key in redis.keys("*"):
        told.append(repr(key))
        kind = redis.type(key)
        held: Any = {b"hash": redis.hgetall, b"string": redis.get, b"set": redis.smembers}.get(kind, lambda _: None)(
            key
        )
        if held is None:
            continue
        told += [repr(one) for one in (held.values() if isinstance(held, dict) else [held])]
        for one in held.values() if isinstance(held, dict) else ():
            with suppress(zlib.error):
                told.append(repr(zlib.decompress(one)))
    return "\n".join(told)


def test_no_secret_and_no_mail_is_left_in_logs_jobs_error_pages_or_exports(
    written: io.StringIO, office: Office, microsoft: Microsoft, service: Flask, hook: Subscriber, engine: Engine
) -> None:
    outlook, built = office.gmail, office.work.runtime
    assert isinstance(outlook, Outlook)
    ana, own = Pane(service, microsoft), microsoft.own(ANA)
    outlook.deliver(letter("Zebrafish", number=80).replace(b"This is mail", BODY.encode()), at=datetime.now(UTC))
    office.read_everything()
    listening = office.with_settings(graph_notification_url=hook.url).work.runtime
    assert connecting.open_provider(listening, office.mailbox).watch() is not None
    office.sync()
    pages = [ana.open(internetMessageId="<80@mail.example.com>").text]
    assert BODY in pages.pop(), "the card shows the mail, and nothing below does"
    ana.call("/outlook/send-check", ana.event(inReplyTo="<80@mail.example.com>", recipients=["x@example.com"]))

    own.deliver(letter("Wombat", number=81, message_id=OWN_ID).replace(b"This is mail", OWN_BODY.encode()))
    untracked = ana.open(internetMessageId="<81@mail.example.com>")
    assert ana.press(untracked.button("track"), mailbox=str(office.mailbox_id)).name == "conversation"
    forged = f"Bearer {microsoft.of(ANA)}x"
    pages.append(ana.call("/outlook/home", ana.event(), authorization=forged).get_data(as_text=True))
    for fault in ({"kind": "status", "status": 503, "method": "*", "mailbox": "*", "times": 4},
                  {"kind": "interaction-required", "mailbox": own.address, "times": 1}):  # fmt: skip
        outlook.simulator.put("faults", {"faults": [fault]})
        office.sync()
    outlook.simulator.put("faults", {"faults": []})
    relay.relay_events.run(office.work, office.clinic.organization.id)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE message RENAME TO message_elsewhere"))
    pages.append(ana.call("/outlook/message", ana.event(item={"itemId": "x"})).get_data(as_text=True))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE message_elsewhere RENAME TO message"))
    with office.work.unit(writes=False) as session:
        organization = session.get_one(Organization, office.clinic.organization.id)
        exported = json.dumps(list(export.conversations(session, organization)), default=str)

    signed = Signed(outlook.tenant, microsoft.of(ANA))
    bearer = SealedTokens(
        built.redis, built.ring, Account(office.mailbox_id, outlook.address, outlook.credential)
    ).get()
    assert bearer is not None and BODY in exported
    subscriptions = outlook.simulator.get("microsoft/subscriptions")["subscriptions"]
    states = [one["client_state"] for one in subscriptions if outlook.address in json.dumps(one)]
    assert len(states) == 1
    behalf = OnBehalf(service.extensions["inbox"].settings, built.redis, built.ring).token(signed, READ_MAIL).value
    secrets = (bearer.value, behalf, signed.assertion, SECRET, "a secret", *states, RING)
    kept = shown_and_stored(built.redis)
    places = {"log": written.getvalue(), "jobs": kept, "pages": "\n".join(pages), "export": exported}
    found = [(place, one[:12]) for place, told in places.items() for one in secrets if one in told]
    found += [(place, one) for place in ("log", "jobs", "pages") for one in (BODY, OWN_BODY) if one in places[place]]
    assert found == []
    assert "eyJ" not in places["log"] and len(places["log"].splitlines()) > 50
    assert microsoft.exchanges() >= 1
