"""Connecting simulated mailboxes for a measurement: one organization, one team, one credential for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import orjson
import requests

from addon.cli import demo_setup
from bench import corpus
from bench.installation import Installation
from inbox.configuration import mailboxes as configuring
from inbox.database import unit_of_work
from inbox.models import Mailbox, Organization, Team
from workers import sync_jobs
from workers.job import system_clock

_ACCOUNT = {
    "email": "mailboxes@bench.iam.gserviceaccount.com", "scopes": ["https://www.googleapis.com/auth/gmail.modify"],
}  # fmt: skip


def connect(running: Installation, addresses: Sequence[str], provider: str = "gmail") -> list[int]:
    """Connect all of them at once and have them read; their ids, in the same order."""
    credential = _CREDENTIALS[provider](running)
    with unit_of_work(running.runtime.make) as session:
        organization = Organization(key="bench", name="Bench", created_at=corpus.START)
        session.add(organization)
        session.flush()
        team = Team(organization_id=organization.id, key="reception", name="Reception")
        session.add(team)
        session.flush()
        made = [
            Mailbox(
                organization_id=organization.id, team_id=team.id, address=address, name=address, provider=provider,
                settings={"backfill_days": 36_500}, created_at=corpus.START,
                credential_source={"kind": _KINDS[provider]},
            )
            for address in addresses
        ]  # fmt: skip
        session.add_all(made)
        session.flush()
        for mailbox in made:
            mailbox.credential = running.runtime.ring.seal(orjson.dumps(credential), row=configuring.row_of(mailbox.id))
        sync_jobs.wake_new_mailboxes(session, now=system_clock())
        return [mailbox.id for mailbox in made]


def _service_account(running: Installation) -> object:
    key = requests.post(f"{running.demo.simulator_url}/simulator/service-accounts", json=_ACCOUNT, timeout=10)
    key.raise_for_status()
    return key.json()


def _entra_app(running: Installation) -> object:
    return {
        "tenant_id": running.tenant, "client_id": demo_setup.READER, "client_secret": running.demo.client_secret,
    }  # fmt: skip


_CREDENTIALS: dict[str, Callable[[Installation], object]] = {"gmail": _service_account, "outlook": _entra_app}
_KINDS = {"gmail": "service-account", "outlook": "entra-app"}
