"""How mail programs quote: what stands above the quoted mail, and how the quoted lines look."""

from datetime import datetime
from html import escape

from simulator.seed.letter import Letter
from simulator.seed.people import Language, Person

DAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "de": "Mo. Di. Mi. Do. Fr. Sa. So.",
    "es": "lun mar mié jue vie sáb dom",
}
MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
}
ABOVE = {
    ("gmail", "en"): "On {day}, {date} at {time}, {name} <{address}> wrote:",
    ("gmail", "de"): "Am {day}, {date} um {time} Uhr schrieb {name} <{address}>:",
    ("gmail", "es"): "El {day}, {date} a las {time}, {name} (<{address}>) escribió:",
    ("apple", "en"): "On {date}, at {time}, {name} <{address}> wrote:",
    ("apple", "de"): "Am {date} um {time} schrieb {name} <{address}>:",
    ("apple", "es"): "El {date}, a las {time}, {name} <{address}> escribió:",
    ("thunderbird", "en"): "On {numeric} {time}, {name} wrote:",
    ("thunderbird", "de"): "Am {numeric} um {time} schrieb {name}:",
    ("thunderbird", "es"): "El {numeric} a las {time}, {name} escribió:",
}
FIELDS = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "es": ("De", "Enviado", "Para", "Asunto"),
}
RULE = {
    "en": "-----Original Message-----",
    "de": "-----Ursprüngliche Nachricht-----",
    "es": "-----Mensaje original-----",
}
FORWARDED = {
    "en": "---------- Forwarded message ---------",
    "de": "---------- Weitergeleitete Nachricht ---------",
    "es": "---------- Mensaje reenviado ---------",
}


def plain(letter: Letter) -> str:
    """The whole text of a letter: what was written, the signature, and below it the quoted mail."""
    return "\n\n".join(part for part in (letter.text.rstrip(), letter.signature, _plain_below(letter)) if part) + "\n"


def html(letter: Letter) -> str:
    """The same for programs that write HTML."""
    own = letter.html or paragraphs("\n\n".join(part for part in (letter.text.rstrip(), letter.signature) if part))
    below = _html_below(letter)
    if letter.sender.mailer == "outlook":
        own = own.replace("<p>", '<p class="MsoNormal">')
    return f"<html><body>{own}{below}</body></html>\n"


def paragraphs(text: str) -> str:
    blocks = (escape(block).replace("\n", "<br>\n") for block in text.split("\n\n"))
    return "\n".join(f"<p>{block}</p>" for block in blocks)


def _plain_below(letter: Letter) -> str:
    if letter.inside is not None and letter.form == "forward-inline":
        return _heading(letter.inside, letter.sender.language, FORWARDED) + "\n\n" + plain(letter.inside).rstrip()
    if letter.answers is None or not letter.quotes:
        return ""
    quoted = plain(letter.answers).rstrip()
    if _marks_quotes(letter.sender):
        return (
            _above(letter.answers, letter.sender)
            + "\n"
            + "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))
        )
    return _heading(letter.answers, letter.sender.language, RULE) + "\n\n" + quoted


def _html_below(letter: Letter) -> str:
    if letter.inside is not None and letter.form == "forward-inline":
        heading = escape(_heading(letter.inside, letter.sender.language, FORWARDED)).replace("\n", "<br>\n")
        return (
            f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{heading}</div>{_inner(letter.inside)}</div>'
        )
    if letter.answers is None or not letter.quotes:
        return ""
    if _marks_quotes(letter.sender):
        above = escape(_above(letter.answers, letter.sender))
        return (
            f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{above}<br></div>'
            f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">'
            f"{_inner(letter.answers)}</blockquote></div>"
        )
    lines = _fields(letter.answers, letter.sender.language)
    heading = "<br>\n".join(f"<b>{escape(name)}:</b> {escape(value)}" for name, value in lines)
    border = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0 0 0"
    return f'<div style="{border}"><p class="MsoNormal">{heading}</p></div>{_inner(letter.answers)}'


def _inner(letter: Letter) -> str:
    return html(letter).removeprefix("<html><body>").removesuffix("</body></html>\n")


def _marks_quotes(person: Person) -> bool:
    return (person.mailer, person.language) in ABOVE


def _above(quoted: Letter, by: Person) -> str:
    sent = quoted.sent_at
    return ABOVE[by.mailer, by.language].format(
        day=DAYS[by.language].split()[sent.weekday()],
        date=_written(sent, by.language),
        numeric=f"{sent:%d.%m.%y}" if by.language == "de" else f"{sent:%d/%m/%y}",
        time=f"{sent:%H:%M}",
        name=quoted.sender.name,
        address=quoted.sender.address,
    )


def _heading(quoted: Letter, language: Language, first: dict[str, str]) -> str:
    return "\n".join([first[language], *(f"{name}: {value}" for name, value in _fields(quoted, language))])


def _fields(quoted: Letter, language: Language) -> list[tuple[str, str]]:
    sent = quoted.sent_at
    values = (
        f"{quoted.sender.name} <{quoted.sender.address}>",
        f"{_written(sent, language)} {sent:%H:%M}",
        "; ".join(person.name for person in quoted.to),
        quoted.subject,
    )
    return list(zip(FIELDS[language], values, strict=True))


def _written(moment: datetime, language: Language) -> str:
    month = MONTHS[language].split()[moment.month - 1]
    return f"{moment.day}. {month} {moment.year}" if language == "de" else f"{moment.day} {month} {moment.year}"
