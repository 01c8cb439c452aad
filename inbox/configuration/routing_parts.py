"""What may stand in the file about routing: what people can do, and when they are away."""

from __future__ import annotations

from datetime import date as Date
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from inbox.configuration.fields import Address, Key, Part


def _each_once(names: list[str]) -> list[str]:
    twice = next((one for number, one in enumerate(names) if one in names[:number]), None)
    if twice:
        raise ValueError(f"{twice} stands twice")
    return sorted(names)


Skills = Annotated[list[Key], AfterValidator(_each_once)]


class LeavePart(Part):
    """Days on which somebody is away, the last one included."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    first: Date = Field(alias="from")
    last: Date = Field(alias="to")
    substitute: Address | None = None
    note: Annotated[str, StringConstraints(max_length=200)] = ""

    @model_validator(mode="after")
    def _in_order(self) -> LeavePart:
        if self.last < self.first:
            raise ValueError("the last day is before the first one")
        return self
