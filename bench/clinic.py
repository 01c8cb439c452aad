"""Messages to an invented clinic, labelled by hand in three languages: what triage is measured on."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from ai.questions import Topic

Split = Literal["train", "test"]
LANGUAGES: Final = ("en", "de", "es")
OUT_OF_SCOPE: Final = "none"
PRIORITIES: Final = ("low", "normal", "high", "urgent")
SENTIMENTS: Final = ("negative", "neutral", "positive")
URGENT_KINDS: Final = ("plain", "colloquial", "misspelt", "buried", "indirect")
NEAR_MISSES: Final = ("negated", "past", "someone-else", "leaflet", "figure-of-speech", "resolved")
COLUMNS: Final = ("text", "label", "language", "priority", "urgent", "sentiment", "thanks", "kind")

TOPICS: Final = (
    Topic("appointment", "Appointment", "Booking, moving or cancelling a visit, and practical questions about it."),
    Topic("prescription", "Prescription", "Repeat prescriptions, doses, changes of medicine, mail from pharmacies."),
    Topic("results", "Results", "Laboratory, imaging and pathology: whether they are there, and what they mean."),
    Topic("billing", "Billing", "Invoices, reminders, refunds, instalments, receipts, prices."),
    Topic("insurance", "Insurance", "From and about insurers: cover, approvals, claims, denials, their forms."),
    Topic("referral", "Referral", "Being sent to a specialist or a therapist, and answers from those."),
    Topic("records", "Records", "Copies and corrections of records, changes of address, powers of attorney, privacy."),
    Topic("certificate", "Certificate", "Sick notes, certificates and forms that a doctor has to sign."),
    Topic("complaint", "Complaint", "Somebody is unhappy with how they were treated, even if they praise as well."),
    Topic("medical-question", "Medical question", "Symptoms, medicines in general, prevention, what to do at home."),
    Topic("portal", "Portal", "Signing in to the portal or the app, and things that do not work there."),
)
"""The clinic's categories, without examples: those are taken from the training messages."""

FOLDER: Final = Path(__file__).parent / "clinic_set"


@dataclass(frozen=True)
class Message:
    """One message and what a careful reader makes of it."""

    text: str
    label: str | None
    """The key of its category; None where it is none of the clinic's business."""
    language: str
    priority: str
    is_urgent: bool
    """A person should look within the hour, because harm may come."""
    sentiment: str
    is_thanks: bool
    """It says thank you, and asks nothing."""
    kind: str
    """One of URGENT_KINDS or NEAR_MISSES, or empty."""

    @property
    def is_near_miss(self) -> bool:
        """It has the words of an emergency, and is none."""
        return self.kind in NEAR_MISSES


def path(split: Split) -> Path:
    """Where a half of the set lies, for what reads `text,label` from a file."""
    return FOLDER / f"{split}.csv"


def read(split: Split, language: str = "") -> tuple[Message, ...]:
    """The messages of a half, in the order of the file; of one language, or of all."""
    with path(split).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, strict=True))
    messages = (_message(row) for row in rows)
    return tuple(message for message in messages if language in ("", message.language))


def whole() -> dict[Split, tuple[Message, ...]]:
    """Both halves, by name."""
    return {split: read(split) for split in get_args(Split)}


def _message(row: dict[str, str]) -> Message:
    label = row["label"]
    return Message(
        text=row["text"],
        label=None if label == OUT_OF_SCOPE else label,
        language=row["language"],
        priority=row["priority"],
        is_urgent=row["urgent"] == "yes",
        sentiment=row["sentiment"],
        is_thanks=row["thanks"] == "yes",
        kind=row["kind"],
    )
