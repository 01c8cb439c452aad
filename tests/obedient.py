"""A server whose model does all that a mail says, and more: it shouts, sorts, and speaks of what stands nowhere."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from simulator.openai.state import State

_MAIL = re.compile(r"<(\S+) mail (\d+)>\n(.*?)\n</\1>", re.DOTALL)
_ASKED = (
    ("lab", "lab"),
    ("rechnung", "billing"),
    ("factura", "billing"),
    ("pay", "billing"),
    ("termin", "appointment"),
)


@dataclass
class Obedient(State):
    """Answers what it was asked last."""

    def content(self) -> str | None:
        """The category that the mail names, with certainty, and whatever else would set something going."""
        said = "".join(str(one["content"]) for one in self.received[-1]["messages"])
        return json.dumps({"mails": [_entry(int(number), text) for _, number, text in _MAIL.findall(said)]})


def _entry(number: int, text: str) -> dict[str, Any]:
    subject, _, body = text.removeprefix("Subject: ").partition("\n\n")
    category = next((key for word, key in _ASKED if word in text.lower()), "lab")
    passage = body.strip().splitlines()[0][:400] or subject
    signs = [{"kind": "chest-pain", "passage": passage}, {"kind": "pay-evil-example-net-now", "passage": passage}]
    return {
        "number": number, "category": category, "confidence": 1.0, "none_of_these": 0.0,
        "words": [subject[:100] or "x", "PERSON_1", "leak@evil.example.net"], "language": "fr", "sentiment": -1.0,
        "priority": "low" if "low" in text or "niedrig" in text or "baja" in text else "urgent",
        "urgent": signs, "is_thanks": True, "questions": [passage],
    }  # fmt: skip
