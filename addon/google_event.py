"""The event that Google posts with every call: parsed once at the door, tolerant of what we do not know."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from pydantic import Field, SecretStr, field_validator

from addon.event import Event
from addon.inputs import Inputs
from addon.wire import Malformed, Text, Tolerant, texts_only, whole, zones
from inbox.mail import addresses

_DECIMAL = re.compile(r"msg-f:(\d{1,20})")
_HEX = re.compile(r"[0-9a-f]{1,16}")
_HOUR = 3_600_000
_LONGEST = 255


class TimeZone(Tolerant):
    """The zone of the person's screen; `offset` in milliseconds comes as a number, a text or a float."""

    id: Text = ""
    offset: int | None = None

    @field_validator("offset", mode="before")
    @classmethod
    def _whole(cls, value: object) -> int | None:
        try:
            return int(str(whole(value)))
        except (ValueError, OverflowError):
            return None


class Common(Tolerant):
    """What the event says of the client and of the card."""

    user_locale: Text = ""
    time_zone: TimeZone = TimeZone()
    parameters: dict[Text, Text] = {}
    form_inputs: dict[Text, Any] = {}
    """Read through `inputs`: one input that cannot be read spoils no other."""

    @field_validator("parameters", mode="before")
    @classmethod
    def _texts_only(cls, value: object) -> object:
        return texts_only(value)


class Authorization(Tolerant):
    """Tokens: never logged, never stored."""

    user_id_token: SecretStr = SecretStr("")
    user_oauth_token: Annotated[SecretStr, Field(alias="userOAuthToken")] = SecretStr("")
    authorized_scopes: tuple[str, ...] | None = None


class Gmail(Tolerant):
    """The open mail."""

    message_id: Text = ""
    thread_id: Text = ""
    access_token: SecretStr = SecretStr("")
    to_recipients: tuple[Text, ...] = ()
    """Of a mail that is being written."""

    @property
    def first_recipient(self) -> str:
        """The address alone, also when it came with a name."""
        return next((one.address for one in addresses.parse(self.to_recipients[:1])), "")


class GoogleEvent(Tolerant):
    """One call of a trigger or a click."""

    common: Annotated[Common, Field(alias="commonEventObject")] = Common()
    authorization: Annotated[Authorization, Field(alias="authorizationEventObject")] = Authorization()
    gmail: Gmail = Gmail()

    @property
    def locale(self) -> str:
        return self.common.user_locale

    @property
    def parameters(self) -> dict[str, str]:
        return self.common.parameters

    @property
    def typed(self) -> dict[str, Any]:
        return self.common.form_inputs

    @property
    def mail_id(self) -> str:
        """As the Gmail API has it, or as the event has it where that cannot be derived."""
        return (gmail_id(self.gmail.message_id) or self.gmail.message_id)[:_LONGEST]

    @property
    def has_mail(self) -> bool:
        return bool(self.gmail.message_id)

    @property
    def inputs(self) -> Inputs:
        return Inputs.read(self.common.form_inputs)

    @property
    def time_zone(self) -> str:
        """The name of the zone of the person's screen; empty when it is not said, or said in no way we know."""
        zone = self.common.time_zone
        if zone.id in zones():
            return zone.id
        hours, rest = divmod(zone.offset or 0, _HOUR)
        name = f"Etc/GMT{-hours:+d}" if zone.offset is not None and not rest else ""
        return name if name in zones() else ""


def read(body: bytes) -> GoogleEvent:
    """Parse the body of a call. Raises Malformed."""
    try:
        return GoogleEvent.model_validate(json.loads(body))
    except ValueError:
        raise Malformed("the body is no event") from None


def of(event: Event) -> GoogleEvent:
    """The event of a call that came from Gmail, for what only Gmail has."""
    assert isinstance(event, GoogleEvent)
    return event


def gmail_id(message_id: str) -> str | None:
    """The Gmail API's id of an event's message; None for `msg-a:` ids, from which it cannot be derived."""
    decimal = _DECIMAL.fullmatch(message_id)
    if decimal:
        return format(int(decimal.group(1)), "x")
    return message_id if _HEX.fullmatch(message_id) else None
