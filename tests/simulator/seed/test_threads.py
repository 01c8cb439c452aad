"""The clinic's mail: what is in it, that it is sound, and that it is the same every time."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from functools import cache

import pytest

from simulator.seed import script
from simulator.seed.mail import SeedMail
from simulator.seed.people import everybody
from simulator.seed.threads import messages

NOW = datetime(2025, 11, 24, 10, 15, tzinfo=UTC)
MAILS = list(messages(NOW))
SHARED = {mailbox.address for mailbox in everybody().mailboxes.values()}


@cache
def parsed(mail: SeedMail) -> EmailMessage:
    found = message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def of(thread_key: str) -> list[EmailMessage]:
    return [parsed(mail) for mail in MAILS if mail.thread_key == thread_key]


def parts(mails: Iterable[SeedMail]) -> Counter[str]:
    return Counter(part.get_content_type() for mail in mails for part in parsed(mail).walk())


def test_there_are_twelve_staff_in_five_teams_and_five_mailboxes() -> None:
    people = everybody()
    assert len(people.staff) == 12
    assert len({person.team for person in people.staff.values()}) == 5
    assert len(SHARED) == 5


def test_there_are_more_than_a_hundred_threads_and_two_hundred_mails() -> None:
    shared = [mail for mail in MAILS if mail.mailbox in SHARED]
    assert 100 <= len({mail.thread_key for mail in shared}) <= 130
    assert 230 <= len(shared) <= 290


def test_people_write_in_three_languages() -> None:
    people = everybody()
    languages = Counter(people.named(line.sender).language for thread in script.threads() for line in thread.mails)
    assert languages["de"] >= 25 and languages["es"] >= 10


def test_every_mail_parses_and_names_who_when_and_what() -> None:
    for mail in MAILS:
        message = parsed(mail)
        assert parseaddr(str(message["From"]))[1] and message["To"] and message["Message-ID"], mail.thread_key
        assert message["Date"].datetime <= NOW
        assert all(str(part.get_content_type()) for part in message.walk())


@pytest.mark.parametrize(
    "now",
    [
        NOW,
        datetime(2025, 11, 23, 2, 0, tzinfo=UTC),
        datetime(2026, 1, 5, 6, 59, tzinfo=UTC),
        datetime(2026, 3, 31, 23, 0, tzinfo=UTC),
    ],
)
def test_dates_lie_in_working_hours_of_the_last_25_days(now: datetime) -> None:
    zone = everybody().clinic.zone
    for mail in messages(now):
        local = mail.received_at.astimezone(zone)
        assert now - timedelta(days=25) <= mail.received_at <= now + timedelta(seconds=5), mail.thread_key
        assert local.weekday() < 5 and 8 <= local.hour <= 18
        assert mail.received_at.tzinfo is UTC


def test_mails_of_a_thread_follow_each_other() -> None:
    for thread in script.threads():
        moments = [mail.received_at for mail in MAILS if mail.thread_key == thread.key and "SENT" not in mail.labels]
        assert moments == sorted(moments), thread.key


def test_the_same_moment_gives_the_same_bytes() -> None:
    assert [mail.raw for mail in messages(NOW)] == [mail.raw for mail in MAILS]


def test_message_ids_do_not_depend_on_the_day_and_are_never_used_twice() -> None:
    later = [str(parsed(mail)["Message-ID"]) for mail in messages(NOW + timedelta(days=3))]
    assert later == [str(parsed(mail)["Message-ID"]) for mail in MAILS]
    in_mailbox = [(mail.mailbox, str(parsed(mail)["Message-ID"])) for mail in MAILS]
    assert len(set(in_mailbox)) == len(in_mailbox)


def test_answers_refer_to_mails_that_are_there() -> None:
    known = {str(parsed(mail)["Message-ID"]) for mail in MAILS}
    for mail in MAILS:
        message = parsed(mail)
        for identifier in f"{message['In-Reply-To'] or ''} {message['References'] or ''}".split():
            assert identifier in known, mail.thread_key


def test_staff_answer_from_the_mailbox_and_lie_in_sent() -> None:
    sent = [mail for mail in MAILS if mail.labels == ("SENT",) and mail.mailbox in SHARED]
    assert len(sent) > 50
    assert all(parseaddr(str(parsed(mail)["From"]))[1] == mail.mailbox for mail in sent)


def test_every_kind_of_attachment_is_there() -> None:
    found = parts(MAILS)
    for kind in ("application/pdf", "image/png", "text/csv", "text/calendar", "application/ms-tnef", "message/rfc822"):
        assert found[kind], kind
    assert any("wordprocessingml" in kind for kind in found)


def test_html_only_and_multipart_mail_is_there() -> None:
    bodies = Counter(parsed(mail).get_content_type() for mail in MAILS)
    assert bodies["text/html"] >= 5 and bodies["text/plain"] >= 20 and bodies["multipart/alternative"] >= 50


def test_a_bounce_reports_the_mail_it_answers() -> None:
    sent, bounce = of("bounced-statement")
    assert bounce.get_content_type() == "multipart/report"
    text, status, returned = bounce.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert status.get_content_type() == "message/delivery-status"
    assert returned.get_content()["Message-ID"] == sent["Message-ID"]
    assert bounce["Return-Path"] == "<>"


def test_mail_by_machines_says_so() -> None:
    signs = Counter(str(parsed(mail)["Auto-Submitted"]) for mail in MAILS)
    assert signs["auto-generated"] >= 6 and signs["auto-replied"] >= 4
    assert sum("List-Unsubscribe" in parsed(mail) for mail in MAILS) >= 4


def test_a_mail_through_the_own_group_names_the_own_domain() -> None:
    first = of("group-urgent")[0]
    assert first["List-Id"] == "<urgent.harbour-clinic.example.org>"
    assert first["Delivered-To"] == "care@harbour-clinic.example.org"


def test_a_mail_to_two_mailboxes_lies_in_both_under_one_message_id() -> None:
    copies = [mail for mail in MAILS if mail.thread_key == "move-weiss" and "INBOX" in mail.labels]
    assert {mail.mailbox.partition("@")[0] for mail in copies} == {"reception", "billing"}
    assert len({parsed(mail)["Message-ID"] for mail in copies}) == 1


def test_wrong_charset_labels_are_wrong() -> None:
    raw = next(mail.raw for mail in MAILS if mail.thread_key == "mislabelled-nunez")
    assert b"charset=utf-8" in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode()


def test_different_patients_write_under_the_same_subject() -> None:
    writers = {str(parsed(mail)["From"]) for mail in MAILS if str(parsed(mail)["Subject"]) == "Appointment"}
    assert len(writers) >= 4


def test_a_forwarded_mail_lies_inside_or_below() -> None:
    below = of("forwarded-cardiology")[0].get_body(("plain",))
    assert below is not None and "Forwarded message" in below.get_content()
    inside = [part for part in of("forwarded-complaint")[0].walk() if part.get_content_type() == "message/rfc822"]
    assert inside[0].get_content()["Subject"] == "Wartezeit am Montag"


def test_several_programs_quote_in_several_ways() -> None:
    bodies = [parsed(mail).get_body(("plain",)) for mail in MAILS]
    texts = "\n".join(str(body.get_content()).replace("\r\n", "\n") for body in bodies if body is not None)
    for sign in (
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        " wrote:\n>",
        "escribió:",
        "schrieb",
    ):
        assert sign in texts, sign


def test_spam_is_labelled_and_some_patients_land_there() -> None:
    spam = {mail.thread_key for mail in MAILS if "SPAM" in mail.labels}
    assert "spam-but-patient" in spam and len(spam) >= 4


def test_everybody_outside_has_an_address_that_cannot_exist() -> None:
    reserved = ("example.com", "example.net", "example.org", ".example")
    for mail in MAILS:
        message = parsed(mail)
        for header in ("From", "To", "Cc"):
            for address in message[header].addresses if message[header] else ():
                assert address.domain.endswith(reserved), address
