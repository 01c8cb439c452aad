"""Generated mail: threads that hang together in every way mail clients tie replies, with colliding subjects."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

MAILBOX = "reception@bench.example.org"
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

_SUBJECTS = ("Appointment", "Invoice", "Prescription", "Lab result", "Question", "Termin", "Cita")
_SENTENCE = (
    "the appointment on Friday could be moved to the afternoon because my daughter has school and I would need the "
    "result of the blood test first please tell me whether the prescription is ready and what the invoice is for"
)
_WORDS = tuple(_SENTENCE.split(" "))
_TIES = ("references", "in-reply-to", "both")


@dataclass(frozen=True)
class Mail:
    """One generated mail and the thread it truly belongs to."""

    thread: int
    position: int
    raw: bytes
    received_at: datetime
    is_ours: bool


def generate(mails: int, threads: int, *, seed: int = 7) -> list[Mail]:
    """`mails` mails in `threads` threads, in the order of their dates. The same arguments give the same mail."""
    random_ = random.Random(seed)
    lengths = _lengths(mails, threads, random_)
    corpus = [mail for thread in range(threads) for mail in _thread(thread, lengths[thread], random_)]
    return sorted(corpus, key=lambda mail: (mail.received_at, mail.thread))


def _lengths(mails: int, threads: int, random_: random.Random) -> list[int]:
    lengths = [1] * threads
    for _ in range(mails - threads):
        lengths[random_.randrange(threads)] += 1
    return lengths


def _thread(thread: int, length: int, random_: random.Random) -> Iterator[Mail]:
    patient = f"patient{thread % (1 + thread // 2 + 500)}@example.com"
    subject = random_.choice(_SUBJECTS)
    tie = _TIES[thread % len(_TIES)]
    at = START + timedelta(minutes=random_.randrange(30 * 24 * 60))
    ids: list[str] = []
    quoted = ""
    for position in range(length):
        is_ours = position % 2 == 1
        message_id = f"<{thread}.{position}@{'bench.example.org' if is_ours else 'mail.example.com'}>"
        text = _text(random_)
        headers = {
            "From": f"Reception <{MAILBOX}>" if is_ours else f"Patient {thread} <{patient}>",
            "To": f"Patient {thread} <{patient}>" if is_ours else MAILBOX,
            "Subject": ("Re: " if position else "") + subject,
            "Date": format_datetime(at),
            "Message-ID": message_id,
            **_tied(tie, ids),
        }
        headers = {**_transport(random_, at), **headers}
        raw = _mail(headers, text, quoted, thread, position, random_)
        yield Mail(thread, position, raw, at, is_ours)
        ids.append(message_id)
        quoted = f"\r\nOn {at:%a, %d %b %Y}, somebody wrote:\r\n" + "".join(
            f"> {line}\r\n" for line in text.split("\r\n")
        )
        at += timedelta(minutes=random_.randrange(5, 600))


def _transport(random_: random.Random, at: datetime) -> dict[str, str]:
    """What servers add on the way: most of a real mail's head."""
    token = base64.b64encode(random_.randbytes(96)).decode()
    hop = f"from mail{random_.randrange(99)}.example.com by mx.bench.example.org with ESMTPS id {token[:12]}"
    return {
        "Received": f"{hop}\r\n\t(version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384);\r\n\t{format_datetime(at)}",
        "X-Received": f"by 2002:a05:600c:{token[:4]} with SMTP id {token[:30]};\r\n\t{format_datetime(at)}",
        "ARC-Seal": f"i=1; a=rsa-sha256; t=1767225600; cv=none; d=example.com; s=arc;\r\n\tb={token}",
        "ARC-Authentication-Results": "i=1; mx.bench.example.org;\r\n\tdkim=pass header.i=@example.com;\r\n\tspf=pass",
        "DKIM-Signature": "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=key1;\r\n"
        f"\th=to:subject:message-id:date:from:mime-version;\r\n\tbh={token[:44]};\r\n\tb={token}",
        "Authentication-Results": "mx.bench.example.org; dkim=pass header.i=@example.com; spf=pass; dmarc=pass",
        "X-Mailer": "Example Mail 16.0",
    }


def _tied(tie: str, ids: list[str]) -> dict[str, str]:
    headers = {}
    if ids and tie in ("references", "both"):
        headers["References"] = " ".join(ids)
    if ids and tie in ("in-reply-to", "both"):
        headers["In-Reply-To"] = ids[-1]
    return headers


def _text(random_: random.Random) -> str:
    lines = []
    for _ in range(random_.randrange(3, 12)):
        start = random_.randrange(len(_WORDS) - 12)
        lines.append(" ".join(_WORDS[start : start + random_.randrange(6, 12)]))
    return "\r\n".join(lines)


def _mail(headers: dict[str, str], text: str, quoted: str, thread: int, position: int, random_: random.Random) -> bytes:
    """Half plain text only, half with HTML beside it as mail clients write it; every 5th with 50 kB attached."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "MIME-Version: 1.0\r\n"
    plain = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n{quoted}\r\n"
    number = thread * 7 + position
    if number % 5 == 0:
        content = base64.encodebytes(random_.randbytes(50_000)).decode()
        attached = (
            "Content-Type: application/pdf; name=report.pdf\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-Disposition: attachment; filename=report.pdf\r\n\r\n{content}"
        )
        return _multipart("mixed", head, plain, attached)
    if number % 2 == 0:
        page = f"Content-Type: text/html; charset=utf-8\r\n\r\n{_html(text, quoted)}\r\n"
        return _multipart("alternative", head, plain, page)
    return (head + plain).encode()


def _html(text: str, quoted: str) -> str:
    style = "font-family:Calibri,Arial,sans-serif;font-size:11pt;color:rgb(0,0,0)"
    lines = [
        f'<p class="MsoNormal" style="{style}"><span lang="EN-GB">{line}</span></p>' for line in text.split("\r\n")
    ]
    quote = "<br>\r\n".join(quoted.replace(">", "&gt;").split("\r\n"))
    return "\r\n".join(
        ["<html><head><style>p.MsoNormal{margin:0cm}</style></head><body>", *lines, f"<div>{quote}</div></body></html>"]
    )


def _multipart(kind: str, head: str, *parts: str) -> bytes:
    body = "".join(f"--sep\r\n{part}\r\n" for part in parts)
    return f'{head}Content-Type: multipart/{kind}; boundary="sep"\r\n\r\n{body}--sep--\r\n'.encode()
