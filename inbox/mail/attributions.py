"""The lines by which mail programs, in many languages, announce what they quote, forward or sign."""

import re

_VERBS = (
    r"wrote|writes|schrieb|schrieben|geschrieben|escribi[óo]|a écrit|ha scritto|schreef|geschreven|escreveu|"
    r"skrev|kirjoitti|napisał(?:\(?a\)?)?|написал(?:\(?а\)?)?|пишет|yazdı|έγραψε"
)
# "On …, Jane wrote:" and "Jane schrieb am …:"; a line that long is prose.
_ATTRIBUTION = re.compile(rf"(?i)^\W{{0,3}}(?=.{{5,400}}$)(?:.*\W)?(?:{_VERBS})(?:\W.{{0,200}})?[:：]\s*$")
# How such a line starts in languages that put the date first.
_DATE_FIRST = re.compile(r"^\W{0,3}(?:(?:On|At|Am|El|Le|Il|Op|Em|Den|Ti|W dniu|Dnia)\b|\d{1,4}[-/.]\d)")
_WHEN = re.compile(r"\d{1,2}[:.h]\d{2}|\b\d{4}\b|\d{1,2}[./-]\d{1,2}")
_WHEN_AND_WHO = re.compile(r"^\W{0,3}\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.{0,60}<\S+@\S+>\s*:?\s*$")

_ORIGINAL = re.compile(
    r"(?i)^\s*[-_*]{2,}\s*(?:original message|ursprüngliche nachricht|original-?nachricht|ursprüngliche e-?mail|"
    r"mensaje original|message d['’]origine|message original|messaggio originale|oorspronkelijk bericht|"
    r"origineel bericht|mensagem original|ursprungligt meddelande|oprindelig meddelelse|wiadomość oryginalna)"
    r"\s*[-_*]{2,}\s*$"
)
_FORWARDED = re.compile(
    r"(?i)^\s*(?:[-_*]{2,}\s*(?:forwarded (?:message|by.{0,80})|weitergeleitete (?:nachricht|e-?mail)|"
    r"mensaje reenviado|message transféré|messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada|"
    r"vidarebefordrat meddelande|wiadomość przekazana|пересылаемое сообщение)\s*[-_*]*|"
    r"(?:begin forwarded message|anfang der weitergeleiteten (?:e-?mail|nachricht)|inicio del mensaje reenviado|"
    r"début du message (?:réexpédié|transféré)|inizio messaggio inoltrato|begin doorgestuurd bericht)\s?:)\s*$"
)
_RULE = re.compile(r"^\s*_{10,}\s*$")

_FIELDS = {
    "from": "from|von|de|da|van|från|fra|od|от",
    "date": "sent|date|gesendet|datum|enviado(?: el)?|fecha|envoyé|inviato|data|verzonden|skickat|sendt|дата",
    "to": "to|an|para|à|pour|a|aan|till|til|do|кому",
    "subject": "subject|betreff|asunto|objet|oggetto|onderwerp|assunto|ämne|emne|temat|тема",
}
_FIELD = re.compile(
    r"(?i)^[\s>*]{0,3}(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _FIELDS.items())
    + r")\s?:\*?(?P<value>.{0,500})$"
)
_FIELDS_WITHIN = 8

_DELIMITER = re.compile(r"^ ?--\s*$")
_SENDING = (
    r"sent (?:from|via|with|using)|(?:get|obtener|scarica|téléchargez|holen sie sich)|von mein(?:em|er)|"
    r"gesendet (?:von|mit|aus|über)|diese nachricht wurde (?:von|mit)|enviado desde|envoyé (?:de|depuis|avec)|"
    r"inviato da|verzonden (?:vanaf|via|met|vanuit)"
)
_DEVICES = (
    r"iphone|ipad|ipod|android|samsung|galaxy|pixel|huawei|xiaomi|blackberry|smartphone|mobiltelefon|handy|mobile|"
    r"móvil|movil|cellulare|telefoon|tablet|phone|outlook|yahoo|gmail|gmx|web\.de|proton ?mail|thunderbird|mail app"
)
_DEVICE = re.compile(rf"(?i)^\W{{0,4}}(?:{_SENDING})\b.{{0,30}}\b(?:{_DEVICES})\b.{{0,80}}$")


def is_attribution(text: str) -> bool:
    """Whether a line says that somebody wrote what follows; before quote marks any such line will do."""
    if _ATTRIBUTION.match(text) or _WHEN_AND_WHO.match(text):
        return True
    return text.rstrip().endswith((":", "：")) and len(text) < 300 and "@" in text and bool(_WHEN.search(text))


def is_sure_attribution(text: str) -> bool:
    """Whether a line says so beyond doubt, with who and when, where no quote marks follow."""
    return "@" in text and _WHEN.search(text) is not None and _ATTRIBUTION.match(text) is not None


def starts_with_date(text: str) -> bool:
    """Whether an attribution starts like this, so that the line above does not belong to it."""
    return _DATE_FIRST.match(text) is not None and _WHEN.search(text) is not None


def is_rule(line: str) -> bool:
    """Whether a line is the rule that Outlook draws above an earlier mail."""
    return _RULE.match(line) is not None


def is_original_marker(line: str) -> bool:
    """Whether a line like `-----Original Message-----` stands here."""
    return _ORIGINAL.match(line) is not None


def is_forward_marker(line: str) -> bool:
    """Whether a line like `---------- Forwarded message ---------` stands here."""
    return _FORWARDED.match(line) is not None


def is_header_block(lines: list[str], at: int) -> bool:
    """Whether From, Sent, To and Subject of an earlier mail begin at a line, as Outlook writes them."""
    first = _FIELD.match(lines[at])
    if first is None or not (first["from"] or first["date"]):
        return False
    found = {name for line in lines[at : at + _FIELDS_WITHIN] for name in _field_of(line)}
    return {"from", "date"} <= found and bool(found & {"to", "subject"})


def _field_of(line: str) -> list[str]:
    field = _FIELD.match(line)
    if field is None or not field["value"].strip():
        return []
    name = next(name for name in _FIELDS if field[name])
    return [] if name == "date" and not any(map(str.isdigit, field["value"])) else [name]


def is_signature_delimiter(line: str) -> bool:
    """Whether a line is the `-- ` above a signature."""
    return _DELIMITER.match(line) is not None


def is_device_signature(line: str) -> bool:
    """Whether a line is what a telephone adds: `Sent from my iPhone`."""
    return _DEVICE.match(line) is not None
