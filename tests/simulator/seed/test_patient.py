"""The patient who goes on writing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from string import Formatter
from threading import Event
from threading import enumerate as enumerate_threads

import pytest

from simulator.google.store import Store
from simulator.seed import patient
from simulator.seed.fill import fill, microsoft_beside
from simulator.seed.mail import SeedMail

NOW = datetime(2025, 11, 24, 10, 15, tzinfo=UTC)
STEP = timedelta(seconds=patient.EVERY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "state.sqlite", clock=lambda: NOW)
    fill(opened, NOW)
    yield opened
    opened.close()


def parsed(mail: SeedMail) -> EmailMessage:
    found = message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def first_lines(mail: SeedMail) -> tuple[str, str]:
    body = parsed(mail).get_body(("plain", "html"))
    assert body is not None
    return str(parsed(mail)["Subject"]), str(body.get_content())[:120]


def test_there_are_at_least_sixty_texts_in_three_languages() -> None:
    pool = patient.pool()
    replies = [text for texts in (pool.answers, pool.nudges) for group in texts.values() for text in group]
    assert len(pool.requests) + len(replies) >= 60
    assert (
        {request.language for request in pool.requests} == set(pool.answers) == set(pool.nudges) == {"en", "de", "es"}
    )


def test_every_slot_of_every_text_can_be_filled() -> None:
    pool = patient.pool()
    texts = [request.text for request in pool.requests]
    texts += [text for group in (*pool.answers.values(), *pool.nudges.values()) for text in group]
    slots = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}
    assert slots == {"day", "time", "record", "count"}


def test_the_same_moment_brings_the_same_mail(store: Store) -> None:
    moments = [NOW + number * STEP for number in range(6)]
    assert [patient.next_mail(store, now) for now in moments] == [patient.next_mail(store, now) for now in moments]
    assert patient.next_mail(store, NOW, seed=2) != patient.next_mail(store, NOW, seed=1)


def test_requests_and_answers_take_turns_and_nothing_repeats_soon(store: Store) -> None:
    mails = []
    for number in range(45):
        mails.append(patient.next_mail(store, NOW + number * STEP))
        patient.write(store, NOW + number * STEP)
    answers = [mail for mail in mails if parsed(mail)["In-Reply-To"]]
    assert len(answers) == 15
    assert len({first_lines(mail) for mail in mails}) == len(mails)
    assert len({parsed(mail)["Message-ID"] for mail in mails}) == len(mails)


def test_an_answer_lands_in_the_thread_it_belongs_to_and_quotes_the_clinic(store: Store) -> None:
    quoting = 0
    for number in range(60):
        now = NOW + number * STEP
        mail = patient.next_mail(store, now)
        mailbox, message_id = patient.write(store, now)
        thread_id = store.message(mailbox, message_id, style="minimal")["threadId"]
        entries = store.thread(mailbox, thread_id, style="minimal")["messages"]
        if parsed(mail)["In-Reply-To"]:
            earlier = message_from_bytes(store.raw(mailbox, entries[-2]["id"]), policy=policy.default)
            assert earlier["Message-ID"] == parsed(mail)["In-Reply-To"]
            assert parsed(mail)["Date"].datetime > earlier["Date"].datetime
            quoting += "SENT" in entries[-2]["labelIds"]
        else:
            assert len(entries) == 1
    assert quoting >= 5


def test_only_patients_answer(store: Store) -> None:
    for number in range(150):
        mail = patient.next_mail(store, NOW + number * STEP)
        assert parseaddr(str(parsed(mail)["From"]))[1].partition("@")[2] in ("example.com", "example.net")
        assert mail.received_at >= parsed(mail)["Date"].datetime


def test_without_any_thread_the_patient_asks_something_new(tmp_path: Path) -> None:
    empty = Store(tmp_path / "empty.sqlite", clock=lambda: NOW)
    for name in ("reception", "billing", "care"):
        empty.add_account(f"{name}@harbour-clinic.example.org", name)
    assert not any(parsed(patient.next_mail(empty, NOW + number * STEP))["In-Reply-To"] for number in range(6))
    empty.close()


def test_a_patient_whom_the_clinic_has_just_answered_comes_first(store: Store) -> None:
    mailbox = "reception@harbour-clinic.example.org"
    listed = store.threads(mailbox, q="from:lukas.becker subject:Termin")["threads"][0]
    asked = store.raw(mailbox, store.thread(mailbox, listed["id"])["messages"][0]["id"])
    message_id = message_from_bytes(asked)["Message-ID"]
    answer = f"From: {mailbox}\nTo: lukas.becker@example.net\nSubject: Re: Termin\nMessage-ID: <ours@example.org>\n"
    answer += f"Date: Mon, 24 Nov 2025 11:14:00 +0100\nIn-Reply-To: {message_id}\n\nMittwoch um acht?\n"
    store.deliver(mailbox, answer.encode(), received_at=NOW, labels=("SENT",))
    replies = [parsed(patient.next_mail(store, NOW + number * STEP)) for number in range(3)]
    assert [reply["From"].addresses[0].username for reply in replies if reply["In-Reply-To"]] == ["lukas.becker"]


def test_the_patient_writes_by_itself_until_stopped(store: Store) -> None:
    moments = iter(NOW + number * STEP for number in range(3))
    stop = Event()

    def clock() -> datetime:
        now = next(moments)
        if now == NOW + 2 * STEP:
            stop.set()
        return now

    before = sum(int(account.history_id) for account in store.accounts())
    patient.go_on(store, stop, every=0.001, clock=clock)
    assert sum(int(account.history_id) for account in store.accounts()) > before


def test_the_patient_in_the_background_ends_with_its_block(store: Store) -> None:
    with patient.writing(store, every=3600):
        assert any(thread.name == "patient" for thread in enumerate_threads())
    assert not any(thread.name == "patient" for thread in enumerate_threads())


def test_the_patient_writes_to_mailboxes_at_microsoft_where_there_are_some(store: Store, tmp_path: Path) -> None:
    microsoft = microsoft_beside(tmp_path / "state.sqlite")
    fill(store, NOW, microsoft)
    written = [patient.write(store, NOW + number * STEP, microsoft=microsoft.world) for number in range(60)]

    there = {"pharmacy@harbour-clinic.example.org", "insurance@harbour-clinic.example.org"}
    assert there <= {mailbox for mailbox, _ in written}
    for mailbox, message_id in written:
        if mailbox in there:
            assert message_id in {each["id"] for each in microsoft.messages(mailbox)}
    microsoft.close()
