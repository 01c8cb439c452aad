"""What a bounce reports."""

from inbox.mail.parsed import DeliveryStatus, ReportedRecipient
from tests.inbox.mail import museum


def _status(name: str) -> DeliveryStatus:
    status = museum.mail(name).delivery_status
    assert status is not None
    return status


def test_a_report_names_the_message_the_address_and_the_reason() -> None:
    assert _status("bounce-hard") == DeliveryStatus(
        original_message_ids=("<our-own@clinic.example>",),
        recipients=(
            ReportedRecipient(
                "nobody@example.org", "failed", "5.1.1", "smtp; 550 5.1.1 <nobody@example.org>: user unknown"
            ),
        ),
    )


def test_the_head_of_the_returned_message_will_do() -> None:
    assert _status("bounce-mailbox-full").original_message_ids == ("<our-own@clinic.example>",)


def test_a_status_that_says_nothing_gives_way_to_the_server_own_words() -> None:
    assert _status("bounce-generic-status").recipients[0].status == "5.7.1"


def test_failed_recipients_are_read_where_there_is_no_report() -> None:
    status = _status("bounce-exim")

    assert status.original_message_ids == ("<our-own@clinic.example>",)
    assert status.recipients == (ReportedRecipient("nobody@example.org", "", "5.1.1", ""),)


def test_a_bounce_in_prose_still_names_the_message() -> None:
    status = _status("bounce-qmail")

    assert status.original_message_ids == ("<our-own@clinic.example>",)
    assert status.recipients[0].status == "5.1.1"


def test_a_person_who_forwards_a_bounce_reports_nothing() -> None:
    assert museum.mail("person-forwards-bounce").delivery_status is None


def test_other_mail_reports_nothing() -> None:
    assert museum.mail("reply-gmail").delivery_status is None
