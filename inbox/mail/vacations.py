"""The words by which automatic answers give themselves away in a subject."""

import re

# Words that mail programs put in front of a subject, with a colon. Nobody types them, so they decide alone.
_ANNOUNCED = (
    r"automatic reply|out of (?:the )?office(?: auto-?reply)?|vacation (?:reply|response)|"
    r"automatische antwort|abwesenheits(?:notiz|nachricht|meldung|assistent|agent)|"
    r"respuesta automática|fuera de (?:la )?oficina|"
    r"réponse automatique|absence du bureau|message d['’]absence|notification d['’]absence|"
    r"risposta automatica|fuori (?:sede|ufficio)|"
    r"automatisch antwoord|afwezigheidsbericht"
)
# Words that people use, too. They only tell which kind of automatic answer it is.
_MENTIONED = (
    r"out of (?:the )?office|\booo\b|vacation|holiday|annual leave|on leave|away from|"
    r"abwesen|nicht im büro|nicht im hause|urlaub|"
    r"fuera de (?:la )?oficina|ausen(?:te|cia)|vacaciones|"
    r"absen(?:t|ce)|congés?\b|vacances|"
    r"fuori (?:sede|ufficio)|assen(?:te|za)|ferie|"
    r"afwezig|niet op kantoor|vakantie"
)
_ANSWERING = (
    r"auto(?:mated|matic)?[- ]?(?:reply|response|answer)|autoresponder|autorespuesta|contestación automática|"
    r"automatische (?:rückantwort|eingangsbestätigung|empfangsbestätigung)|automatisches antwortschreiben|"
    r"réponse auto|accusé de réception automatique|automatische beantwoording|automatisch bericht"
)
_ANNOUNCED_START = re.compile(rf"(?i)\s*[\[(]?({_ANNOUNCED})[\])]?\s*[:：]")
_MENTIONED_ANYWHERE = re.compile(rf"(?i)(?:{_MENTIONED}|{_ANNOUNCED})")
_ANSWERING_START = re.compile(rf"(?i)\s*[\[(]?({_ANSWERING})[\])]?\s*(?:[:：]|$)")


def announced(subject: str) -> str:
    """The words by which a mail program says that somebody is away; not where a person answers such a mail."""
    found = _ANNOUNCED_START.match(subject)
    return found[1] if found else ""


def is_mentioned(subject: str) -> bool:
    """Whether the subject of an automatic mail speaks of being away."""
    return _MENTIONED_ANYWHERE.search(subject) is not None


def answering(subject: str) -> str:
    """The words by which a subject says that a machine answers."""
    found = _ANSWERING_START.match(subject)
    return found[1] if found else ""
