"""Where the script is played: a small clinic in a fresh database, two of its mailboxes at a simulated provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from tests.clinic import Clinic
from tests.labels import Desk
from tests.office import Office
from workers import housekeeping, notice_jobs, performing, queues, relay, schedule, sending_jobs, sync_jobs, triage_jobs
from workers.job import UnitsOfWork

PLAYED_AT = datetime.now(UTC)
"""What the simulator dates now; the script begins some days before."""
BEGINS = PLAYED_AT.replace(microsecond=0) - timedelta(days=3)
"""When the first step happens."""
_STEP = timedelta(hours=1)
_MOST_JOBS = 300
_BEGUN = "crash:begun"
"""The job that a worker has taken: RQ gives it to another one when that worker dies."""


@dataclass
class Clock:
    """The time of the script."""

    now: datetime = BEGINS

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Scene:
    """One playing of a segment."""

    work: UnitsOfWork
    clock: Clock
    clinic: Clinic
    front_desk: Office
    appointments: Office
    begins: datetime = BEGINS
    both_have_news: bool = True
    """Whether there is something to push of the other mailbox, too."""
    on_the_way: list[bytes] = field(default_factory=list)
    """Mail that comes to the other mailbox once the front desk's is read."""
    has_died: bool = False
    """Whether a process was killed since workers last came to rest: what it was to queue is lost."""
    mails: dict[int, str] = field(default_factory=dict)
    """The provider's ids in the front desk's mailbox, by the numbers of the script."""

    @property
    def desk(self) -> Desk:
        """The labels of the front desk's mailbox."""
        return Desk(self.front_desk)

    @property
    def offices(self) -> tuple[Office, Office]:
        return self.front_desk, self.appointments

    def begin(self, step: int) -> None:
        """Each step has its hour, however long it took to recover from the one before."""
        self.clock.now = self.begins + step * _STEP

    def bring_copies(self) -> None:
        """What is on the way to the other mailbox arrives."""
        self.both_have_news = bool(self.on_the_way)
        while self.on_the_way:
            self.appointments.gmail.deliver(self.on_the_way.pop(), at=self.clock())

    def let_days_pass(self) -> None:
        """What the simulator has just dated lies in the past from now on."""
        if self.begins == BEGINS:
            self.begins += timedelta(days=4)

    def do_work(self) -> None:
        """The provider pushes, and what recurs recurs; workers do what is in the queues."""
        with self.work.unit() as session:
            for office in self.offices if self.both_have_news else (self.front_desk,):
                sync_jobs.ask(session, office.mailbox_id, now=self.clock())
        housekeeping.wake_snoozed.run(self.work)
        sending_jobs.send_due.run(self.work)
        self.drain()

    def recover(self) -> None:
        """Another process goes on: what was begun is begun again, and what recurs finds the rest in the database."""
        redis = self.work.runtime.redis
        while (begun := redis.rpop(_BEGUN)) is not None:
            lost = Job.fetch(begun.decode(), connection=redis, serializer=JSONSerializer)
            Queue(lost.origin, connection=redis, serializer=JSONSerializer).enqueue_job(lost)
        for office in self.offices:  # what a dead worker had under way at the provider runs out
            redis.delete(f"inbox:flights:{office.mailbox_id}")
        for minutes in (2, 2, 10):
            self.clock.now += timedelta(minutes=minutes)
            for job in (
                housekeeping.find_lost_work, relay.sweep_outbox, housekeeping.wake_snoozed, sending_jobs.send_due,
                housekeeping.ask_silent_mailboxes, housekeeping.retry_failed_mail, notice_jobs.send_due_notices,
                triage_jobs.find_unread_mail,
            ):  # fmt: skip
                job.run(self.work)
            self.drain()

    def drain(self) -> None:
        """Work on what is queued, as a worker does, until nothing is; what is to come later comes when it is later."""
        redis = self.work.runtime.redis
        every = [Queue(name, connection=redis, serializer=JSONSerializer) for name in queues.QUEUES]
        assert schedule.SCHEDULE, "every job adds itself when it is imported, as in a worker"
        performing.equip(self.work)
        for _ in range(_MOST_JOBS):
            taken = Queue.dequeue_any(every, None, connection=redis, serializer=JSONSerializer)
            if taken is not None:
                redis.lpush(_BEGUN, taken[0].id)
                performing.perform(*taken[0].args)
                redis.delete(_BEGUN)
                taken[0].delete()
            elif not self._wait(every):
                return
        raise AssertionError("It never comes to rest")

    def _wait(self, every: list[Queue]) -> bool:
        """Let the time come for what was put off. Says whether there was anything."""
        waiting = [(queue, id_) for queue in every for id_ in queue.scheduled_job_registry.get_job_ids()]
        self.clock.now += timedelta(minutes=1) if waiting else timedelta(0)
        for queue, id_ in waiting:
            put_off = Job.fetch(id_, connection=queue.connection, serializer=JSONSerializer)
            queue.scheduled_job_registry.remove(put_off)
            queue.enqueue_job(put_off)
        return bool(waiting)
