"""What a message holds: its headers, its text made safe to show, its attachments."""

import html
import re
from dataclasses import dataclass
from email.message import Message as Part
from typing import Any

import nh3

from simulator.google import mail
from simulator.google.identifiers import hexadecimal
from simulator.google.messages import Message

PAGE = """<!doctype html><html lang="und"><head><meta charset="utf-8"><title>Message</title><style>
body {{ display: flow-root; margin: 0; overflow-wrap: anywhere; }}
body {{ font: 15px/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }}
body > :first-child {{ margin-top: 0; }}
body > :last-child {{ margin-bottom: 0; }}
pre {{ margin: 0; font: inherit; white-space: pre-wrap; }}
img {{ max-width: 100%; height: auto; }}
table {{ max-width: 100%; }}
blockquote {{ margin: 8px 0; padding-left: 12px; border-left: 2px solid #b8c4bd; color: #55615a; }}
.paper {{ background: #fff; color: #1b2420; }}
@media (prefers-color-scheme: dark) {{
  :root {{ color-scheme: dark; }}
  .paper {{ padding: 12px; }}
  .plain {{ color: #e7ede9; }}
  .plain blockquote {{ color: #a3b0a9; }}
}}
</style></head><body class="{look}">{body}</body></html>"""
STYLED = ("style", "align", "valign", "width", "height", "bgcolor", "color", "dir", "class")
ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES, "*": {*STYLED}, "img": {"src", "alt", "width", "height"}}
TAGS = (nh3.ALLOWED_TAGS | {"font", "center"}) - {"form", "input", "button"}
QUOTED_LINE = re.compile(r"^\s*>")


@dataclass(frozen=True)
class Attachment:
    """A part taken out of a mail."""

    content: bytes
    name: str
    kind: str


def summary(message: Message, raw: bytes) -> dict[str, Any]:
    """A message as the page's list of messages needs it."""
    parsed = mail.parsed(raw)
    return {
        "id": hexadecimal(message.id),
        "from": mail.header(parsed, "From"),
        "to": mail.header(parsed, "To"),
        "cc": mail.header(parsed, "Cc"),
        "replyTo": mail.header(parsed, "Reply-To"),
        "subject": mail.header(parsed, "Subject"),
        "date": message.internal_date,
        "snippet": html.unescape(message.snippet),
        "unread": "UNREAD" in message.labels,
        "draft": "DRAFT" in message.labels,
        "attachments": attachments(parsed),
    }


def attachments(parsed: Part) -> list[dict[str, Any]]:
    """The named parts, each under its place among all parts."""
    return [
        {
            "part": str(place),
            "name": mail.file_name(part),
            "type": part.get_content_type(),
            "bytes": len(mail.content(part)),
        }
        for place, part in enumerate(mail.leaves(parsed))
        if mail.file_name(part)
    ]


def attachment(raw: bytes, place: str) -> Attachment | None:
    """The part at a place among all parts."""
    parts = list(mail.leaves(mail.parsed(raw)))
    if not place.isdigit() or int(place) >= len(parts):
        return None
    part = parts[int(place)]
    return Attachment(mail.content(part), mail.file_name(part), part.get_content_type())


def safe_page(raw: bytes, attachment_address: str) -> str:
    """The mail's text as a page that can do nothing but be read; pictures come only out of the mail itself."""
    parsed = mail.parsed(raw)
    parts = [part for part in mail.leaves(parsed) if not mail.file_name(part)]
    rich = next((part for part in parts if part.get_content_type() == "text/html"), None)
    if rich is not None:
        pictures = {
            part.get("Content-ID", "").strip("<> "): f"{attachment_address}/{place}"
            for place, part in enumerate(mail.leaves(parsed))
        }
        return PAGE.format(look="paper", body=safe_html(mail.text_of(rich), pictures))
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    return PAGE.format(look="plain", body=plain_html(mail.text_of(plain) if plain is not None else ""))


def safe_html(markup: str, pictures: dict[str, str]) -> str:
    """HTML without scripts, forms or anything that loads from elsewhere."""

    def allowed(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) == ("img", "src"):
            return pictures.get(value.removeprefix("cid:"), value if value.startswith("data:image/") else None)
        if attribute == "style" and "url(" in value.casefold():
            return None
        return value

    return nh3.clean(
        markup,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=allowed,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer",
    )


def plain_html(text: str) -> str:
    """Plain text as it was written, quoted lines set off."""
    blocks: list[tuple[bool, list[str]]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        is_quoted = bool(QUOTED_LINE.match(line))
        if not blocks or blocks[-1][0] != is_quoted:
            blocks.append((is_quoted, []))
        blocks[-1][1].append(html.escape(line))
    wrapped = [
        f"<blockquote><pre>{joined(lines)}</pre></blockquote>" if quoted else f"<pre>{joined(lines)}</pre>"
        for quoted, lines in blocks
    ]
    return "".join(wrapped)


def joined(lines: list[str]) -> str:
    """Lines of one block."""
    return "\n".join(lines)
