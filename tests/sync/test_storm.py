"""A day on which everything goes wrong at Google, now and then: in the end all mail is here, and none twice."""

from __future__ import annotations

from inbox.models import MailboxState
from tests.office import Office
from tests.sync.test_backfill import deliver
from workers import sync_jobs

_ROUNDS = 100


def read_until_settled(office: Office) -> None:
    """As the minutes of the day go by: whenever it is due, the mailbox is tried again."""
    for _ in range(_ROUNDS):
        office.be_patient_no_longer()
        office.sync()
        while office.mailbox.state in (MailboxState.BACKFILL, MailboxState.RESYNC):
            office.be_patient_no_longer()
            sync_jobs.backfill_mailbox.run(office.work, office.mailbox_id)
        if office.mailbox.state is MailboxState.LIVE and office.mailbox.failures == 0:
            return
    raise AssertionError(f"not settled: {office.mailbox.state} {office.mailbox.state_reason}")


def test_every_mail_is_here_after_a_storm_and_none_is_taken_for_deleted(office: Office) -> None:
    mails = deliver(office, 40)
    common = {"seed": 7, "chance": 0.1, "mailbox": office.gmail.address}
    # What is unknown for a moment must be known before it is asked for again, and here that is soon.
    fresh_ones = {"kind": "fresh-404", "seconds": 0.05, **common}
    storm = {**common, "without": ["fresh-404", "hang", "hang-after", "rate-limit"]}
    office.gmail.simulator.put("faults", {"faults": [fresh_ones], "storm": storm})

    read_until_settled(office)
    for _ in range(2):
        fresh = deliver(office, 10)
        mails |= fresh
        office.gmail.relabel(*fresh, add=("STARRED",))
        read_until_settled(office)

    assert set(office.held) == mails
    assert office.deleted == set()
    assert office.gmail.simulator.get("faults")["faults"], "the storm is not over"
