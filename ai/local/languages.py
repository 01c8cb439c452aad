"""The language of a mail: rather none than a wrong one."""

from __future__ import annotations

import re
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from ai.local.words import readable
from inbox.mail import languages as small_words

_CANDIDATES = """
    am ar bg bn bs ca cs da de el en es et fa fi fr gu he hi hr hu hy id is it ja ka km ko lt lv mk mn ms nb ne nl no pa
    pl ps pt ro ru sk sl so sq sr sv sw ta te th ti tl tr uk ur uz vi zh
"""
"""What patients write in; languages of encyclopedias alone only take votes away from these."""
_HOME = frozenset(("de", "en", "es"))
_SURE, _SURE_WHEN_SHORT, _SURE_OF_HOME = 0.75, 0.9, 0.6
_SHORT = 25
"""So few letters may be a name or a word that many languages share."""
_LOOKED_AT = 1_500
_NOISE = re.compile(r"https?://\S+|\S+@\S+|\w*\d\w*|<[^>\n]{1,200}>")
_LETTER = re.compile(r"[^\W\d_]")
_SAME = {"nb": "no", "nn": "no"}
_ALONE = {
    "en": "thanks thank hello hi yes please appointment prescription refill urgent help pain chest bleeding tomorrow",
    "de": "danke hallo ja nein bitte termin rezept dringend hilfe schmerzen brust blutung morgen überweisung moin",
    "es": "gracias hola sí cita receta urgente ayuda dolor pecho sangrado mañana buenos buenas",
    "fr": "merci bonjour oui rendez vous ordonnance",
}
_SAYING = {word: language for language, words in _ALONE.items() for word in words.split()}
_WORD = re.compile(r"[^\W\d_]+")


def told(text: str) -> str:
    """The language as ISO 639-1; empty where it cannot be told."""
    plain = _NOISE.sub(" ", readable(text[: _LOOKED_AT * 2]))[:_LOOKED_AT].strip()
    letters = len(_LETTER.findall(plain))
    if letters == 0:
        return ""
    guess, sure = _identifier().classify(plain.lower())
    least = _SURE_OF_HOME if guess in _HOME else _SURE if letters > _SHORT else _SURE_WHEN_SHORT
    if sure >= least:
        return _SAME.get(str(guess), str(guess))
    return small_words.guessed(plain) or _by_single_words(plain)


def _by_single_words(text: str) -> str:
    """Of a note of few words, where they all belong to one language."""
    said = {_SAYING[word] for word in _WORD.findall(text.lower()) if word in _SAYING}
    return said.pop() if len(said) == 1 else ""


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    every = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    every.set_languages(set(_CANDIDATES.split()) & set(every.labels))
    # One of its own, for the first keeps what it knows of all the others, which is half of its memory.
    return LanguageIdentifier(
        every.nb_ptc, every.nb_pc, every.nb_classes, every.tk_nextmove, every.tk_output, norm_probs=True,
        tk_row=every.tk_row,
    )  # fmt: skip
