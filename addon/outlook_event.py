"""What the pane in Outlook posts with every call: parsed once at the door, tolerant of what we do not know."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import Field, field_validator

from addon.event import Event
from addon.inputs import Inputs
from addon.wire import Malformed, Text, Tolerant, texts_only, zones
from cards import adaptive_inputs
from inbox.mail import references

_MOST_RECIPIENTS = 500


class Item(Tolerant):
    """The mail that is open or being written. Outlook's ids are hints, sporadically those of another mail."""

    internet_message_id: Text = ""
    item_id: Text = ""
    conversation_id: Text = ""

    @property
    def message_id(self) -> str:
        """The Message-ID as we keep it; empty when there is none."""
        return references.message_id(self.internet_message_id) or ""


class OutlookEvent(Tolerant):
    """One call."""

    locale: Text = ""
    zone: Annotated[Text, Field(alias="timeZone")] = ""
    item: Item = Item()
    parameters: dict[Text, Text] = {}
    typed: Annotated[dict[Text, Any], Field(alias="inputs")] = {}

    @field_validator("parameters", mode="before")
    @classmethod
    def _texts_only(cls, value: object) -> object:
        return texts_only(value)

    @property
    def time_zone(self) -> str:
        return self.zone if self.zone in zones() else ""

    @property
    def inputs(self) -> Inputs:
        found = adaptive_inputs.returned(self.typed)
        return Inputs.of(found.texts, found.days, found.garbled)

    @property
    def mail_id(self) -> str:
        """None that could be kept: what Outlook says of the open mail may be the id of another."""
        return ""

    @property
    def has_mail(self) -> bool:
        return self.item != Item()


class Departing(Tolerant):
    """A mail that is about to be sent."""

    in_reply_to: Text = ""
    recipients: tuple[Text, ...] = ()

    @property
    def answers(self) -> str:
        """The Message-ID that it answers, as we keep it; empty when it is no reply."""
        return references.message_id(self.in_reply_to) or ""


def read(body: bytes) -> OutlookEvent:
    """Parse the body of a call. Raises Malformed."""
    return OutlookEvent.model_validate(_object(body))


def departing(body: bytes) -> Departing:
    """What the body of a call says of the mail that is to be sent, among its parameters or beside them."""
    said = _object(body)
    parameters = said.get("parameters")
    found = Departing.model_validate({**said, **(parameters if isinstance(parameters, dict) else {})})
    return found.model_copy(update={"recipients": found.recipients[:_MOST_RECIPIENTS]})


def of(event: Event) -> OutlookEvent:
    """The event of a call that came from Outlook, for what only Outlook has."""
    assert isinstance(event, OutlookEvent)
    return event


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("the body is no event") from None
    if not isinstance(said, dict):
        raise Malformed("the body is no event")
    return said
