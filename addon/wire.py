"""How the JSON of mail clients is read: names in camelCase, unknown fields and nulls ignored, text made storable."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel

from inbox.mail.text import storable


def clean(value: object) -> object:
    """Text as every database takes it; anything else as it is."""
    return storable(value) if isinstance(value, str) else value


def whole(value: object) -> object:
    """A whole number that came as a number, as text, or as a float like -2.88E7."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("not a number")
    try:
        return int(value)
    except OverflowError:
        raise ValueError("not a number") from None
    except ValueError:
        return int(float(value))


Text = Annotated[str, BeforeValidator(clean)]
Whole = Annotated[int, BeforeValidator(whole)]


class Part(BaseModel):
    """A part of an event. Fields that Google adds later do no harm."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: object) -> object:
        return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value


class Tolerant(Part):
    """A part of which a field in a shape that we do not know counts as not said, and spoils no other."""

    @field_validator("*", mode="wrap")
    @classmethod
    def _or_not_said(cls, value: object, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> object:
        try:
            return read(value)
        except ValidationError:
            return cls.model_fields[info.field_name or ""].get_default(call_default_factory=True)


def texts_only(value: object) -> object:
    """The texts of an object, by name; nothing of what is no object."""
    return {key: item for key, item in value.items() if isinstance(item, str)} if isinstance(value, dict) else {}


@cache
def zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(zoneinfo.available_timezones())


class Malformed(ValueError):
    """The body of a call cannot be read at all."""
