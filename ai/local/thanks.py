"""Telling a mail that only says thank you: nothing is asked in it, nothing told that somebody must know."""

from __future__ import annotations

import re

from ai.local import asking
from ai.local.words import readable

_MOST_WORDS = 45
_WORD = re.compile(r"[^\W\d_]+")
_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thankful|thx|ty|tysm|cheers|much appreciated|appreciate|grateful|gratitude"
    r"|danke\w*|dank|bedanken?|vergelt'?s gott|merci|dankbar\w*|gracias|agradec\w+|agradezco)\b",
    re.IGNORECASE,
)
_THANKING = re.compile(
    r"\b(?:(?:thank you|thanks) kindly"
    r"|(?:wish(?:ed)?|want(?:ed)?|would(?: just)? like|'d like|need(?:ed)?) to (?:say (?:a )?(?:big )?)?thank(?:s"
    r"| you)?"
    r"|möchten?(?: \w+){1,9} (?:danken|bedanken|danke sagen)|wollten?(?: \w+){1,6} (?:danken|bedanken|danke sagen)"
    r"|(?:quería|quisiera|quiero|queremos|queríamos|me gustaría) "
    r"(?:darle?s? las gracias|agradecer\w*|dar las gracias))\b",
    re.IGNORECASE,
)
"""Wanting to thank is thanking."""
_MORE = re.compile(
    r"\b(?:but|however|although|still (?:not?|waiting|have|no)|unfortunately|except|also|another|one more"
    r"|by the way|because i|wrong|missing|not yet"
    r"|in advance|for nothing|died|dead|passed away|cancel\w*|reschedul\w*|change|attach\w*|enclosed|instead|forgot"
    r"|until now|problem\w*|complain\w*|pain\w*"
    r"|worse|hurts?|invoice|waiting|need\w*|want\w*|looking forward to (?:your|hearing)"
    r"|aber|jedoch|allerdings|leider|trotzdem|noch (?:eine?|nicht|etwas)|außerdem|übrigens|falsch\w*|fehlt|fehlen"
    r"|im voraus"
    r"|vorab|für nichts|verstorben\w*|gestorben|absagen|verschieben|anbei|anhang|problem\w*|beschwer\w*|schmerz\w*"
    r"|schlimmer|rechnung|warte|ihre antwort"
    r"|brauche\w*|möchte\w*|rückmeldung"
    r"|pero|sin embargo|aunque|todavía|aún|desgraciadamente|lamentablemente|además|otra cosa|por cierto|falta\w*"
    r"|de antemano|para nada|fallec\w+|murió|por adelantado|cancelar|cambiar|adjunt\w*|problema\w*|queja\w*"
    r"|dolor\w*|peor|factura|espero su|su respuesta"
    r"|quedo a la espera|necesito|quiero)\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"(?i)https?://|\bno[- ]?reply\b|unsubscribe|abbestellen|darse de baja|\byour order\b|\bihre bestellung\b"
)


def is_thanks(text: str) -> bool:
    """Whether it thanks and wants nothing. In doubt it is no such mail."""
    plain = _THANKING.sub("thanks", readable(text).strip())
    thanked = _THANKS.search(plain)
    if thanked is None or len(_WORD.findall(plain)) > _MOST_WORDS:
        return False
    if _MORE.search(plain) or _SERVICE.search(plain):
        return False
    return not any(asking.is_asking(sentence) for sentence in asking.sentences(plain))
