"""Words as the search of articles compares them: without accents, beginnings for endings, small words left out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

MOST = 40
"""So many different words of a query count."""
_TOKEN = re.compile(r"[^\W_]+")
_SHORTEST = 2
_LEAST_LEFT = 4
_READ = 4_000
"""Characters of a query that are read: mail says early what it is about."""
_GERMAN = {"ä": "a", "ö": "o", "ü": "u", "ae": "a", "oe": "o", "ue": "u", "ß": "ss"}
_GERMAN_LETTERS = re.compile("ae|oe|(?<![aeq])ue|[äöüß]")
_WRITTEN = {
    "en": (
        "a about after again all also am an and any are as at be because been before but by can could dear did do "
        "does for from get good had has have hello hi how i if in is it its just kind kindly know like may me might "
        "more my need no not now of on only or our out please regards should so some than thank thanks that the "
        "their them then there these they this those to too up us very want was we were what when where which who "
        "why will with would yes you your anything best come every everybody much new nobody something today told "
        "tomorrow yesterday day days time times week two three old over under leave left take takes took taken look "
        "looks question questions goes going went gone don doesn didn isn without whether through wrong right same "
        "since yet already still until while ask asked tell say said give given put see seen way thing things next "
        "last first morning evening night afternoon noon hour hours month months year years monday tuesday "
        "wednesday thursday friday saturday sunday lot little bit long into off here soon sure possible"
    ),
    "de": (
        "aber alle als also am an auch auf aus bei beim bin bis bitte da damit dann das dass dem den der des die "
        "dies diese dieser doch du durch ein eine einem einen einer eines er es fur gern geehrte geehrter grusse "
        "guten hallo hat habe haben ich ihm ihn ihnen ihr ihre ihrem ihren im in ist ja kann kein keine konnen "
        "konnte mal mein meine meinem meinen meiner mich mir mit mochte muss nach nicht noch nun nur ob oder sehr "
        "sein seine sich sie sind so tag um und uns unser unter vielen dank vom von vor war was weil wenn wer "
        "werden wie wir wird wo wurde zu zum zur brauche brauchen einmal viele heute morgen gestern tage woche zeit "
        "kommen neu neue neues neuen uhr schon etwas soll sollen sollte mehr nehmen nimmt geworden seit hatte waren "
        "dort hier jetzt dazu darf durfen ohne gegen wieder weiter immer erst letzte letzten nachste nachsten monat "
        "jahr stunde stunden morgens abends abend montag dienstag mittwoch donnerstag freitag samstag sonntag frage "
        "fragen geht gehen gibt sagen gesagt zwei drei"
    ),
    "es": (
        "a al algo ante antes asi aun buenas buenos como con cual cuando de del desde dias donde el ella ellos en "
        "entre era es esa ese eso esta estas este esto estoy favor fue gracias ha han hasta hay he hola la las le "
        "les lo los mas me mi mis mucho muchas muy nada ni no nos nuestro o os otra otro para pero podria por "
        "porque pueden puede puedo que quiero quisiera saludos se ser si sin sobre su sus tambien te tengo tiene "
        "todo todos tu un una uno usted ustedes y ya yo dia hoy manana ayer tiempo hora horas menos dos tres tarde "
        "tardes noche semana semanas mes ano lunes martes miercoles jueves viernes sabado domingo pregunta ir hacer "
        "hace dar decir alguien cosa estar tener vez nuevo nueva"
    ),
}
_SMALL: Mapping[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _WRITTEN.items()}
"""Words that say nothing of what a text is about, as they are compared."""
_EVERY_SMALL = frozenset().union(*_SMALL.values())
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "en": ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ed", "es", "ly", "s", "e", "y"),
    "de": ("ungen", "ung", "ern", "en", "er", "em", "es", "e", "n", "s"),
    "es": ("aciones", "acion", "amientos", "amiento", "iendo", "ando", "ados", "adas", "idos", "idas", "ado", "ada",
           "ido", "ida", "ar", "er", "ir", "es", "os", "as", "o", "a", "e", "s"),
}  # fmt: skip


def tokens(text: str, language: str) -> list[str]:
    """Every word of a text, in its order."""
    return _TOKEN.findall(_folded(text, language))


def indexed(text: str, language: str) -> tuple[str, int]:
    """A text for the index, a blank before each word, and how many words it has."""
    found = tokens(text, language)
    return "".join(f" {one}" for one in found), len(found)


def terms(text: str, language: str, spoken: str = "") -> dict[str, str]:
    """What to look for in texts of a language: beginnings of words, each with the first word that it comes from; the
    most frequent ones. `spoken` is the language of the text itself."""
    small = _SMALL.get(language, frozenset()) | (_SMALL.get(spoken, frozenset()) if spoken else _EVERY_SMALL)
    words: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for word in tokens(text[:_READ], language):
        if len(word) >= _SHORTEST and word not in small and not word.isdecimal():
            beginning = stem(word, language)
            words.setdefault(beginning, word)
            counted[beginning] += 1
    return {beginning: words[beginning] for beginning, _ in counted.most_common(MOST)}


def stem(word: str, language: str) -> str:
    """The beginning that the forms of a word share, as far as its ending tells."""
    for ending in _ENDINGS.get(language, ()):
        left = word.removesuffix(ending)
        if left != word and len(left) >= _LEAST_LEFT:
            return left[:-1] if len(left) > _LEAST_LEFT and left[-1] == left[-2] not in "aeious" else left
    return word


def _folded(text: str, language: str) -> str:
    """Lower case without accents. In German an umlaut is written in two ways, and both must meet."""
    lowered = text.replace("\0", " ").lower()
    if language == "de":
        lowered = _GERMAN_LETTERS.sub(lambda match: _GERMAN[match.group()], unicodedata.normalize("NFC", lowered))
    parts = unicodedata.normalize("NFD", lowered)
    return "".join(part for part in parts if not unicodedata.combining(part))
