"""Recognising names in small letters, and names that nothing but their strangeness gives away.

Who writes `hier ist wiebke, mein sohn thorge hat fieber` uses no capitals. What a greeting, a goodbye, a relative or an
introduction is followed by is a name there if it is no ordinary word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.recognisers.vocabulary import (
    ALSO_WORDS,
    CLOSINGS,
    FIRST_NAMES,
    GREETINGS,
    INTRODUCTIONS,
    KIN,
    LINKS,
    NO_NAMES,
    ORDINARY,
    TITLES,
)

_WORD = r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*"
_RUN = rf"(?P<run>{_WORD}(?:,? {_WORD}|[ ][^\W\d_](?![^\W\d_])){{0,4}})"
_TITLE = "|".join(sorted(TITLES - {"med", "nat", "rer", "phil", "hc", "dent"}, key=len, reverse=True))
_DETERMINER = (
    r"(?:my|our|his|her|the|their|a|meine?[mnrs]?|unsere?[mnrs]?|seine?[mnrs]?|ihre?[mnrs]?|der|die|den|dem|mi|su|la|el"
    r"|nuestr[oa]|un|una)"
)
_CALLED = (
    r"name(?:'s|s)?,?(?: is| was| ist| war|:)|(?:is|are|was|being) called|named|hei(?:ß|ss)(?:e|t|en)|genannt"
    r"|se llaman?"
    r"|nombre(?: es|:)|it'?s|this is|here is"
)
_ASKED = (
    r"tell|ask|told|asked|call(?:ed)? for|thank|sag(?:en|e|t)?|frag(?:en|e|t)?|gr[üu](?:ß|ss)(?:en|e|t)?(?: sie| mir)?"
    r"|(?:dile|d[íi]gale|diga|dije|avis[ea]|pregunt[ea]|preguntar) (?:a|por)"
)
_CUES = (
    rf"(?:^|(?<=\n)|(?<=[.!?,] ))[ \t>]*(?:{GREETINGS}),?[ \t]+(?:(?:{_TITLE})\.? ){{0,2}}",
    rf"(?:^|(?<=\n)|(?<=[.!?,;] ))[ \t]*(?:{CLOSINGS})[ \t]*[,.!–-]*(?:\s*\n\s*|[ \t]+)",
    rf"(?<!\w)(?:{INTRODUCTIONS}|{_CALLED})[ \t]+(?:[-–][ \t]+)?(?:(?:der|die|el|la|the) )?(?:(?:{_TITLE})\.? ){{0,2}}",
    rf"(?<!\w)(?:{KIN}) (?:de|of|von|vom|der|des) ",
    rf"(?<!\w){_DETERMINER} (?:[^\W\d_]+ )?(?:{KIN}),?[ \t]+(?:\(|called |named |namens )?",
    rf"(?<!\w)(?:{_TITLE})\.?[ \t]+",
    rf"(?<!\w)(?:{_ASKED}) (?:(?:{_TITLE})\.? )?",
)
_CUED = tuple(re.compile(rf"{cue}{_RUN}", re.IGNORECASE) for cue in _CUES)
_SAYING_SO = re.compile(
    rf"{_RUN}(?=,? (?:here(?: again| from| with)?|hier|aquí|speaking)\b|,? (?:wurde|was|were|ist|is) (?:born"
    rf"|geboren|called)"
    rf"|,? (?:was born|nació|geboren|(?:is|ist|tiene) \d{{1,2}}\b)|,? (?:is )?from next door|,? (?:lives?|wohnt"
    rf"|vive) )",
    re.IGNORECASE,
)
_DOING = re.compile(
    rf"(?:^|(?<=[.!?,:\n])\s*|(?<!\w)(?:aber|dass|weil|ob|wenn|und|but|that|if|when|and|because|pero|que|si|cuando"
    rf"|y|porque) )"
    rf"(?P<run>{_WORD})(?= (?:hat|ist|wird|kann|war|muss|soll|will|möchte|braucht|kommt|nimmt|has|is|was|will|can"
    rf"|needs"
    rf"|takes|had|could|would|should|said|says|wants|comes|lives|k[öo]nnte|w[üu]rde|sagt|holt|podr[íi]a|puede|viene"
    rf"|dice|tiene|está|fue|ha|toma|necesita|quiere)(?!\w))"
    rf"|(?<!\w)(?:kannst du|k[öo]nnten sie|k[öo]nnen sie|geb(?:en|t)?(?: sie)?|gib"
    rf"|richten?(?: sie)?) (?:bitte )?(?P<whom>{_WORD})"
    rf"(?= (?:sagen|fragen|anrufen|ausrichten|bescheid|aus)(?!\w))"
    rf"|(?<!\w)(?:for|from|with|by|von|f[üu]r|mit|bei|para|con|de|que pase) (?P<beside>{_WORD})(?=[,.!?;)]|$"
    rf"| (?:da|a) )",
    re.IGNORECASE,
)
"""Who has something, is something, or is to be told it."""
_OF_KIN = re.compile(rf"{_RUN},? (?:{_DETERMINER}) (?:[^\W\d_]+ )?(?:{KIN})(?!\w)", re.IGNORECASE)
"""`Tamme, meinem Enkel`."""
_LAST = re.compile(rf"(?:\n|[.!?] )[ \t]*{_RUN}[ \t]*[.!]?[ \t]*\s*$", re.IGNORECASE)
_INVERTED = re.compile(
    rf"(?<!\w)(?:{INTRODUCTIONS})[ \t]*(?:[-–:][ \t]*)?(?P<run>{_WORD}(?: {_WORD})?, {_WORD})", re.IGNORECASE
)
_BESIDE = re.compile(r"(?<!\w)(?:von|f[üu]r|mit|bei|an) (?P<run>[^\W\d_a-z][^\W\d_]{2,11})(?!\w)")
"""Whom German speaks of without an article."""
_ALONE = re.compile(r"(?<=[^\W\d_A-Z][ (]|[,;] )(?P<run>[^\W\d_a-z][^\W\d_]{2,}(?:['’-][^\W\d_]+)*)(?![\w@])")
"""A capital amid a sentence, in languages that have one for names alone."""
_NOUN = re.compile(
    r"(?:ung|heit|keit|schaft|tion|(?:ist|at|et|ast|nom|klin|graf|phys)ik|(?:log|path|graf|graph|skop|therap|nom"
    r"|chem|gen)ie|tät|ment|skopie|grafie|graphie|tomie|itis|ose|arzt|ärztin|praxis|termin|tag"
    r"|woche|zeit|schein|karte|nummer|zentrum|klinik|haus|amt|stelle|gerät|test|wert|mittel|tablette|salbe|spritze)"
    r"(?:e?n|s|es|nen)?$"
)
_MEDICINE = re.compile(
    r"(?:mab|nib|pril|sartan|statina?|olol|azole?|cillin|cilina|mycin|micina|floxacin|idine|azepam|oxetin[ae]?|triptan"
    r"|gliptin[ae]?|formin[ae]?|glutide?|xaban|prazole?|dipin[eo]?|vir|sone|solone?|thyroxine?|profen|cain[ea]?|itis"
    r"|emia|ämie|oma|osis|ectomy|scopy|graphy|therapy|ology|logie|log[íi]a)$"
)
_KNOWN = ORDINARY | NO_NAMES | TITLES
_SHORT_FORM = 5
_IS = frozenset({"is", "was", "ist", "war", "es", "lautet"})
_BETWEEN = frozenset({"and", "und", "y", "e", "o"})


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where names stand that are written in small letters or in any."""
    for pattern in (*_CUED, _SAYING_SO, _OF_KIN, _LAST):
        for found in pattern.finditer(text):
            yield from _strange(text, *found.span("run"), is_last=pattern in (_SAYING_SO, _OF_KIN))
    for found in _DOING.finditer(text):
        group = next(name for name in ("run", "whom", "beside") if found[name])
        if is_strange(found[group]) and not _MEDICINE.search(found[group].casefold()):
            yield found.span(group)
    for found in _BESIDE.finditer(text):
        if _is_said_of_people(found["run"]):
            yield found.span("run")
    for found in _INVERTED.finditer(text):
        if all(is_strange(word) or word.casefold() in FIRST_NAMES for word in re.findall(_WORD, found["run"])):
            yield found.span("run")


def alone(text: str) -> Iterator[tuple[int, int]]:
    """Strange words with a capital amid a sentence: not for German, whose nouns have them."""
    for found in _ALONE.finditer(text):
        if _is_said_of_people(found["run"]):
            yield found.span("run")


def is_strange(word: str) -> bool:
    """Whether it is no word that people write about anything but people."""
    plain = word.casefold().strip(".'’-")
    return plain not in _KNOWN and not _is_made_of(plain)


def _is_said_of_people(word: str) -> bool:
    """A strange word with a capital that is no medicine and, like TSH or LDL, nothing that is measured."""
    is_short_form = word.isupper() and len(word) <= _SHORT_FORM
    return word[0].isupper() and not is_short_form and is_strange(word) and not _MEDICINE.search(word.casefold())


def _is_made_of(plain: str) -> bool:
    """Plurals, endings and German words that are put together of others are no stranger than their parts."""
    if any(plain.endswith(end) and plain[: -len(end)] in _KNOWN for end in ("s", "es", "en", "n", "e", "'s", "’s")):
        return True
    if len(plain) > 7 and _NOUN.search(plain):
        return True
    return any(plain[:at] in _KNOWN and plain[at:] in _KNOWN for at in range(4, len(plain) - 3))


def _strange(text: str, start: int, end: int, *, is_last: bool) -> Iterator[tuple[int, int]]:
    """The longest run of words that can be a name at the beginning, or the end, of what a cue is followed by."""
    words = [(start + one.start(), start + one.end()) for one in re.finditer(r"[^\s,]+", text[start:end])]
    if words and text[words[0][0] : words[0][1]].casefold() in _IS:
        words = words[1:]
    kept: list[tuple[int, int]] = []
    for first, last in reversed(words) if is_last else words:
        word = text[first:last].casefold()
        is_initial = len(word) == 1 and bool(kept)
        if not (is_strange(word) or word in FIRST_NAMES or is_initial or (kept and word in LINKS | ALSO_WORDS)):
            break
        if kept and "," in text[min(last, kept[-1][1]) : max(first, kept[-1][0])]:
            break
        kept.append((first, last))
    kept.sort()
    while kept and text[kept[-1][0] : kept[-1][1]].casefold() in LINKS | _BETWEEN:
        kept.pop()
    if kept:
        yield kept[0][0], kept[-1][1]
