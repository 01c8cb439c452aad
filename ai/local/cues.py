"""Words by which a sentence is known as a request or as a promise, in English, German and Spanish."""

from __future__ import annotations

import re

_SHORTEST = 8
"""Letters; a sentence that is shorter says nothing by itself."""
_WANTS = re.compile(
    r"(?i)\?|\b(?:please|could you|can you|would you|will you|can i|could i|may i|am i allowed|i need|we need|"
    r"i(?:'d| would) (?:like|prefer|appreciate)|we(?:'d| would) like|i want|"
    r"i(?:'m| am) (?:asking|looking for|writing to)|"
    r"i (?:wish|request|hope you can)|let me know|would it be possible|is it possible|wondering (?:if|whether)|"
    r"bitte|bitten?|könn(?:te|t|t)en? (?:sie|ihr|ich|wir)|können sie|kann ich|darf ich|dürfte ich|würden sie|"
    r"ich (?:brauche|benötige|möchte|hätte gern\w*|würde gern\w*|suche|wünsche)|wir (?:brauchen|benötigen|möchten)|"
    r"(?:hätte|würde) (?:ich|gern\w*)|ist es möglich|wäre es möglich|geben sie mir bescheid|"
    r"por favor|podr[ií]an?|puede usted|pueden|puedo|podemos|necesit[oa]\w*|quisiera|quiero|me gustaría|querría|"
    r"es posible|sería posible|solicit[oa]|ruego|le agradecería|les agradecería|díganme|dígame)\b"
)
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
    return _place(sentence, _WANTS)


def promise(sentence: str) -> int | None:
    """Where in a sentence stands what makes it a promise."""
    return _place(sentence, _PROMISES)


def _place(sentence: str, cue: re.Pattern[str]) -> int | None:
    match = cue.search(sentence)
    return match.start() if match and len(sentence) >= _SHORTEST and not _is_courtesy(sentence) else None


def _is_courtesy(sentence: str) -> bool:
    """Some sentences have the words of a request or a promise, and are neither."""
    return bool(_COURTESY.search(sentence)) or bool(_IS_CONDITION.match(sentence) and "?" not in sentence)
