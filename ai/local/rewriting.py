"""A text said shorter, plainer or warmer, by rules. What it says stays: no number, name or date comes or goes."""

from __future__ import annotations

import re
from collections.abc import Callable

from ai.local import phrases, sentences
from ai.local.phrases import Pairs, Phrases
from ai.model import CannotAnswer
from ai.questions import Manner, Rewrite

_KEPT = re.compile(
    r"\[missing:[^\]\n]{0,300}\]|\{\{[^}\n]{0,100}\}\}|\"[^\"\n]{1,300}\"|“[^”\n]{1,300}”|„[^“\n]{1,300}“|"
    r"«[^»\n]{1,300}»|[^\s@]{1,64}@\S{1,255}|https?://\S+"
)
"""Gaps, variables, what is quoted, and addresses stay letter by letter."""
_STANDS_IN, _MOST_KEPT = 0xF0000, 5_000
"""A sign for each of them while the rules are at work."""
_SIGN = re.compile("[\U000f0000-\U000fffff]")
_CAPITAL = "\x00"
"""Stands where the next letter has to be a capital."""
_AFTER_GAP = re.compile(r"\x00(.?)", re.DOTALL)
_LONG = 24
"""Words from which on a sentence is split, when it can be."""
_FEWEST = 5
"""Words that each half must have."""
_DEPENDS = re.compile(
    r"(?i)\b(?:if|when|unless|until|before|after|because|although|that|which|who|while|wenn|falls|sobald|bevor|"
    r"nachdem|dass|weil|ob|obwohl|damit|solange|si|cuando|que|porque|aunque|mientras|hasta)\b"
)
"""Words that tie clauses together: what follows may depend on them, and is not cut off."""


class NeedsLanguageModel(CannotAnswer):
    """Rules cannot do this: it takes a language model."""


def rewrite(question: Rewrite) -> str:
    """The text in another manner. Raises NeedsLanguageModel for a translation."""
    if question.manner is Manner.TRANSLATE:
        raise NeedsLanguageModel("to translate takes a language model")
    known = phrases.PHRASES.get(question.language[:2], phrases.PHRASES["en"])
    text = question.text.strip()
    kept = _KEPT.findall(text)
    if _SIGN.search(text) or len(kept) > _MOST_KEPT:
        return text
    signs = iter(range(len(kept)))
    hidden = _KEPT.sub(lambda _: chr(_STANDS_IN + next(signs)), text)
    said = _tidy(_MANNERS[question.manner](hidden, known))
    return _SIGN.sub(lambda match: kept[ord(match.group()) - _STANDS_IN], said)


def _shorter(text: str, known: Phrases) -> str:
    """Without pleasantries and filling words; a sentence that only says that one writes goes."""
    return _each_sentence(_replaced(_replaced(text, known.long_winded), known.fillers), _without(known.pleasantries))


def _plainer(text: str, known: Phrases) -> str:
    """In everyday words, long sentences in two."""
    plain = _replaced(_replaced(text, known.long_winded), known.stilted)
    return _each_sentence(plain, lambda sentence: _in_two(sentence, known))


def _warmer(text: str, known: Phrases) -> str:
    """With a greeting, thanks, wishes rather than orders, an offer to help, and a leave."""
    lines = _replaced(text, known.orders).split("\n")
    end = next((at for at, line in enumerate(lines) if at and sentences.begins_to_leave(line)), len(lines))
    greeting, said, leave = sentences.greeting(lines[0]), "\n".join(lines[:end]).strip(), lines[end:]
    said = said[len(greeting) :].strip()
    thanks = "" if known.thanking.search(said) else known.thanks
    parts = [greeting or known.greeting, thanks, said[:1].upper() + said[1:] if thanks else said]
    parts += ["" if known.offering.search(said) else known.offer, "\n".join(leave).strip() or known.leave]
    return "\n\n".join(part for part in parts if part)


_MANNERS: dict[Manner, Callable[[str, Phrases], str]] = {
    Manner.SHORTER: _shorter,
    Manner.PLAINER: _plainer,
    Manner.WARMER: _warmer,
}


def _replaced(text: str, pairs: Pairs) -> str:
    """Phrases in place of others."""
    for pattern, instead in pairs:

        def said(match: re.Match[str], instead: str = instead) -> str:
            return _like(match, instead)

        text = _AFTER_GAP.sub(lambda match: match[1].upper(), pattern.sub(said, text))
    return text


def _like(match: re.Match[str], instead: str) -> str:
    """The other phrase; where the one before began with a capital, it does, or what follows when it is empty."""
    if not match.group()[:1].isupper():
        return instead
    return instead[:1].upper() + instead[1:] if instead else _CAPITAL


def _each_sentence(text: str, change: Callable[[str], str]) -> str:
    """Every sentence changed, line by line; greeting and leave stay."""
    lines = []
    for line in text.split("\n"):
        parts = sentences.split(line)
        if not parts or sentences.is_greeting(line) or sentences.is_sign_off(line):
            lines.append(line)
            continue
        changed = " ".join(said for one in parts if (said := change(one)))
        if changed:
            lines.append(changed)
    return "\n".join(lines)


def _without(pleasantries: re.Pattern[str]) -> Callable[[str], str]:
    return lambda sentence: "" if pleasantries.fullmatch(sentence.strip()) and not _says(sentence) else sentence


def _says(sentence: str) -> bool:
    """Whether a sentence holds anything that must not be lost."""
    return any(sign.isdigit() for sign in sentence) or "?" in sentence or _SIGN.search(sentence) is not None


def _in_two(sentence: str, known: Phrases) -> str:
    words = sentence.split()
    if len(words) < _LONG or _SIGN.search(sentence):
        return sentence
    middle = len(sentence) / 2
    cuts = sorted(known.joints.finditer(sentence), key=lambda match: abs(match.start() - middle))
    for cut in cuts:
        first, second = sentence[: cut.start()].rstrip(" ,;–-"), sentence[cut.end() :].strip()
        if min(len(first.split()), len(second.split())) >= _FEWEST and not _DEPENDS.search(first):
            start = cut["start"] or ""
            second = f"{start} {second}".strip()
            return f"{first}. {second[:1].upper()}{second[1:]}"
    return sentence


def _tidy(text: str) -> str:
    """Single spaces, nothing left over of what went."""
    text = re.sub(r"[ \t]+([,.;:!?])", r"\1", re.sub(r"[ \t]{2,}", " ", text))
    text = re.sub(r",\s*([.!?])", r"\1", re.sub(r"(?m)^[ ,;]+|[ \t]+$", "", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()
