"""Mails as Exchange writes them: the fields of Graph become the bytes of a mail."""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from html import escape
from typing import Any

from simulator.google import mail
from simulator.google.sending import without_header
from simulator.microsoft import mime
from simulator.microsoft.accounts import Account
from simulator.microsoft.errors import GraphError, bad_request
from simulator.microsoft.mime import Attached

PEOPLE = {"toRecipients": "To", "ccRecipients": "Cc", "bccRecipients": "Bcc", "replyTo": "Reply-To"}
MOST_HEADERS = 5
KEPT = ("In-Reply-To", "References", "Thread-Index")
ANSWERED = re.compile(r"^\s*re\s*:", re.IGNORECASE)
POLICY = SMTP.clone(max_line_length=200, refold_source="none")


def fresh(
    account: Account, fields: Mapping[str, Any], *, now: datetime, kept: Mapping[str, str] | None = None
) -> bytes:
    """A mail nobody has seen yet."""
    if len(fields.get("internetMessageHeaders") or ()) > MOST_HEADERS:
        refusal = f"Maximum number of headers in one message should be less than or equal to {MOST_HEADERS}."
        raise GraphError(400, "InvalidInternetMessageHeaderCollection", refusal)
    own_id = fields.get("internetMessageId") or f"<{secrets.token_hex(16).upper()}@example.prod.outlook.com>"
    headers = {"Message-ID": own_id, "Date": format_datetime(now), **(kept or {})}
    return written(account, fields, headers, [attachment(each) for each in fields.get("attachments") or ()])


def changed(account: Account, raw: bytes, fields: Mapping[str, Any]) -> bytes:
    """A draft with other fields; what they do not say stays."""
    before = mime.read(raw)
    parsed = mail.parsed(raw)
    headers = {name: mail.header(parsed, name) for name in ("Message-ID", "Date", *KEPT) if name in parsed}
    if fields.get("internetMessageId"):
        headers["Message-ID"] = fields["internetMessageId"]
    own = [{"name": n, "value": v} for n, v in parsed.items() if n.casefold().startswith("x-")]
    merged = {**before, "internetMessageHeaders": own, **fields}
    return written(account, merged, headers, mime.attachments(parsed))


def sent(account: Account, raw: bytes, *, now: datetime) -> bytes:
    """A draft as it leaves, with the date of its leaving."""
    parsed = mail.parsed(raw)
    headers = {name: mail.header(parsed, name) for name in ("Message-ID", *KEPT) if name in parsed}
    own = [{"name": n, "value": v} for n, v in parsed.items() if n.casefold().startswith("x-")]
    fields = {**mime.read(raw), "internetMessageHeaders": own}
    return written(account, fields, headers | {"Date": format_datetime(now)}, mime.attachments(parsed))


def with_attachment(account: Account, raw: bytes, added: Attached) -> bytes:
    """A draft with an attachment more."""
    parsed = mail.parsed(raw)
    headers = {name: mail.header(parsed, name) for name in ("Message-ID", "Date", *KEPT) if name in parsed}
    return written(account, mime.read(raw), headers, [*mime.attachments(parsed), added])


def written(
    account: Account, fields: Mapping[str, Any], headers: Mapping[str, str], attached: Sequence[Attached]
) -> bytes:
    """The bytes of a mail."""
    message = EmailMessage(policy=POLICY)
    message["From"] = people([fields.get("from") or sender(account)])
    for name, header in PEOPLE.items():
        if fields.get(name):
            message[header] = people(fields[name])
    message["Subject"] = one_line(fields.get("subject") or "")
    for name, value in headers.items():
        message[name] = one_line(value)
    importance = str(fields.get("importance") or "normal").casefold()
    if importance != "normal":
        message["Importance"] = importance
    for each in fields.get("internetMessageHeaders") or ():
        message[custom(each["name"])] = one_line(each["value"])
    body = fields.get("body") or {}
    kind = "html" if str(body.get("contentType")).casefold() == "html" else "plain"
    message.set_content(body.get("content") or "", subtype=kind, cte="base64")
    for each in attached:
        attach(message, each)
    return message.as_bytes()


def attach(message: EmailMessage, part: Attached) -> None:
    """Put an attachment into a mail."""
    if part.is_item:
        message.add_attachment(mail.parsed(part.content), filename=part.name)
        return
    kind, _, subtype = part.kind.partition("/")
    message.add_attachment(
        part.content,
        maintype=kind or "application",
        subtype=subtype or "octet-stream",
        disposition="inline" if part.is_inline else "attachment",
        filename=part.name,
        cid=f"<{part.content_id}>" if part.content_id else None,
    )


def attachment(fields: Mapping[str, Any]) -> Attached:
    """An attachment as callers send it."""
    if fields.get("@odata.type") not in {"#microsoft.graph.fileAttachment", "microsoft.graph.fileAttachment"}:
        raise bad_request("The attachment needs the type #microsoft.graph.fileAttachment.", "ErrorInvalidRequest")
    if not fields.get("name"):
        raise bad_request("The attachment needs a name.", "ErrorInvalidRequest")
    try:
        content = base64.b64decode(fields.get("contentBytes") or "", validate=True)
    except binascii.Error as trouble:
        raise bad_request(
            "Cannot convert the literal of 'contentBytes' to the expected type 'Edm.Binary'."
        ) from trouble
    kind = fields.get("contentType") or "application/octet-stream"
    inline = bool(fields.get("isInline"))
    return Attached(fields["name"], kind, content, inline, fields.get("contentId") or "", is_item=False)


def custom(name: str) -> str:
    """The name of a header callers may set."""
    if not name.casefold().startswith("x-"):
        message = f"The internet message header name '{name}' should start with 'x-' or 'X-'."
        raise GraphError(400, "InvalidInternetMessageHeader", message)
    return name


def sender(account: Account) -> dict[str, Any]:
    """The account as the person a mail is from."""
    return {"emailAddress": {"name": account.name, "address": account.email}}


def people(recipients: Sequence[Mapping[str, Any]]) -> str:
    """Recipients as a header names them."""
    each = [(person.get("emailAddress") or {}) for person in recipients]
    return ", ".join(
        formataddr((one_line(one.get("name") or ""), one_line(one.get("address") or ""))) for one in each if one
    )


def one_line(text: str) -> str:
    return " ".join(text.split())


def answer_subject(subject: str, prefix: str = "RE") -> str:
    """The subject of an answer, or of what is passed on."""
    if prefix == "RE" and ANSWERED.match(subject):
        return subject
    return f"{prefix}: {subject}"


def quoted(facts: Mapping[str, Any], sent_at: str) -> dict[str, str]:
    """The body of an answer that says nothing yet: what is answered, under a line."""
    author = (facts.get("from") or {}).get("emailAddress", {})
    to = "; ".join(each["emailAddress"]["address"] for each in facts["toRecipients"])
    head = (
        f"<b>From:</b> {escape(author.get('name', ''))} &lt;{escape(author.get('address', ''))}&gt;<br>"
        f"<b>Sent:</b> {sent_at}<br><b>To:</b> {escape(to)}<br><b>Subject:</b> {escape(facts['subject'])}"
    )
    content = mime.as_html(facts["body"])["content"]
    line = '<hr tabindex="-1" style="display:inline-block;width:98%">'
    below = f'{line}<div id="divRplyFwdMsg">{head}</div><div>{content}</div>'
    return {"contentType": "html", "content": f"<html><body><div></div>{below}</body></html>"}


def without_bcc(raw: bytes) -> bytes:
    """The mail as its recipients get it."""
    return without_header(raw, "Bcc")
