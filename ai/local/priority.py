"""How soon a mail wants an answer: by its signs, and by what it says about haste. Never less than others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ai.local.symptoms import Found
from ai.local.words import readable
from ai.questions import Guess

_MOST_WORDS = 5
_PRESSING = re.compile(
    r"\b(?:urgent(?:ly)?|asap|a\.s\.a\.p|as soon as (?:possible|you can)|right away|immediate(?:ly)?|straight away"
    r"|at once"
    r"|time[- ]critical|time[- ]sensitive|by (?:today|tonight|tomorrow|noon|the end of (?:the )?day)"
    r"|before the weekend"
    r"|earliest (?:possible|convenience)|without delay|can(?:not|'t|’t|t) wait|today if (?:at all )?possible"
    r"|last (?:pill|tablet|"
    r"dose|capsule)s?|(?:ran|run(?:s|ning)?|am|are|is) out (?:today|tomorrow|tonight|of (?:my|his|her|their|insulin"
    r"|tablets)"
    r"|the day after)|none left|emergency appointment|deadline (?:is )?(?:today|tomorrow)|getting worse|much worse"
    r"|dringend\w*|dringlich\w*|eilig\w*|es eilt|eilt sehr|so (?:schnell|bald|rasch) wie (?:möglich|es geht)"
    r"|schnellst\w*"
    r"|baldmöglichst|umgehend|unverzüglich|sofort\w*|noch heute|heute noch|bis (?:heute|morgen)|vor dem wochenende"
    r"|notfalltermin|kann nicht warten|letzte(?:n|r)? (?:tablette\w*|dosis|pille\w*)|(?:morgen|heute"
    r"|übermorgen) (?:sind|ist) "
    r"(?:sie|es|er)?\s?(?:aus|alle|leer)|keine (?:tabletten|medikamente) mehr|wird (?:immer )?schlimmer"
    r"|urge(?:nte|ntemente|ncia)?|cuanto antes|lo antes posible|lo más (?:pronto|rápido) posible|de inmediato"
    r"|inmediatamente|hoy mismo|para (?:hoy|mañana)|antes del fin de semana|sin demora|no puede esperar|ahora mismo"
    r"|se me (?:acaba|acaban|terminan?) (?:hoy|mañana)|me quedan? (?:sólo |solo )?(?:una|dos) (?:pastillas?|dosis)"
    r"|última (?:pastilla|dosis)|empeora\w*|cada vez peor)(?!\w)",
    re.IGNORECASE,
)
_NO_HASTE = re.compile(
    r"\b(?:(?:not|isn'?t|nothing|no|non|hardly|never|wasn'?t)[ -](?:\w+ ){0,3}$|nicht(?: \w+){0,2} $"
    r"|kein\w*(?: \w+){0,2} $"
    r"|no (?:es |son |corre |tiene |es nada |me |hay )?(?:\w+ )?$|sin $|nada $)",
    re.IGNORECASE,
)
_NO_HASTE_AFTER = re.compile(r"\A(?: \w+)? (?:nicht|not|kein\w*)\b", re.IGNORECASE)
_OFFER = re.compile(
    r"(?i)\b(?:unsubscribe|newsletter|abbestellen|darse de baja|special offer|limited (?:time|offer)|act now)\b"
)


def guess(found: Sequence[Found], text: str) -> Guess:
    """Urgent where something was found that may not wait, high where the writer says that it presses, else normal."""
    if found:
        return Guess("urgent", 0.9 if len(found) > 1 else 0.75, tuple(one.words for one in found[:_MOST_WORDS]))
    plain = readable(text)
    pressing = dict.fromkeys(
        match.group() for match in _PRESSING.finditer(plain)
        if not _NO_HASTE.search(plain[max(0, match.start() - 30) : match.start()])
        and not _NO_HASTE_AFTER.search(plain[match.end() : match.end() + 30])
    )  # fmt: skip
    if pressing and not _OFFER.search(plain):
        return Guess("high", 0.6, tuple(pressing)[:_MOST_WORDS])
    return Guess("normal", 0.6)
