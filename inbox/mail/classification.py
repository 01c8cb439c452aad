"""Who wrote a mail: a person, or which kind of machine; decided by headers and structure, and told by which."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from inbox.mail import vacations
from inbox.mail.parsed import AttachmentKind, DeliveryStatus, ParsedMail
from inbox.mail.parsing import AUTOMATIC_MARKER


class MailClass(StrEnum):
    """What kind of sender a mail has."""

    HUMAN = "human"
    AUTO_REPLY = "auto-reply"
    OUT_OF_OFFICE = "out-of-office"
    BOUNCE_HARD = "bounce-hard"
    BOUNCE_SOFT = "bounce-soft"
    AUTOMATED = "automated"
    BULK = "bulk"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Classification:
    """The class of a mail and the header that decided it, empty for a person's mail."""

    mail_class: MailClass
    header: str


_DELIVERED = ("delivered", "relayed", "expanded")
_STILL_TRYING = re.compile(r"(?i)\bdelay|warning|will (?:be )?retr|verzöger|temporar|retras|différé|retard")
_LIST_ID = re.compile(r"<([^<>]*)>")
_REPLY_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Reply",
    "X-Auto-Reply-From",
    "X-Autoreply-From",
    "X-Mail-Autoreply",
)
_SAYS_NO = ("", "no", "false", "0")


def classify(
    mail: ParsedMail, *, own_addresses: frozenset[str], own_list_ids: frozenset[str], own_domains: frozenset[str],
    is_notice: bool = False,
) -> Classification:  # fmt: skip
    """The class of a mail: bounces first, then our own automatic mail, then other machines, then people.

    `is_notice` says that its Message-ID shows it to be one of ours to staff, whatever address that came from.
    """
    return (
        _bounce(mail)
        or _self(mail, own_addresses, is_notice=is_notice)
        or _automatic_answer(mail)
        or _automated(mail)
        or _bulk(mail, own_list_ids, own_domains)
        or Classification(MailClass.HUMAN, "")
    )


def _bounce(mail: ParsedMail) -> Classification | None:
    status = mail.delivery_status
    header = _bounce_header(mail) if status is not None else ""
    if status is None or not header:
        return None
    if any(recipient.action in _DELIVERED for recipient in status.recipients) and not _failed(status):
        return Classification(MailClass.AUTO_REPLY, header)
    return Classification(MailClass.BOUNCE_HARD if _is_hard(mail, status) else MailClass.BOUNCE_SOFT, header)


def _bounce_header(mail: ParsedMail) -> str:
    content_type = _value(mail, "content-type").lower()
    if content_type.startswith("multipart/report") and "delivery-status" in content_type:
        return "Content-Type: multipart/report; report-type=delivery-status"
    if any(one.kind is AttachmentKind.DELIVERY_STATUS for one in mail.attachments):
        return "Content-Type: message/delivery-status"
    if _value(mail, "x-failed-recipients"):
        return _told(mail, "X-Failed-Recipients")
    if not _is_mailer_daemon(mail):
        return ""
    # Where no return path was kept, as in exported mailboxes, the sender's name has to do.
    if "return-path" not in mail.headers:
        return "From: mailer-daemon"
    is_null_path = _value(mail, "return-path").replace(" ", "").lower() in ("<>", "<mailer-daemon>")
    return "Return-Path: <>" if is_null_path else ""


def _is_mailer_daemon(mail: ParsedMail) -> bool:
    return mail.from_ is not None and mail.from_.address.partition("@")[0] == "mailer-daemon"


def _failed(status: DeliveryStatus) -> bool:
    return any(recipient.action in ("failed", "delayed") for recipient in status.recipients)


def _is_hard(mail: ParsedMail, status: DeliveryStatus) -> bool:
    """Whether trying again is no use at one address or more; without a code, unless the server still tries."""
    failing = [one for one in status.recipients if one.action not in (*_DELIVERED, "delayed")]
    codes = [one.status for one in failing if one.status]
    if codes:
        return any(code.startswith("5") for code in codes)
    return bool(failing) and not _STILL_TRYING.search(mail.subject)


def _self(mail: ParsedMail, own_addresses: frozenset[str], *, is_notice: bool) -> Classification | None:
    """Another installation of this product marks its mail in the same way: the sender has to be ours, too."""
    is_ours = is_notice or any(one is not None and one.address in own_addresses for one in (mail.from_, mail.sender))
    if is_ours and AUTOMATIC_MARKER.lower() in mail.headers:
        return Classification(MailClass.SELF, _told(mail, AUTOMATIC_MARKER))
    return None


def _automatic_answer(mail: ParsedMail) -> Classification | None:
    if away := vacations.announced(mail.subject):
        return Classification(MailClass.OUT_OF_OFFICE, f"Subject: {away}")
    if _says_yes(mail, "X-Vacation"):
        return Classification(MailClass.OUT_OF_OFFICE, _told(mail, "X-Vacation"))
    header = next(_answer_headers(mail), "")
    if not header:
        return None
    is_away = vacations.is_mentioned(mail.subject)
    return Classification(MailClass.OUT_OF_OFFICE if is_away else MailClass.AUTO_REPLY, header)


def _answer_headers(mail: ParsedMail) -> Iterator[str]:
    if _keyword(mail, "auto-submitted") == "auto-replied":
        yield _told(mail, "Auto-Submitted")
    if _keyword(mail, "precedence") in ("auto_reply", "auto-reply"):
        yield _told(mail, "Precedence")
    yield from (_told(mail, name) for name in _REPLY_HEADERS if _says_yes(mail, name))
    if _keyword(mail, "x-autogenerated") == "reply":
        yield _told(mail, "X-Autogenerated")
    if "disposition-notification" in _value(mail, "content-type").lower():
        yield "Content-Type: multipart/report; report-type=disposition-notification"
    if answering := vacations.answering(mail.subject):
        yield f"Subject: {answering}"


def _automated(mail: ParsedMail) -> Classification | None:
    if _keyword(mail, "auto-submitted") in _SAYS_NO:
        return None
    return Classification(MailClass.AUTOMATED, _told(mail, "Auto-Submitted"))


def _bulk(mail: ParsedMail, own_list_ids: frozenset[str], own_domains: frozenset[str]) -> Classification | None:
    """A group of our own adds list headers to people's mail, so after it only another list decides."""
    ids = [_list_id(value) for value in mail.headers.get("list-id", ())]
    foreign = [one for one in ids if one not in own_list_ids and not _is_within(one, own_domains)]
    if foreign:
        return Classification(MailClass.BULK, f"List-Id: <{foreign[0]}>")
    if ids:
        return None
    if _keyword(mail, "precedence") in ("bulk", "junk"):
        return Classification(MailClass.BULK, _told(mail, "Precedence"))
    if _value(mail, "list-unsubscribe"):
        return Classification(MailClass.BULK, "List-Unsubscribe")
    return None


def _list_id(value: str) -> str:
    bracketed = _LIST_ID.findall(value)
    return (bracketed[-1] if bracketed else value).strip().lower().rstrip(".")


def _is_within(list_id: str, own_domains: frozenset[str]) -> bool:
    return any(list_id == domain or list_id.endswith(f".{domain}") for domain in own_domains)


def _value(mail: ParsedMail, name: str) -> str:
    return next(iter(mail.headers.get(name, ())), "")


def _keyword(mail: ParsedMail, name: str) -> str:
    return _value(mail, name).partition(";")[0].partition("(")[0].strip().lower()


def _says_yes(mail: ParsedMail, name: str) -> bool:
    return name.lower() in mail.headers and _keyword(mail, name.lower()) not in _SAYS_NO


def _told(mail: ParsedMail, name: str) -> str:
    return f"{name}: {_value(mail, name.lower())}"[:200]
