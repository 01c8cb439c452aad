"""What somebody asks for in a mail: questions and requests, dates and numbers, as they stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ai.local.words import readable
from ai.questions import Asked
from inbox.mail.text import truncate

_MOST, _LONGEST = 12, 240
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…](?!\s|$)[^.!?…\n]*)*[.!?…]*")
_ABBREVIATED = re.compile(
    r"(?i)(?:\b(?:dr|mr|mrs|ms|prof|st|no|nr|tel|z|b|ca|bzw|str|fr|hr|sr|sra|dra|approx|evtl|ggf|usw|med)"
    r"|\b\d{1,2})\.$"
)
_WORD = re.compile(r"[^\W\d_]")
_REQUEST = re.compile(
    r"\?|\b(?:please|kindly|(?:can|could|would|will|might) (?:you|i|we|someone|somebody|the \w+)|may (?:i|we)"
    r"|(?:i|we) (?:would|'d|should) (?:like|need|prefer|appreciate)|i'd like|(?:i|we) (?:need|want|request|wish"
    r"|ask)\b"
    r"|let (?:me|us) know|tell me|send me|call me|get back to|i wonder(?:ed)? (?:if|whether)|looking for (?:a|an)\b"
    r"|bitte|könn(?:en|ten) (?:sie|wir|ich)|kann (?:ich|man|mir)|könnte(?:st)? (?:ich|du|man|mir)|würden sie|(?:ich"
    r"|wir) "
    r"(?:brauche?n?|benötigen?|möchten?|hätten? gern\w*|bitten?|wollen?|bräuchten?|suchen?)|sagen sie mir"
    r"|melden sie sich|dürfte ich|würde ich (?:mich|gern\w*)"
    r"|rufen sie|schicken sie|teilen sie|lassen sie mich|wäre es möglich|ist es möglich|bin auf der suche"
    r"|por favor|(?:me |nos )?(?:podrían?|pueden?|podemos|puedo)\b|(?:me |nos )gustaría|quisiera|quisiéramos"
    r"|necesit(?:o|amos)"
    r"|quiero|queremos|solicit(?:o|a|amos)|les? agradecería|dígame|díganme|mándeme|envíeme|envíenme|llámeme"
    r"|ruego|rogamos|les? pido|sería posible|avísenme|hágame)\b",
    re.IGNORECASE,
)
_ASKING_WORD = re.compile(
    r"^\W*(?:(?:und|and|y|also|oder|or|but|aber|pero) )?(?:what|when|where|which|whose?|whom|why|how|is|are|does|do"
    r"|did|"
    r"has|should|shall|wann|wo|wer|wie|wieso|warum|weshalb|welche[nrms]?|womit|woher|wohin|gibt es|haben sie"
    r"|muss ich|soll"
    r" ich|darf ich|cuándo|dónde|cuál(?:es)?|quién|cómo|por qué|cuánt[oa]s?|tengo que|hay que)\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz?|apr(?:il)?|may|mai|june?|juni?|july?|juli?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio"
    r"|agosto|sep?tiembre|octubre|noviembre|diciembre)"
)
_DAY = (
    r"(?:mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|montags?|dienstags?|mittwochs?"
    r"|donnerstags?|freitags?|samstags?|sonnabends?|sonntags?|lunes|martes|miércoles|jueves|viernes|sábados?"
    r"|domingos?)"
)
_DATE = re.compile(
    rf"(?<![\w.,/-])(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d{{2}})?(?!\d)|\d{{1,2}}/\d{{1,2}}"
    rf"|(?:{_DAY},? (?:the |den |dem |el )?)?\d{{1,2}}(?:st|nd|rd|th|\.)?(?: of| de)? {_MONTH}\b\.?"
    r"(?:,? (?:de |del )?\d{4})?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?"
    rf"|(?:(?:next|this|last|coming|nächste[nrs]?|kommende[nrs]?|diese[nrs]?|letzte[nrs]?|el próximo|este|el)\s)?{_DAY}"
    r"(?: (?:morning|afternoon|evening|vormittag|nachmittag|früh|abend|próximo|por la (?:mañana|tarde)))?"
    r"|the day after tomorrow|tomorrow|tonight|today|next (?:week|month)|this (?:week|afternoon|morning)"
    r"|übermorgen|morgen(?! (?:habe|bin|ist))|heute(?: (?:abend|nachmittag|vormittag))?|(?:nächste|kommende"
    r"|diese) woche"
    r"|nächsten monat|pasado mañana|(?<!la )mañana|hoy|esta (?:semana|tarde|noche)|la (?:próxima semana"
    r"|semana que viene)"
    r")(?!\w)",
    re.IGNORECASE,
)
_TIME = r"\d{1,2}(?:[:.]\d{2})? ?(?:a\.?m\.?|p\.?m\.?|uhr|o'clock|h)(?!\w)|\d{1,2}:\d{2}(?!\d)"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?:{_TIME}|(?P<phone>\+?\(?\d[\d ()/–-]{{6,20}}\d)|[€$£] ?\d[\d.,]*\d?|\d+(?:[.,:/]\d+)*"
    r"(?:\s?(?:%|°C?|mg|µg|mcg|ml|g|kg|cm|mm(?:ol/l|hg)?|€|eur(?:os?)?|[$£]|usd|mmol|units?|tablets?|tabletten|stück|"
    r"comprimidos|pastillas))?)(?!\w)",
    re.IGNORECASE,
)


def find(text: str) -> Asked:
    """Each thing once, in the order of the text."""
    plain = readable(text)
    dates = [(found.start(), found.end()) for found in _DATE.finditer(plain)]
    numbers = (found.group() for found in _NUMBER.finditer(_without(plain, dates)) if len(found.group().strip()) > 1)
    return Asked(questions(plain), _once(plain[start:end] for start, end in dates), _once(numbers))


def questions(text: str) -> tuple[str, ...]:
    """Sentences that ask or request something."""
    return _once(one for one in sentences(text) if is_asking(one))


def is_asking(sentence: str) -> bool:
    """Whether a sentence wants something from its reader; a question mark is often left out."""
    return request(sentence) is not None or _ASKING_WORD.match(sentence) is not None


def request(sentence: str) -> int | None:
    """Where in a sentence stands what asks or requests something, as far as that can be told of any sentence."""
    found = _REQUEST.search(sentence)
    return found.start() if found else None


def sentences(text: str) -> list[str]:
    """A text by sentences; lines that were only wrapped are one."""
    found: list[str] = []
    is_open = False
    for match in _SENTENCE.finditer(re.sub(r"(?<=[\w,;])\n(?=[a-zäöüßáéíóúñ])", " ", text)):
        sentence = match.group().strip()
        if not _WORD.search(sentence):
            continue
        found[-1:] = [f"{found[-1]} {sentence}"] if is_open else [*found[-1:], sentence]
        is_open = _ABBREVIATED.search(sentence) is not None and not text[match.end() : match.end() + 1].startswith("\n")
    return found


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with blanks where something was found already."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _once(found: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for one in found:
        line = truncate(" ".join(one.split()), _LONGEST)
        if line and len(kept) < _MOST:
            kept.setdefault(line.casefold(), line)
    return tuple(kept.values())
