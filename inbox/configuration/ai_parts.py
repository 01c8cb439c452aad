"""How the file names models that run elsewhere, and whether anything is looked at over time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from inbox.configuration.fields import Key, Part, WebAddress
from inbox.model_servers import LOCAL, NONE

OURS = (LOCAL, NONE)
"""What a mailbox may name without the file saying where it is."""
Price = Annotated[float, Field(ge=0, le=100_000)]


class ModelPart(Part):
    """A model at a server. Nothing goes there before a mailbox names it, too."""

    key: Key
    kind: Literal["openai"] = "openai"
    base_url: WebAddress
    """Up to what comes before /chat/completions, like https://models.example.org/v1."""
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    """Of the model, as the server knows it."""
    key_file: Path | None = None
    """What the server wants to be shown; relative to the file."""
    form: Literal["schema", "tool", "prompt"] = "schema"
    timeout: Annotated[float, Field(gt=0, le=300)] = 20.0
    """Seconds for one answer."""
    price_in: Price = 0.0
    """For a million tokens."""
    price_out: Price = 0.0
    daily_budget: Annotated[float, Field(gt=0, le=1_000_000)] | None = None
    """In the currency of the prices; none: no limit."""

    @model_validator(mode="after")
    def _can_count(self) -> ModelPart:
        if self.key in OURS:
            raise ValueError(f"{self.key} is taken: it means a model of this machine, or none")
        if self.daily_budget is not None and not self.price_in and not self.price_out:
            raise ValueError("a daily_budget needs price_in or price_out, or nothing is ever counted against it")
        return self


class AiPart(Part):
    """What may be asked elsewhere, and what is looked at over time. Both are off unless said."""

    insights: bool = False
    models: list[ModelPart] = []
