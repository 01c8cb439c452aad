"""Numbers and days of the month as words, in English, German and Spanish."""

from __future__ import annotations


def _listed(words: str) -> list[str]:
    return words.split()


_EN = _listed(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_EN_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")
_EN_DAYS = _listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
)
_DE = _listed(
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn"
    " achtzehn neunzehn"
)
_DE_TENS = _listed("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_DE_DAYS = _listed(
    "erste zweite dritte vierte fünfte sechste siebte"
    " achte neunte zehnte elfte zwölfte dreizehnte vierzehnte fünfzehnte"
    " sechzehnte siebzehnte achtzehnte neunzehnte zwanzigste"
)
_ES = _listed(
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete"
    " dieciocho diecinueve veinte veintiuno veintidós"
    " veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho"
    " veintinueve"
)
_ES_TENS = _listed("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_FURTHER = {"twice": 2, "zweimal": 2, "dreimal": 3, "hundred": 100, "hundert": 100, "cien": 100, "primero": 1}
_NO_NUMBERS = frozenset({"one", "ein", "uno", "once", "primero"})
"""Articles; and what is eleven in Spanish is a single time in English."""


def _counted() -> dict[str, int]:
    found = dict(_FURTHER)
    for words in (_EN, _DE, _ES):
        found |= {word: number for number, word in enumerate(words, 1)}
    for at, ten in enumerate(_EN_TENS, 2):
        found |= {ten: at * 10} | {
            f"{ten}{join}{one}": at * 10 + n for n, one in enumerate(_EN[:9], 1) for join in "- "
        }
    for at, ten in enumerate(_DE_TENS, 2):
        found |= {ten: at * 10} | {f"{one}und{ten}": at * 10 + n for n, one in enumerate(_DE[:9], 1)}
    for at, ten in enumerate(_ES_TENS, 3):
        found |= {ten: at * 10} | {f"{ten} y {one}": at * 10 + n for n, one in enumerate(_ES[:9], 1)}
    return found


def _days() -> dict[str, int]:
    found = {word: number for number, word in enumerate(_EN_DAYS, 1)}
    found |= {"thirtieth": 30, "dreißigste": 30}
    for ten, at in (("twenty", 20), ("thirty", 30)):
        found |= {f"{ten}{join}{one}": at + n for n, one in enumerate(_EN_DAYS[:9], 1) for join in "- "}
    german = {word: number for number, word in enumerate(_DE_DAYS, 1)} | {"dreißigste": 30}
    for ten, at in (("zwanzig", 20), ("dreißig", 30)):
        german |= {f"{one}und{ten}ste": at + n for n, one in enumerate(_DE[:9], 1)}
    found |= {f"{word}{end}": number for word, number in german.items() for end in ("", "n", "r")}
    found |= {word: number for word, number in _counted().items() if word in _ES or word.startswith("treinta")}
    return {word: number for word, number in (found | {"primero": 1}).items() if number <= 31}


NUMBERS = {word: number for word, number in _counted().items() if word not in _NO_NUMBERS}
DAYS = _days()
"""Of a month, before whose name they mean a date."""
