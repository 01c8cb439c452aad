"""What a model can be asked, and what it answers: plain values, the same for every model."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

A = TypeVar("A")


@dataclass(frozen=True)
class Question(Generic[A]):
    """Something that is asked of a model; `A` is what it answers."""


@dataclass(frozen=True)
class Topic:
    """A category as a model sees it: its key, its name, a sentence that says what belongs in it, and examples."""

    key: str
    name: str
    sentence: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trained:
    """What was learnt for one organization: opaque to all but the local model that made it."""

    version: str
    """Names this state and no other; what was loaded once is kept under it."""
    state: bytes


@dataclass(frozen=True)
class Mail:
    """One mail to be read: what is new in it, without what it quotes."""

    subject: str
    text: str


@dataclass(frozen=True)
class Letter:
    """One message of a thread, oldest first."""

    id: int
    is_inbound: bool
    sender: str
    """The name it was signed with, or that stands in front of the address."""
    at: datetime
    subject: str
    text: str


@dataclass(frozen=True)
class Source:
    """A text that a draft may rest on. `name` is what staff know it by; `key` finds it again, like `article:7`."""

    key: str
    name: str
    text: str


@dataclass(frozen=True)
class Guess:
    """A value with how sure the model is, from 0 to 1, and what made it think so."""

    value: str
    confidence: float
    words: tuple[str, ...] = ()
    """Words of the mail that decided."""
    examples: tuple[str, ...] = ()
    """The nearest examples that it was shown before."""
    is_borne_out: bool = True
    """False where only a model elsewhere says so: a mail may have talked it into it, and nothing follows by itself."""


SIGNS = (
    "abdomen", "allergic-reaction", "bleeding", "blood-pressure", "breathlessness", "chest-pain", "child-unwell",
    "diabetic", "emergency", "fever", "head-injury", "headache", "injury", "lab-value", "meningitis", "overdose",
    "pregnancy", "seizure", "self-harm", "stroke", "thrombosis", "unconscious", "violence", "vision-loss",
)  # fmt: skip
"""Every kind of sign; `emergency` is whatever fits no other."""


@dataclass(frozen=True)
class Sign:
    """A passage that may not wait: what kind of sign it is, one of SIGNS, and the words as they stand there."""

    kind: str
    passage: str
    is_borne_out: bool = True
    """False where only a model elsewhere sees it."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks for, as it stands in the mail."""

    questions: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a model found in one mail."""

    category: Guess | None
    """None: none of these."""
    none_of_these: float
    """From 0 to 1: how sure the model is that no category fits."""
    priority: Guess
    """low, normal, high or urgent."""
    language: str
    """ISO 639-1, like `en`; empty when it cannot be told."""
    sentiment: float
    """From -1, desperate or furious, to 1, delighted."""
    urgent: tuple[Sign, ...] = ()
    private: tuple[str, ...] = ()
    """Kinds of protected health information that it holds, like `date-of-birth`."""
    is_thanks: bool = False
    asked: Asked = field(default_factory=Asked)


@dataclass(frozen=True)
class Triage(Question[tuple[Reading, ...]]):
    """Read these mails. The answer holds one reading for each, in their order."""

    mails: tuple[Mail, ...]
    topics: tuple[Topic, ...]
    trained: Trained | None = None


@dataclass(frozen=True)
class Point:
    """One statement of a summary, and the letter that it comes from."""

    text: str
    letter_id: int


@dataclass(frozen=True)
class Summary:
    """Who wants what, what was promised, and what is open."""

    wanted: tuple[Point, ...] = ()
    promised: tuple[Point, ...] = ()
    open: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Summarise(Question[Summary]):
    """Say what a thread comes to, in a language."""

    letters: tuple[Letter, ...]
    language: str


@dataclass(frozen=True)
class Draft:
    """A reply for a person to read, change and send. What no source says stands in it as `[missing: …]`."""

    text: str
    sources: tuple[str, ...] = ()
    """Keys of the sources it rests on."""


@dataclass(frozen=True)
class DraftReply(Question[Draft]):
    """Write a reply to the newest inbound letter, from these sources and the thread alone."""

    letters: tuple[Letter, ...]
    sources: tuple[Source, ...]
    language: str
    signer: str
    """Who will send it."""


class Manner(enum.StrEnum):
    """How a text is to be rewritten."""

    SHORTER = "shorter"
    WARMER = "warmer"
    PLAINER = "plainer"
    TRANSLATE = "translate"


@dataclass(frozen=True)
class Rewrite(Question[str]):
    """Write a text anew; `language` is the one that it is to be in."""

    text: str
    manner: Manner
    language: str


@dataclass(frozen=True)
class Lesson:
    """A text of which staff said what it is about."""

    text: str
    topic: str | None
    """The key of its topic; None: none of these."""
    is_new: bool = False
    """Whether the state in use was made without it."""


@dataclass(frozen=True)
class Learnt:
    """What came of learning."""

    state: bytes
    measured: dict[str, float] = field(default_factory=dict)
    """How it did on lessons that it was not shown; empty where there were too few."""
    is_better: bool = True
    """False where the state in use does better on the same lessons."""


@dataclass(frozen=True)
class Learn(Question[Learnt]):
    """Learn what texts are about, oldest lesson first. Only a model that keeps what it learns on this machine can."""

    topics: tuple[Topic, ...]
    lessons: tuple[Lesson, ...]
    before: Trained | None = None
    """The state in use."""
