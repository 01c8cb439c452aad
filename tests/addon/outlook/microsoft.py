"""Somebody's own mailbox at the simulated Microsoft 365, the registration of our pane there, and who signs in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from inbox.configuration.mailboxes import row_of
from inbox.models import Mailbox, Tenant
from inbox.secrets import KeyRing
from tests.addon.conftest import RING, Furnish
from tests.clinic import Clinic
from tests.simulator.running import Running
from tests.sync.outlook import Outlook
from tests.sync.surroundings import settings

SECRET = "the pane's own secret"
SCOPE = "access_as_user"


@dataclass
class Microsoft:
    """The tenant of the clinic, with the pane registered."""

    simulator: Running
    lifetime: float = 3600.0
    held: dict[str, str] = field(default_factory=dict)
    """Mailboxes of people, by the address under which they are known here."""
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shared = Outlook(self.simulator)
        self.application = self.registered()

    def registered(self, **more: Any) -> str:
        """A registration of a pane that may read mail for people."""
        form = {"secret": SECRET, "scopes": [SCOPE], "granted": ["Mail.Read"]}
        return str(self.simulator.post("microsoft/applications", form | more)["id"])

    def own(self, address: str) -> Outlook:
        """Somebody's own mailbox."""
        email = f"{secrets.token_hex(6)}-{address}"
        self.simulator.post("microsoft/accounts", {"email": email, "name": "Ana", "purpose": "user"})
        self.held[address] = email
        return Outlook(self.simulator, email)

    def of(self, address: str, **claims: Any) -> str:
        """The token that a person's pane got; the same one until it is told otherwise."""
        if address not in self.tokens:
            said = {"preferred_username": address, **claims}
            form = {"application": self.application, "email": self.held[address], "claims": said,
                    "lifetime": self.lifetime}  # fmt: skip
            self.tokens[address] = str(self.simulator.post("microsoft/api-tokens", form)["access_token"])
        return self.tokens[address]

    def moves_in(self, session: Session, clinic: Clinic) -> None:
        """The clinic's reception is the shared mailbox, and its tenant may sign in."""
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        mailbox.address, mailbox.provider = self.shared.address, "outlook"
        mailbox.credential = KeyRing.parse(RING).seal(self.shared.credential, row=row_of(mailbox.id))
        mailbox.credential_source = {"kind": "entra-app"}
        session.add(
            Tenant(organization_id=clinic.organization.id, tid=self.shared.tenant, consented_at=mailbox.created_at)
        )

    def service(self, furnish: Furnish, **more: object) -> Flask:
        """The web service that is registered here."""
        known = settings(self.simulator)
        said: dict[str, object] = {
            "entra_client_id": self.application, "entra_client_secret": SECRET, "entra_keys_url": "",
            "entra_authority": known.entra_authority, "entra_ca_file": known.entra_ca_file,
            "graph_url": known.graph_url, "graph_requests_per_minute": 0, "provider_timeout": 5.0,
            "retry_seconds": 0.02,
        }  # fmt: skip
        return furnish(**said | more)

    def exchanges(self) -> int:
        """How often Entra was asked for a token."""
        return [one["method"] for one in self.simulator.get("calls")["calls"]].count("entra.token")

    def calls(self, mailbox: str) -> list[str]:
        """What Graph was asked about a mailbox."""
        return [one["method"] for one in self.simulator.get("calls")["calls"] if one["mailbox"] == mailbox]
