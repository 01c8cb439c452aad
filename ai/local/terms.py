"""The words that a text is about: without the small ones, cut to what their forms share."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]{2,}")
_SMALL_WORDS = """
the and you for is are my have would please with this that not can could your from was we been will be to of in on
at it as or an by if so do does did has had but me us our they them their there here what when where which who how
why may might should shall just also very any some no yes all more about into than then out up down new get got
am im ive id dear hello hi thanks thank regards kind best need want like know let tell give send write much many
monday tuesday wednesday thursday friday saturday sunday clock
question questions message mail email reply answer help possible sure one still

und ich der die das ist nicht mit für eine einen einem einer ein bitte sie wir haben habe hat auf den dem des zu
mein meine meinen meiner meinem kann können könnte könnten wie was wann wo wer warum welche welcher welches ihr
ihre ihren ihrem ihnen es im in am an als auch noch nur schon sehr so aber oder wenn dass ob bei von vom aus nach
über unter um bis wird werden würde wurde war waren sind bin mich mir uns er man mal gern gerne möchte möchten
brauche hallo guten tag danke vielen dank grüße gruß frage fragen nachricht mail antwort zum zur doch denn dann
zudem außerdem hätte hätten wäre wären dafür dazu davon damit daher deshalb etwas mehr
kein keine muss müssen soll sollte darf vor sein uhr
montag dienstag mittwoch donnerstag freitag samstag sonntag

el la los las que de una un por para con mi mis usted ustedes gracias no está están quisiera puedo puede pueden
hola como cómo pero muy es son en se lo le les al del su sus me nos yo si sí más qué cuándo dónde cuál quién hay
ser estar tengo tiene tienen he ha han este esta esto eso favor saludos estimado estimada buenos días tardes
lunes martes miércoles jueves viernes sábado domingo antes debo deben
pregunta mensaje correo respuesta necesito gustaría también ya o u y e
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_ENDINGS = re.compile(
    r"(?:ungen|ung|lichen|liche|lich|isch|ingen|ing|ieren|iert|tion|tionen|ciones|ción|mente|amos|emos|imos|ando|ar|ir|"
    r"iendo|ado|ada|ados|adas|aré|erá|ará|ments|ment|ies|ied|est|ern|en|er|em|es|ed|et|te|st|s|e|n|a|o|y)$"
)
_SHORTEST, _LONGEST_STEM = 4, 9


@lru_cache(maxsize=4096)
def of(text: str) -> frozenset[str]:
    """What a text is about, as a set."""
    return frozenset(_cut(word) for word in _WORD.findall(text.casefold()) if is_telling(word))


def is_telling(word: str) -> bool:
    """Whether a word, in small letters, says something of what a text is about."""
    return word not in _SMALL and not word.isdecimal()


def _cut(word: str) -> str:
    """What a word shares with its other forms, roughly: enough to find it again."""
    shorter = _ENDINGS.sub("", word)
    return (shorter if len(shorter) >= _SHORTEST else word)[:_LONGEST_STEM]
