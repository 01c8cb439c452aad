"""Open mails for tests: one that is tracked, and somebody's own copy at the simulated Gmail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.models import Delivery, Disposition, Mailbox, Message
from inbox.models.message import Place
from manifests import google as descriptor
from tests.addon.sidebar import Sidebar
from tests.clinic import conversation
from tests.simulated import new_mailbox
from tests.simulator.running import Running

EVENT_ID = "msg-f:1694187467410112546"
STORED_ID = "1782f68681e60022"


def tracked(
    session: Session, mailbox: Mailbox, *, now: datetime, provider_id: str = STORED_ID, internet_id: str = "",
    **columns: Any,
) -> Message:  # fmt: skip
    """A message that was delivered to a mailbox, and with it a conversation."""
    one = conversation(session, mailbox, now=now, **columns)
    message = session.scalars(select(Message).where(Message.conversation_id == one.id)).one()
    if internet_id:
        message.key = message.internet_message_id = internet_id
    session.add(
        Delivery(
            organization_id=one.organization_id, mailbox_id=mailbox.id, message_id=message.id, place=Place.INBOX,
            provider_id=provider_id, disposition=Disposition.CONVERSATION, received_at=now, created_at=now,
        )
    )  # fmt: skip
    return message


@dataclass
class OwnMailbox:
    """The mailbox of somebody on the staff, at the simulated Gmail."""

    simulator: Running
    address: str

    @classmethod
    def new(cls, simulator: Running) -> OwnMailbox:
        return cls(simulator, new_mailbox(simulator, "ana"))

    def receive(
        self, internet_id: str = "", to: str = "ana@clinic.example.org", at: str = "2026-02-03T09:30:00+00:00"
    ) -> str:
        """A mail arrives; its id at Gmail."""
        lines = ["From: Maria Lopez <maria.lopez@example.com>", f"To: {to}", "Subject: Appointment on Friday",
                 "Date: Tue, 03 Feb 2026 09:30:00 +0000", "", "May I come on Friday?", ""]  # fmt: skip
        if internet_id:
            lines.insert(0, f"Message-ID: {internet_id}")
        return self.simulator.deliver(self.address, "\r\n".join(lines).encode(), at=at)

    def shows(self, sidebar: Sidebar, message_id: str | None, *scopes: str) -> None:
        """Give the sidebar the tokens of an event beside this mail."""
        body = {"email": self.address, "message": message_id, "scopes": scopes or descriptor.SCOPES}
        minted = self.simulator.post("addon-tokens", body)
        sidebar.tokens = (minted["user_oauth_token"], minted["message_access_token"])

    def calls(self) -> list[dict[str, Any]]:
        """What Gmail was asked about this mailbox."""
        called: list[dict[str, Any]] = self.simulator.get("calls")["calls"]
        return [one for one in called if one["mailbox"] == self.address]


def event_id(message_id: str) -> str:
    """The id of a message as an event carries it."""
    return f"msg-f:{int(message_id, 16)}"
