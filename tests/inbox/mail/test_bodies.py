"""Which parts of a mail are its text."""

from inbox.mail import bodies, structure
from tests.inbox.mail import museum


def test_text_around_an_attachment_is_read_together() -> None:
    assert museum.mail("apple-pdf-between-text").text == "The report is here:\n\nPlease tell me what it means."


def test_the_senders_own_text_is_preferred_and_the_html_is_kept() -> None:
    mail = museum.mail("alternative-with-inline-image")

    assert mail.text == "Hello in plain"
    assert mail.html is not None
    assert "<b>HTML</b>" in mail.html


def test_the_advice_to_use_another_program_is_no_text() -> None:
    assert museum.mail("placeholder-plain").text == "Your appointment is on Monday."


def test_a_signature_file_is_attached_and_not_text() -> None:
    mail = museum.mail("signed")

    assert mail.text == "Signed words"
    assert [attachment.name for attachment in mail.attachments] == ["signature.asc"]


def test_a_mail_may_be_nothing_but_a_file() -> None:
    mail = museum.mail("voicemail")

    assert mail.text == ""
    assert mail.html is None
    assert [attachment.name for attachment in mail.attachments] == ["voice message.wav"]


def test_nul_bytes_and_controls_are_left_out() -> None:
    assert museum.mail("nul-bytes").text == "Before and after"


def test_text_before_html_is_kept_in_both_forms() -> None:
    root = structure.read(
        b"Content-Type: multipart/mixed; boundary=m\n\n"
        b"--m\n\nPlain <first>\n"
        b"--m\nContent-Type: text/html\n\n<p>then rich</p>\n"
        b"--m--\n"
    )
    pieces = bodies.read(root).pieces

    assert bodies.as_text(pieces) == "Plain <first>\n\nthen rich"
    assert bodies.as_html(pieces) == "<pre>Plain &lt;first&gt;</pre>\n<p>then rich</p>"


def test_a_form_for_one_program_only_is_no_attachment() -> None:
    root = structure.read(
        b"Content-Type: multipart/alternative; boundary=m\n\n"
        b"--m\n\nPlain\n"
        b"--m\nContent-Type: text/x-amp-html\n\n<html amp4email>\n"
        b"--m\nContent-Type: text/html\n\n<p>x\n"
        b"--m--\n"
    )
    contents = bodies.read(root)

    assert bodies.as_text(contents.pieces) == "Plain"
    assert contents.attached == ()


def test_the_named_root_of_related_parts_is_the_body() -> None:
    root = structure.read(
        b'Content-Type: multipart/related; boundary=m; start="<root>"\n\n'
        b"--m\nContent-Type: image/png\nContent-ID: <i>\n\nx\n"
        b"--m\nContent-Type: text/html\nContent-ID: <root>\n\n<p>the body</p>\n--m--\n"
    )
    contents = bodies.read(root)

    assert bodies.as_text(contents.pieces) == "the body"
    assert [part.content_type for part in contents.attached] == ["image/png"]
