"""What is kept of a model's answer: its text as plain text, with marks on what no source bears out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ai.grounding import Grounds
from ai.local import sentences
from ai.questions import Draft, Letter, Point, Source, Summary
from inbox.copilot import LONGEST
from inbox.models import Person

_MARKUP = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9_-]*(?:\s[^<>]{0,1000})?/?>|<!--.{0,1000}?-->|<[|!?][^<>]{0,200}>", re.DOTALL
)
"""Nobody asked for any: an answer is plain text."""
_POINTS = 8
_POINT = 600


@dataclass(frozen=True)
class Evidence:
    """What an answer may rest on."""

    said: tuple[str, ...]
    ours: tuple[str, ...]
    """The part of it that we wrote: links and mail addresses must stand there."""
    sources: tuple[Source, ...] = ()
    letters: tuple[Letter, ...] = ()
    signer: Person | None = None
    language: str = ""

    @cached_property
    def grounds(self) -> Grounds:
        """What texts are held against."""
        return Grounds(self.said, own=self.ours, language=self.language)


def told(letter: Letter) -> str:
    """All that a letter says, when and by whom."""
    return f"{letter.sender}\n{letter.at:%Y-%m-%d %H:%M}\n{letter.subject}\n{letter.text}"


def kept(answer: object, evidence: Evidence) -> dict[str, Any]:
    """An answer as its row keeps it."""
    if isinstance(answer, Summary):
        ours = {one.id for one in evidence.letters if not one.is_inbound}
        # Whoever writes in may have a model say that we promised something: that stands in a letter of ours alone.
        promised = tuple(one for one in answer.promised if one.letter_id in ours)
        parts = {"wanted": answer.wanted, "promised": promised, "open": answer.open}
        return {name: list(_points(points, evidence)) for name, points in parts.items()}
    if isinstance(answer, Draft):
        text = _signed_once(_plain(answer.text, evidence), evidence.signer)
        names = {one.key: one.name for one in evidence.sources}
        used = [[key, names[key]] for key in dict.fromkeys(answer.sources) if key in names]
        newest = next((one for one in reversed(evidence.letters) if one.is_inbound), None)
        answers = {"letter": newest.id, "who": newest.sender} if newest else {}
        return {"text": text, "marks": _marks(text, evidence), "sources": used, **answers}
    text = _plain(str(answer), evidence)
    return {"text": text, "marks": _marks(text, evidence)}


def _points(points: Iterable[Point], evidence: Evidence) -> Iterable[dict[str, Any]]:
    """Each with the letter that it comes from, if that is one of the thread."""
    known = {one.id: one for one in evidence.letters}
    for point in [*points][:_POINTS]:
        text = sentences.shortened(" ".join(_plain(point.text, evidence).split()), _POINT)
        letter = known.get(point.letter_id)
        stands = {"letter": letter.id, "who": letter.sender, "inbound": letter.is_inbound} if letter else {}
        yield {"text": text, "marks": _marks(text, evidence), **stands}


def _marks(text: str, evidence: Evidence) -> list[list[object]]:
    return [[one.start, one.end, one.kind] for one in evidence.grounds.marks(text)]


def _plain(text: str, evidence: Evidence) -> str:
    """Without what nobody sees, and without markup, except what stands in our own texts."""
    ours = "\n".join(evidence.ours)
    seen = sentences.visible(text[: 2 * LONGEST])
    return _MARKUP.sub(lambda match: match.group() if match.group() in ours else "", seen).strip()[:LONGEST]


def _signed_once(text: str, signer: Person | None) -> str:
    """The signature is added when the reply goes out: what it says is not said above it, too."""
    if signer is None or not signer.signature.strip():
        return text
    lines = text.split("\n")
    if lines[-1].strip() == signer.name:
        lines.pop()
    first = signer.signature.strip().split("\n")[0]
    if sentences.is_sign_off(first) and lines and sentences.is_sign_off(lines[-1]):
        lines.pop()
    return "\n".join(lines).strip()
