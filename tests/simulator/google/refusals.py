"""What Google's client raises when Google refuses."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from googleapiclient.errors import HttpError


@dataclass
class Refusal:
    """The status, reason and words of a refusal."""

    status: int = 0
    reason: str = ""
    message: str = ""


@contextmanager
def refused(status: int, reason: str) -> Iterator[Refusal]:
    """The call inside is refused with this status for this reason."""
    refusal = Refusal()
    with pytest.raises(HttpError) as caught:
        yield refusal
    error = json.loads(caught.value.content)["error"]
    refusal.status, refusal.reason = error["code"], error["errors"][0]["reason"]
    refusal.message = error["message"]
    assert (refusal.status, refusal.reason) == (status, reason), error
