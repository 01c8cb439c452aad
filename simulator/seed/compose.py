"""From a letter to the bytes of an RFC 5322 mail, the same bytes every time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from simulator.seed import attachments, forms, quoting
from simulator.seed.letter import Letter

PROGRAMS = {
    "outlook": {"X-Mailer": "Microsoft Outlook 16.0", "Thread-Topic": "{topic}"},
    "apple": {"X-Mailer": "iPhone Mail (22B91)"},
    "thunderbird": {"User-Agent": "Mozilla Thunderbird"},
    "webmail": {"X-Mailer": "Webmail 7.2"},
}
TRAVEL = timedelta(seconds=4)


def raw(letter: Letter, delivered_to: str | None = None) -> bytes:
    """The mail as its sender keeps it, or, delivered to somebody, with the marks of its way there."""
    message = EmailMessage(policy=SMTP)
    if delivered_to is not None:
        _postmarks(message, letter, delivered_to)
    _headers(message, letter)
    written = FORMS.get(letter.form)
    if written is not None:
        return message.as_bytes().removesuffix(b"\r\n") + written(letter)
    _usual_body(message, letter)
    _attach(message, letter)
    _fix_boundaries(message, letter.token)
    return message.as_bytes()


def arrival(letter: Letter) -> datetime:
    return letter.sent_at + TRAVEL


def _postmarks(message: EmailMessage, letter: Letter, mailbox: str) -> None:
    sender = "" if letter.form in ("bounce", "receipt") else letter.sender.address
    host = letter.sender.address.partition("@")[2]
    message["Delivered-To"] = mailbox
    message["Return-Path"] = f"<{sender}>"
    message["Received"] = (
        f"from out.{host} (out.{host} [192.0.2.{len(host)}]) by mx.harbour-clinic.example.org"
        f" with ESMTPS id {letter.token[:12]} for <{mailbox}>; {format_datetime(arrival(letter))}"
    )


def _headers(message: EmailMessage, letter: Letter) -> None:
    message["From"] = letter.sender.mail_name
    message["To"] = ", ".join(person.mail_name for person in letter.to)
    if letter.cc:
        message["Cc"] = ", ".join(person.mail_name for person in letter.cc)
    if letter.subject:
        message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.sent_at)
    message["Message-ID"] = letter.message_id
    if letter.answers is not None:
        message["In-Reply-To"] = letter.answers.message_id
        if letter.sender.mailer != "webmail":  # some programs name the parent only
            message["References"] = " ".join(letter.references)
    program = PROGRAMS.get(letter.sender.mailer, {})
    for name, value in {**program, **letter.headers}.items():
        message[name] = value.format(topic=letter.subject) if name in program else value


def _usual_body(message: EmailMessage, letter: Letter) -> None:
    if letter.form == "html" or letter.sender.mailer == "webmail":
        message.set_content(quoting.html(letter), subtype="html")
        return
    text = quoting.plain(letter)
    message.set_content(text, charset=_charset(letter, text))
    if letter.sender.mailer in ("gmail", "outlook"):
        message.add_alternative(quoting.html(letter), subtype="html")


def _charset(letter: Letter, text: str) -> str:
    """Outlook still writes the charset of its country where that suffices."""
    if letter.sender.mailer == "outlook":
        try:
            text.encode("windows-1252")
        except UnicodeEncodeError:
            return "utf-8"
        return "windows-1252"
    return "utf-8"


def _attach(message: EmailMessage, letter: Letter) -> None:
    for name in letter.attachments:
        media_type, content = attachments.content(name)
        kind, _, subtype = media_type.partition("/")
        message.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
    if letter.event is not None:
        invitation = forms.invitation(letter)
        message.add_alternative(invitation, subtype="calendar", params={"method": "REQUEST"})
        message.add_attachment(invitation.encode(), maintype="application", subtype="ics", filename="invite.ics")
    if letter.form == "forward-attached" and letter.inside is not None:
        inner = EmailMessage(policy=SMTP)
        _headers(inner, letter.inside)
        _usual_body(inner, letter.inside)
        message.add_attachment(inner)


def _fix_boundaries(message: EmailMessage, token: str) -> None:
    """The library draws boundaries by lot; ours follow from the mail, so that filling twice gives the same bytes."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary("=_" + sha256(f"{token}/{number}".encode()).hexdigest()[:30])


FORMS: dict[str, Callable[[Letter], bytes]] = {
    "bounce": lambda letter: forms.bounce(letter, raw),
    "receipt": forms.receipt,
    "mislabelled": forms.mislabelled,
    "winmail": forms.winmail,
}
