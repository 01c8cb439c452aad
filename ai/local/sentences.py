"""The sentences of a mail as they stand, without greeting, signature, quotes and disclaimers."""

from __future__ import annotations

import re
from functools import lru_cache

from inbox.mail import quoting
from inbox.mail.text import displayable, storable

_INVISIBLE = re.compile(r"[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_GREETING = re.compile(
    r"(?i)(?:dear|hello|hi|hey|good (?:morning|afternoon|evening|day)|greetings|to whom it may concern|"
    r"sehr geehrte[rs]?|liebe[rs]?|hallo|guten (?:tag|morgen|abend)|moin|grüß gott|grüezi|servus|"
    r"estimad[oa]s?|querid[oa]s?|hola|buen[oa]s? (?:días|dias|tardes|noches)|muy señor(?:es)? mío?s?|apreciad[oa]s?)\b"
    r"(?:[ ]+(?:(?-i:[A-ZÄÖÜÁÉÍÓÚÑ])[\w.'’-]*|\{\{[^}\n]*\}\}|and|und|y|or|oder|of|the|de|del|la|el|team|all|everyone|"
    r"everybody|there|together|sir|madam|ladies|gentlemen|doctor|nurse|zusammen|todos|todas|equipo|señor\w*|doctora?))*"
    r"\s*(?:[,:!.]+|$)"
)
_GREETING_ALONE = re.compile(rf"{_GREETING.pattern}\s*")
_SIGN_OFF = re.compile(
    r"(?i)(?:(?:kind|best|warm|many thanks and|with kind|with best)\s+(?:regards|wishes)|regards|sincerely|yours|"
    r"yours (?:sincerely|faithfully|truly)|cheers|all the best|best|thanks|many thanks|thank you|"
    r"thanks (?:again|in advance)|thank you (?:again|very much|so much|in advance)|"
    r"(?:mit )?(?:freundlichen?|besten?|herzlichen?|lieben?|vielen|schönen?)\s+(?:grüßen?|gruß|grüssen?|gruss|dank)"
    r"(?: (?:im voraus|und .{1,30}))?|viele grüße|danke|danke (?:im voraus|schön|ihnen)|mfg|lg|vg|hochachtungsvoll|"
    r"(?:un |reciba un |muchos )?(?:cordial(?:es)?|atentos?|afectuosos?)?\s*saludos?(?: cordial(?:es)?)?|atentamente|"
    r"muchas gracias(?: de antemano| por todo)?|gracias(?: de antemano)?|un abrazo)\s*[,.!–-]*"
)
_LONGEST_TAIL, _LONGEST_TAIL_LINE = 8, 80
_LONGEST_NAME = 4
_NAMED = re.compile(r"\s*[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*)?\s*[,:]")
"""`Hola, Ana:`"""
"""What stands below a sign-off is a signature while it is short."""
_DISCLAIMER = re.compile(
    r"(?i)intended (?:solely |only )?for the (?:use of the )?(?:individual|addressee|recipient|person)|"
    r"not the intended recipient|this (?:e-?mail|message)(?: and any \w+)? (?:is|are|may be|contains?|may contain) "
    r"(?:strictly )?(?:confidential|privileged)|consider the environment|"
    r"diese (?:e-?mail|nachricht) (?:und \w+ anhänge )?(?:enthält|ist|kann) .{0,60}vertraulich|"
    r"nicht der (?:richtige|beabsichtigte|vorgesehene) (?:adressat|empfänger)|irrtümlich erhalten|"
    r"este (?:correo|mensaje) .{0,60}confidencial|no es el destinatario|antes de imprimir|"
    r"denken sie an die umwelt|unsubscribe|newsletter abbestellen|sent from my|von meinem \w+ gesendet|"
    r"enviado desde mi"
)
_BULLET = re.compile(r"\A\s*(?:[-*•–·]|\d{1,2}[.)])\s+")
_ABBREVIATION = re.compile(
    r"(?i)(?:\b(?:dr|mr|mrs|ms|prof|st|no|nr|vs|approx|ca|bzw|str|tel|usw|evtl|ggf|inkl|sog|med|fr|hr|sr|sra|srta|dra|"
    r"ud|uds|pág|núm|etc|z\.\s?b|d\.\s?h|u\.\s?a|i\.\s?d\.\s?r|e\.\s?g|i\.\s?e|p\.\s?ej|a\.\s?m|p\.\s?m)|\b[A-Z])\.$"
)
_ORDINAL = re.compile(r"\b\d{1,2}\.$")
_MONTH_OR_SMALL = re.compile(
    r"(?i)(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|quartal|woche|stock|tag|termin)|(?-i:[a-zäöü])"
)
_STANDS_FOR_WORDS = "\U000f0000"
"""From here on signs of private use, which no mail has: others put them in the place of words."""
_NEAR = 60
"""So many characters around a point tell whether it ends a sentence."""
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”“»’')\]]*(?=\s+|$)")


@lru_cache(maxsize=512)
def of(text: str) -> tuple[str, ...]:
    """The sentences of what is said in a mail, in their order."""
    found: list[str] = []
    for paragraph in _paragraphs(body(text)):
        if not _DISCLAIMER.search(paragraph):
            found.extend(split(paragraph))
    return tuple(found)


def body(text: str) -> str:
    """What a mail says between its greeting and its sign-off."""
    lines = quoting.fold(visible(text)).visible.split("\n")
    return "\n".join(_without_sign_off(_without_greeting(lines))).strip()


def visible(text: str) -> str:
    """A text without the characters that nobody sees."""
    return _INVISIBLE.sub("", displayable(storable(text)))


def is_greeting(line: str) -> bool:
    """Whether a line greets and says nothing else."""
    return bool(_GREETING_ALONE.fullmatch(line.strip()))


def greeting(line: str) -> str:
    """The greeting that a line begins with, whatever it says behind it; empty where there is none."""
    match = _GREETING.match(line.strip())
    if match is None:
        return ""
    named = _NAMED.match(line.strip(), match.end()) if match.group().endswith(",") else None
    return line.strip()[: named.end() if named else match.end()].strip()


def begins_to_leave(line: str) -> bool:
    """Whether a line takes leave and may be signed, and says nothing else."""
    match = _SIGN_OFF.match(line.strip())
    signed = line.strip()[match.end() :].split() if match else []
    return match is not None and len(signed) <= _LONGEST_NAME and all(word[0].isupper() for word in signed)


def is_sign_off(line: str) -> bool:
    """Whether a line takes leave and says nothing else."""
    return bool(_SIGN_OFF.fullmatch(line.strip()))


def shortened(sentence: str, longest: int, around: int = 0) -> str:
    """A sentence with words left out at its ends, `…` in their place, so that the place `around` stays."""
    if len(sentence) <= longest:
        return sentence
    start = max(0, min(around - longest // 4, len(sentence) - longest))
    start = sentence.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(sentence), start + longest)
    end = end if end == len(sentence) else max(sentence.rfind(" ", start, end), start + longest // 2)
    return ("… " if start else "") + sentence[start:end].strip(" ,;:") + (" …" if end < len(sentence) else "")


def _without_greeting(lines: list[str]) -> list[str]:
    """The first line that says something goes if it greets; what goes on after the greeting stays."""
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        match = _GREETING.match(line.strip())
        return [line.strip()[match.end() :], *lines[at + 1 :]] if match else lines[at:]
    return []


def _without_sign_off(lines: list[str]) -> list[str]:
    """From the sign-off on everything goes while it is as short as a signature."""
    for at, line in enumerate(lines):
        if is_sign_off(line):
            tail = [one for one in lines[at + 1 :] if one.strip()]
            if len(tail) <= _LONGEST_TAIL and all(len(one) <= _LONGEST_TAIL_LINE for one in tail):
                return lines[:at]
    return lines


def _paragraphs(text: str) -> list[str]:
    """Lines that were only wrapped, joined again; a line of a list stays by itself."""
    found: list[str] = []
    is_open = False
    for line in text.split("\n"):
        words = line.strip()
        if not words:
            is_open = False
        elif is_open and not _BULLET.match(words):
            found[-1] += f" {words}"
        else:
            found.append(_BULLET.sub("", words))
            is_open = True
    return [one for one in found if one]


def split(paragraph: str) -> list[str]:
    found: list[str] = []
    start = 0
    for match in _END.finditer(paragraph):
        before = paragraph[max(start, match.end() - _NEAR) : match.end()]
        after = paragraph[match.end() : match.end() + _NEAR].lstrip()
        if match.group() == "." and (_ABBREVIATION.search(before) or _goes_on(before, after)):
            continue
        found.append(paragraph[start : match.end()].strip())
        start = match.end()
    rest = paragraph[start:].strip()
    return [one for one in [*found, rest] if any(sign.isalnum() or sign >= _STANDS_FOR_WORDS for sign in one)]


def _goes_on(before: str, after: str) -> bool:
    """Whether a point after a number makes an ordinal of it: the 3. of March."""
    return bool(_ORDINAL.search(before) and _MONTH_OR_SMALL.match(after))
