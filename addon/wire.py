"""How Google's JSON is read: names in camelCase, unknown fields and nulls ignored, text made storable."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
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
