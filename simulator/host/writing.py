"""Mail written on the page: sent as a webmail sends it, or kept as a draft."""

import html
import sqlite3
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.message import Message as Part
from email.utils import format_datetime, formataddr, make_msgid
from typing import Any

import nh3
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from simulator.google import drafts, mail, messages, sending
from simulator.google.accounts import Account
from simulator.google.identifiers import hexadecimal
from simulator.google.messages import Message
from simulator.host import mailview
from simulator.host.mailview import NotThere


class Written(BaseModel):
    """What stands in the compose window."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    to: list[str] = []
    cc: list[str] = []
    bcc: list[str] = []
    subject: str = ""
    html: str = ""
    text: str = ""
    thread_id: str = ""
    answers: str = ""
    """The id of the message this is a reply to."""
    quote: bool = False
    draft: str = ""


def send(connection: sqlite3.Connection, account: Account, written: Written, *, now: datetime) -> None:
    """Send it; a draft it was made from is gone."""
    raw = composed(connection, account, written)
    thread = sending.named_thread(connection, account, written.thread_id, mail.read(raw))
    if written.draft:
        messages.delete(connection, account, draft_message(connection, account, written.draft))
    sending.send(connection, account, raw, thread=thread, now=now)


def keep(connection: sqlite3.Connection, account: Account, written: Written, *, now: datetime) -> str:
    """Keep it as a draft, the one it was made from or a new one."""
    raw = composed(connection, account, written)
    thread = sending.named_thread(connection, account, written.thread_id, mail.read(raw))
    if not written.draft:
        return drafts.create(connection, account, raw, thread=thread, now=now)
    old = draft_message(connection, account, written.draft)
    drafts.replace(connection, account, written.draft, old, raw, thread=thread, now=now)
    return written.draft


def discard(connection: sqlite3.Connection, account: Account, written: Written) -> None:
    """Throw the draft away."""
    messages.delete(connection, account, draft_message(connection, account, written.draft))


def draft_message(connection: sqlite3.Connection, account: Account, draft_id: str) -> Message:
    """The message of a draft, which must be there."""
    found = drafts.find(connection, account, draft_id)
    if found is None:
        raise NotThere("This draft is no longer here")
    return found


def taken_up(connection: sqlite3.Connection, account: Account, *, draft_id: str, message_id: str) -> dict[str, Any]:
    """A draft as the compose window opens it, named by its own id or by its message's."""
    if not draft_id:
        draft_id = drafts.ids_of(connection, account).get(mailview.message(connection, account, message_id).id, "")
    found = draft_message(connection, account, draft_id)
    parsed = mail.parsed(messages.raw_of(connection, found))
    return {
        **{name: mail.header(parsed, name.capitalize()) for name in ("to", "cc", "bcc", "subject")},
        "html": editable(parsed),
        "threadId": hexadecimal(found.thread),
        "answers": answered_by(connection, account, found, mail.header(parsed, "In-Reply-To")),
        "draft": draft_id,
    }


def editable(parsed: Part) -> str:
    """The text of a draft as HTML."""
    parts = {part.get_content_type(): part for part in reversed(list(mail.leaves(parsed))) if not mail.file_name(part)}
    if "text/html" in parts:
        return nh3.clean(mail.text_of(parts["text/html"]))
    plain = mail.text_of(parts["text/plain"]) if "text/plain" in parts else ""
    return html.escape(plain).replace("\n", "<br>")


def answered_by(connection: sqlite3.Connection, account: Account, draft: Message, reference: str) -> str:
    """The id of the message a draft answers, or nothing."""
    for each in messages.of_thread(connection, account, draft.thread):
        if reference and mail.read(messages.raw_of(connection, each)).rfc822_id == reference.strip("<> "):
            return hexadecimal(each.id)
    return ""


def composed(connection: sqlite3.Connection, account: Account, written: Written) -> bytes:
    """The mail as bytes, in plain text and in HTML, in the thread of what it answers."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = formataddr((account.name, account.email))
    for name, values in (("To", written.to), ("Cc", written.cc), ("Bcc", written.bcc)):
        if values:
            message[name] = ", ".join(values)
    message["Subject"] = written.subject
    plain, rich = written.text.strip() + "\n", nh3.clean(written.html)
    if written.answers:
        answered = mailview.message(connection, account, written.answers)
        raw = messages.raw_of(connection, answered)
        refer(message, mail.read(raw))
        if written.quote:
            plain, rich = quoting(answered, raw, plain, rich)
    message.set_content(plain)
    message.add_alternative(f'<div dir="auto">{rich}</div>', subtype="html")
    return message.as_bytes()


def refer(message: EmailMessage, answered: mail.Mail) -> None:
    """Name what is answered, and all that came before it."""
    if not answered.rfc822_id:
        return
    earlier = [each for each in answered.references if each != answered.rfc822_id]
    message["In-Reply-To"] = f"<{answered.rfc822_id}>"
    message["References"] = " ".join(f"<{each}>" for each in (*earlier, answered.rfc822_id))


def quoting(answered: Message, raw: bytes, plain: str, rich: str) -> tuple[str, str]:
    """Both texts with the answered mail below, as webmails quote it."""
    parsed = mail.parsed(raw)
    text = quotable(parsed)
    moment = format_datetime(datetime.fromtimestamp(answered.internal_date / 1000, UTC))
    line = f"On {moment}, {mail.header(parsed, 'From')} wrote:"
    below = "\n".join(f"> {each}".rstrip() for each in text.splitlines())
    quoted = html.escape(text).replace("\n", "<br>\n")
    return (
        f"{plain}\n{line}\n\n{below}\n",
        f'{rich}<br><div class="gmail_quote"><div class="gmail_attr">{html.escape(line)}<br></div>'
        f'<blockquote class="gmail_quote">{quoted}</blockquote></div>',
    )


def quotable(parsed: Part) -> str:
    """The words of a mail, line by line."""
    for kind in ("text/plain", "text/html"):
        for part in mail.leaves(parsed):
            if part.get_content_type() == kind and not mail.file_name(part):
                found = mail.text_of(part)
                return found.replace("\r\n", "\n") if kind == "text/plain" else mail.html_text(found)
    return ""


def from_outside(sender: str, mailbox: str, subject: str, text: str, *, now: datetime) -> bytes:
    """A mail as a patient would write it."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = mailbox
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain="mail.example.com")
    message.set_content(text)
    return message.as_bytes()
