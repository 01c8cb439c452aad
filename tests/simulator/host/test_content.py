"""Messages made safe to show."""

from __future__ import annotations

from email.message import EmailMessage

from simulator.host import content


def html_mail(markup: str) -> EmailMessage:
    """A mail in HTML only."""
    mail = EmailMessage()
    mail.set_content(markup, subtype="html")
    return mail


def test_scripts_forms_and_remote_pictures_are_left_out() -> None:
    page = content.safe_page(
        html_mail(
            "<p onclick='x()'>Hello</p><script>alert(1)</script><form action='/x'><input></form>"
            "<img src='https://tracker.example.com/p.gif'><a href='javascript:alert(1)'>a</a>"
            "<p style='background:url(https://tracker.example.com/)'>b</p><a href='https://example.com/'>c</a>"
        ).as_bytes(),
        "/here",
    )
    assert "<p>Hello</p>" in page
    for gone in ("script", "onclick", "<form", "<input", "tracker.example.com", "javascript:"):
        assert gone not in page
    assert '<a href="https://example.com/" target="_blank" rel="noopener noreferrer">c</a>' in page


def test_pictures_of_the_mail_itself_are_shown() -> None:
    mail = html_mail("<img src='cid:logo@example.com' alt='Logo'>")
    mail.add_related(b"png", "image", "png", cid="<logo@example.com>", filename="logo.png")
    page = content.safe_page(mail.as_bytes(), "/here")
    assert 'src="/here/1"' in page
    found = content.attachment(mail.as_bytes(), "1")
    assert found is not None
    assert (found.content, found.name, found.kind) == (b"png", "logo.png", "image/png")


def test_plain_text_is_escaped_and_its_quotes_set_off() -> None:
    mail = EmailMessage()
    mail.set_content("<b>no</b>\n\n> you wrote\n> this\nthanks")
    page = content.safe_page(mail.as_bytes(), "/here")
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "<blockquote><pre>&gt; you wrote\n&gt; this</pre></blockquote><pre>thanks" in page


def test_the_place_of_an_attachment_that_is_not_there_is_nothing() -> None:
    raw = html_mail("<p>x</p>").as_bytes()
    assert content.attachment(raw, "7") is None
    assert content.attachment(raw, "..") is None
