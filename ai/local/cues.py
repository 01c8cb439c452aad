"""Words by which a sentence is known as a request or as a promise, in English, German and Spanish."""

from __future__ import annotations

import re

from ai.local import asking

_SHORTEST = 8
"""Letters; a sentence that is shorter says nothing by itself."""
_PROMISES = re.compile(
    r"(?i)\b(?:(?:we|i)(?:'ll| will| shall)|(?:we|i)(?:'re|'m| are| am) going to|"
    r"you(?:'ll| will) (?:receive|get|hear|have)|"
    r"will be (?:sent|posted|ready|forwarded|refunded|cancelled|mailed)|the (?:doctor|nurse|practice|team|clinic) will|"
    r"will (?:call|send|phone|write|get back|contact)|"
    r"wir (?:werden|melden uns|senden|schicken|rufen|kümmern|leiten|prüfen|klären|erstatten|halten sie)|"
    r"ich (?:werde|melde mich|sende|schicke|rufe|kümmere|leite|prüfe|kläre)|"
    r"(?:melde|melden|senden|schicken|rufen|kümmern|sende|schicke|rufe|kümmere) (?:ich|wir|mich|uns|ihnen|sie)|"
    r"sie (?:erhalten|bekommen|hören von uns)|wird ihnen|werden (?:ihnen|sie|wir)|"
    r"(?:le|les|te|lo|la|se lo) \w+(?:aremos|eremos|iremos|aré|eré|iré)|vamos a|voy a|recibirán?|"
    r"(?:me pondré|nos pondremos)|\w{3,}(?:aremos|eremos|iremos)|la (?:llamaré|llamaremos)|será enviad[oa])\b"
)
_IS_CONDITION = re.compile(r"(?i)^(?:if|when|wenn|falls|sobald|si|cuando)\b[^,]*$")
_COURTESY = re.compile(
    r"(?i)do not hesitate|don't hesitate|feel free|any (?:further )?questions|how are you|hope (?:this|you)|"
    r"zögern sie nicht|rückfragen|für fragen|fragen haben|wie geht es ihnen|jederzeit gern|"
    r"no dude en|cualquier (?:duda|consulta|pregunta)|cómo est(?:á|án)\b|espero que est"
)


def request(sentence: str) -> int | None:
    """Where in a sentence stands what makes it a request; None: it is none."""
    return asking.request(sentence) if _says_something(sentence) else None


def promise(sentence: str) -> int | None:
    """Where in a sentence stands what makes it a promise."""
    match = _PROMISES.search(sentence)
    return match.start() if match and _says_something(sentence) else None


def _says_something(sentence: str) -> bool:
    return len(sentence) >= _SHORTEST and not _is_courtesy(sentence)


def _is_courtesy(sentence: str) -> bool:
    """Some sentences have the words of a request or a promise, and are neither."""
    return bool(_COURTESY.search(sentence)) or bool(_IS_CONDITION.match(sentence) and "?" not in sentence)
