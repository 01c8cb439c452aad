"""Writing a batch down: in as many statements whatever its size, and safe against another worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from threading import Barrier, Thread

from sqlalchemy import Engine, event, func, select

from inbox import intake
from inbox.arrival import Arrival
from inbox.database import Sessions, unit_of_work
from inbox.models import Conversation, Delivery, Disposition, Mailbox, Message
from tests.clinic import Clinic
from tests.inbox.post import KEYS, arrival, letter

MINUTE = timedelta(minutes=1)


_numbers = count()


def thread(now: datetime) -> list[Arrival]:
    """A question, and an answer to it."""
    number = next(_numbers)
    return [
        arrival(letter(now, id_=f"<{number}@x>", sender=f"p{number}@example.com"), now),
        arrival(letter(now, replies_to=f"<{number}@x>", sender=f"p{number}@example.com"), now + MINUTE),
    ]


def test_a_batch_takes_as_many_statements_whatever_its_size(
    make: Sessions, engine: Engine, clinic: Clinic, now: datetime
) -> None:
    counts = []
    for size in (2, 5, 20):
        threads = [thread(now) for _ in range(size)]
        old = [one for pair in threads for one in pair[:1]]
        new = [one for pair in threads for one in (*pair[1:], *thread(now))]
        for batch in (old, new):
            with watched(engine) as statements, unit_of_work(make) as session:
                mailbox = session.get_one(Mailbox, clinic.front_desk.id)
                intake.take_in(session, mailbox, batch, keys=KEYS, now=now)
        counts.append(len(statements))

    assert counts[0] == counts[1] == counts[2]
    assert counts[0] < 50


@contextmanager
def watched(engine: Engine) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_same_mail_taken_in_at_once_for_two_mailboxes_is_one_message(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    batch = [one for _ in range(5) for one in thread(now)]
    start = Barrier(2)

    def work(mailbox_id: int) -> None:
        start.wait()
        with unit_of_work(make) as session:
            intake.take_in(session, session.get_one(Mailbox, mailbox_id), batch, keys=KEYS, now=now)

    workers = [Thread(target=work, args=(one.id,)) for one in (clinic.front_desk, clinic.appointments)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    with unit_of_work(make) as session:
        counted = [session.scalar(select(func.count()).select_from(model)) for model in (Conversation, Message)]
        dispositions = list(session.scalars(select(Delivery.disposition)))
        assert counted == [5, 10]
        assert dispositions.count(Disposition.DUPLICATE) == 10
        assert len(dispositions) == 20
