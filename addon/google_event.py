"""The event that Google posts with every call: parsed once at the door, tolerant of what we do not know."""

from __future__ import annotations

import json
import re
import zoneinfo
from functools import cache
from typing import Annotated, Any

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)

from addon.inputs import Inputs
from addon.wire import Part, Text, whole
from inbox.mail import addresses

_DECIMAL = re.compile(r"msg-f:(\d{1,20})")
_HEX = re.compile(r"[0-9a-f]{1,16}")
_HOUR = 3_600_000


class _Tolerant(Part):
    """A part of which a field in a shape that we do not know counts as not said, and spoils no other."""

    @field_validator("*", mode="wrap")
    @classmethod
    def _or_not_said(cls, value: object, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> object:
        try:
            return read(value)
        except ValidationError:
            return cls.model_fields[info.field_name or ""].get_default(call_default_factory=True)


class TimeZone(_Tolerant):
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


class Common(_Tolerant):
    """What the event says of the client and of the card."""

    user_locale: Text = ""
    time_zone: TimeZone = TimeZone()
    parameters: dict[Text, Text] = {}
    form_inputs: dict[Text, Any] = {}
    """Read through `inputs`: one input that cannot be read spoils no other."""

    @field_validator("parameters", mode="before")
    @classmethod
    def _texts_only(cls, value: object) -> object:
        return {key: item for key, item in value.items() if isinstance(item, str)} if isinstance(value, dict) else {}


class Authorization(_Tolerant):
    """Tokens: never logged, never stored."""

    user_id_token: SecretStr = SecretStr("")
    user_oauth_token: Annotated[SecretStr, Field(alias="userOAuthToken")] = SecretStr("")
    authorized_scopes: tuple[str, ...] | None = None


class Gmail(_Tolerant):
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


class Malformed(ValueError):
    """The body is no event."""


class GoogleEvent(_Tolerant):
    """One call of a trigger or a click."""

    common: Annotated[Common, Field(alias="commonEventObject")] = Common()
    authorization: Annotated[Authorization, Field(alias="authorizationEventObject")] = Authorization()
    gmail: Gmail = Gmail()

    @property
    def parameters(self) -> dict[str, str]:
        return self.common.parameters

    @property
    def inputs(self) -> Inputs:
        return Inputs.read(self.common.form_inputs)

    @property
    def time_zone(self) -> str:
        """The name of the zone of the person's screen; empty when it is not said, or said in no way we know."""
        zone = self.common.time_zone
        if zone.id in _zones():
            return zone.id
        hours, rest = divmod(zone.offset or 0, _HOUR)
        name = f"Etc/GMT{-hours:+d}" if zone.offset is not None and not rest else ""
        return name if name in _zones() else ""


def read(body: bytes) -> GoogleEvent:
    """Parse the body of a call. Raises Malformed."""
    try:
        return GoogleEvent.model_validate(json.loads(body))
    except ValueError:
        raise Malformed("the body is no event") from None


def gmail_id(message_id: str) -> str | None:
    """The Gmail API's id of an event's message; None for `msg-a:` ids, from which it cannot be derived."""
    decimal = _DECIMAL.fullmatch(message_id)
    if decimal:
        return format(int(decimal.group(1)), "x")
    return message_id if _HEX.fullmatch(message_id) else None


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
