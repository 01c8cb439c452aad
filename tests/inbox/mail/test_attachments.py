"""What is attached to a mail."""

from inbox.mail import attachments
from inbox.mail.parsed import AttachmentKind
from inbox.mail.parsing import parse
from tests.inbox.mail import museum


def test_an_image_that_the_html_shows_is_told_from_an_attached_photo() -> None:
    logo, photo = museum.mail("alternative-with-inline-image").attachments

    assert (logo.kind, logo.disposition, logo.content_id) == (AttachmentKind.INLINE_IMAGE, "inline", "logo@example")
    assert (photo.kind, photo.disposition, photo.name) == (AttachmentKind.FILE, "attachment", "rash.jpg")


def test_an_attachment_is_measured_and_can_be_fetched_by_its_path() -> None:
    (report,) = museum.mail("apple-pdf-between-text").attachments

    assert report.size == 8
    assert report.part_path == "2"
    assert attachments.content(museum.raw("apple-pdf-between-text"), "2") == b"%PDF-1.4"


def test_a_file_that_stands_first_can_be_fetched() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: application/pdf\n\n%PDF\n--m--\n"
    (report,) = parse(raw).attachments

    assert attachments.content(raw, report.part_path) == b"%PDF"


def test_a_part_that_is_not_there_has_no_content() -> None:
    assert attachments.content(museum.raw("apple-pdf-between-text"), "7.1") is None


def test_a_forwarded_mail_is_listed_with_its_text_and_its_own_attachments() -> None:
    forwarded, values = museum.mail("forwarded-as-attachment").attachments

    assert forwarded.kind is AttachmentKind.FORWARDED_MESSAGE
    assert forwarded.name == "Ihre Werte.eml"
    assert forwarded.details == {
        "subject": "Ihre Werte",
        "from": "Lab <lab@example.com>",
        "date": "2026-03-02T08:00:00+00:00",
        "text": "All values are normal.",
    }
    assert values.name == "values.pdf"
    assert attachments.content(museum.raw("forwarded-as-attachment"), values.part_path) == b"%PDF-1.4"


def test_a_forwarded_mail_in_base64_is_opened_all_the_same() -> None:
    forwarded, values = museum.mail("forwarded-in-base64").attachments

    assert forwarded.details["text"] == "All values are normal."
    assert values.name == "values.pdf"


def test_a_digest_is_its_mails() -> None:
    found = museum.mail("digest").attachments

    assert [(one.details["subject"], one.details["text"]) for one in found] == [
        ("First of the digest", "One"),
        ("Second of the digest", "Two"),
    ]


def test_winmail_dat_is_named_and_kept() -> None:
    (winmail,) = museum.mail("winmail").attachments

    assert (winmail.kind, winmail.name, winmail.size) == (AttachmentKind.TNEF, "winmail.dat", 6)


def test_calendars_say_what_they_are_about() -> None:
    meeting, whole_day = museum.mail("invitation").attachments

    assert meeting.kind is AttachmentKind.CALENDAR
    assert meeting.name == "invitation.ics"
    assert meeting.details == {
        "method": "REQUEST",
        "summary": "Team meeting, ward 3 and a long title",
        "start": "2026-03-10T09:00:00 Europe/Berlin",
    }
    assert whole_day.details == {"summary": "All day", "start": "2026-03-11"}


def test_the_same_content_has_the_same_digest() -> None:
    (here,) = museum.mail("apple-pdf-between-text").attachments
    there = museum.mail("forwarded-as-attachment").attachments[1]

    assert here.digest == there.digest
