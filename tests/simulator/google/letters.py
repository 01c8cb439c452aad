"""Mails as patients and programs write them."""


def letter(
    subject: str = "Appointment",
    *,
    id: str = "one@mail.example.com",
    sender: str = "Ana Alvarez <ana@example.com>",
    to: str = "reception@example.org",
    body: str = "I would like to see a doctor next week.",
    **headers: str,
) -> bytes:
    """A plain mail; further headers by keyword, in_reply_to for In-Reply-To."""
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", "Date: Wed, 04 Mar 2026 09:30:00 +0000"]
    lines += [f"Message-ID: <{id}>"] if id else []
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", body, ""]).encode()


WITH_ATTACHMENT = b"\r\n".join(
    [
        b"From: Lab <lab@example.com>",
        b"To: reception@example.org",
        b"Subject: =?utf-8?q?Befund_f=C3=BCr_M=C3=BCller?=",
        b"Message-ID: <report@lab.example.com>",
        b"MIME-Version: 1.0",
        b'Content-Type: multipart/mixed; boundary="cut"',
        b"",
        b"--cut",
        b"Content-Type: text/html; charset=utf-8",
        b"",
        b"<html><head><style>p{}</style></head><body><p>Der <b>Befund</b> &amp; mehr</p></body></html>",
        b"--cut",
        b'Content-Type: application/pdf; name="befund.pdf"',
        b'Content-Disposition: attachment; filename="befund.pdf"',
        b"Content-Transfer-Encoding: base64",
        b"",
        b"JVBERi0xLjQ=",
        b"--cut--",
        b"",
    ]
)
