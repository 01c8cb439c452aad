"""Every mail of the invented clinic, dated back from now: some two hundred and fifty in more than a hundred threads."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from simulator.seed import compose, script, working_time
from simulator.seed.letter import Letter, answering_subject
from simulator.seed.mail import SeedMail
from simulator.seed.people import People, Person, everybody
from simulator.seed.script import Line, Thread

RECENT = timedelta(days=4)
HOUR = timedelta(hours=1)


def messages(now: datetime) -> Iterator[SeedMail]:
    """The mails of every mailbox, oldest first in each thread; a mail to two mailboxes comes twice."""
    people = everybody()
    for thread in script.threads():
        yield from _thread(thread, people, now)


def _thread(thread: Thread, people: People, now: datetime) -> Iterator[SeedMail]:
    letters: list[Letter] = []
    for number, line in enumerate(thread.mails):
        sent_at = _sent_at(thread, number, people, now)
        letters.append(_letter(thread, line, letters, people, sent_at))
    for number, letter in enumerate(letters):
        answered = any(later.sender.team for later in letters[number:])
        unread = not answered and now - letter.sent_at < RECENT
        yield from _deliveries(thread, letter, people, unread=unread)


def _sent_at(thread: Thread, number: int, people: People, now: datetime) -> datetime:
    back = working_time.span(thread.ago)
    if back >= 10 * HOUR:
        back += working_time.jitter(thread.key, HOUR)
    for index, line in enumerate(thread.mails[1 : number + 1], 1):
        pause = working_time.span(line.after)
        back -= pause
        if pause >= HOUR:
            back += working_time.jitter(f"{thread.key}/{index}", HOUR / 2)
    return working_time.before(now, back, people.clinic.zone).replace(microsecond=0)


def _letter(thread: Thread, line: Line, earlier: list[Letter], people: People, sent_at: datetime) -> Letter:
    answers = earlier[-1 if line.reply_to is None else line.reply_to] if earlier else None
    sender = _sender(thread, line, people)
    subject = line.subject
    if subject is None:
        subject = thread.subject if answers is None else answering_subject(sender, answers.subject)
    return Letter(
        key=f"{thread.key}/{len(earlier)}",
        sender=sender,
        to=tuple(people.named(name) for name in line.to) or _usual_recipients(thread, line, answers, people),
        cc=tuple(people.named(name) for name in line.cc),
        subject=subject,
        sent_at=sent_at,
        text=line.text.rstrip("\n"),
        html=line.html.rstrip("\n"),
        answers=answers,
        quotes=line.quote,
        inside=_inside(thread, line, len(earlier), people, sent_at),
        attachments=line.attach,
        headers=line.headers,
        form=line.form,
        charset=line.charset,
        label=line.label,
        event=line.event,
    )


def _sender(thread: Thread, line: Line, people: People) -> Person:
    """Staff answer with their own name and the mailbox's address, as Gmail's delegates do."""
    person = people.named(line.sender)
    if line.sender in people.staff and not line.own:
        mailbox = people.mailboxes[thread.mailbox]
        return person.model_copy(update={"name": f"{person.name} - {mailbox.name}", "address": mailbox.address})
    return person


def _usual_recipients(thread: Thread, line: Line, answers: Letter | None, people: People) -> tuple[Person, ...]:
    if answers is not None and line.sender in people.staff:
        return (answers.sender,)
    return (people.accounts[thread.mailbox],)


def _inside(thread: Thread, line: Line, number: int, people: People, sent_at: datetime) -> Letter | None:
    if line.original is None:
        return None
    return Letter(
        key=f"{thread.key}/{number}/inside",
        sender=people.named(line.original.sender),
        to=(people.named(line.sender),),
        subject=line.original.subject,
        sent_at=sent_at - working_time.span(line.original.earlier),
        text=line.original.text,
    )


def _deliveries(thread: Thread, letter: Letter, people: People, *, unread: bool) -> Iterator[SeedMail]:
    """One copy in Sent where the sender has an account, one with every recipient who has one."""
    addresses = [account.address for account in people.accounts.values()]
    received_at = compose.arrival(letter).astimezone(UTC)
    if letter.sender.address in addresses:
        yield SeedMail(
            letter.sender.address, compose.raw(letter), letter.sent_at.astimezone(UTC), ("SENT",), thread.key
        )
    reached = [person.address for person in (*letter.to, *letter.cc) if person.address in addresses]
    if not reached and letter.sender.address not in addresses:
        reached = [people.accounts[thread.mailbox].address]  # through a group of the clinic
    labels = ("SPAM" if thread.spam else "INBOX", *(("UNREAD",) if unread else ()), *thread.categories)
    for address in reached:
        yield SeedMail(address, compose.raw(letter, delivered_to=address), received_at, labels, thread.key)
