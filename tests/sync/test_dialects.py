"""Other servers of the API differ from Google in small ways: a mailbox is read all the same, from beginning to end."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from inbox.models import MailboxState
from tests.office import Office
from tests.sync.outside import letter
from tests.sync.test_backfill import RECENTLY, deliver
from workers import watch_jobs

TOPIC = "projects/clinic/topics/gmail"
NO_METHODS = ["dialect-no-profile", "dialect-no-batch", "dialect-no-watch", "dialect-no-labels"]
DIALECTS: dict[str, list[dict[str, Any]]] = {
    **{f"{kind} {status}": [{"kind": kind, "status": status}] for kind in NO_METHODS for status in (404, 405, 501)},
    "label 400": [{"kind": "dialect-label-400"}],
    "encoded headers": [{"kind": "dialect-encoded-headers"}],
    "close to the largest number": [{"kind": "history-uint64"}],
    "history of 60 digits": [{"kind": "dialect-long-history", "amount": 60}],
    "history of 3000 digits": [{"kind": "dialect-long-history", "amount": 3000}],
    "all of them": [
        *({"kind": kind} for kind in NO_METHODS), {"kind": "dialect-label-400"}, {"kind": "dialect-encoded-headers"},
        {"kind": "dialect-long-history", "amount": 3000}, {"kind": "empty-pages"}, {"kind": "short-pages"},
    ],
}  # fmt: skip


@pytest.fixture(params=list(DIALECTS))
def abroad(request: pytest.FixtureRequest, office: Office) -> Office:
    """A mailbox not read yet, at a server that is not Google's."""
    faults = [{"mailbox": office.gmail.address, **fault} for fault in DIALECTS[request.param]]
    office.gmail.simulator.put("faults", {"faults": faults})
    return office.with_settings(google_topic=TOPIC)


def test_a_mailbox_is_read_kept_up_and_read_anew(abroad: Office) -> None:
    first = deliver(abroad, 8)
    with capture_logs() as logs:
        abroad.read_everything()
        watch_jobs.renew_watch.run(abroad.work, abroad.mailbox_id)
        assert set(abroad.held) == first

        starred, deleted, *_ = sorted(first)
        second = {abroad.gmail.deliver(letter("Grüße"), at=RECENTLY) for _ in range(3)}
        abroad.gmail.relabel(starred, add=("STARRED",))
        abroad.gmail.delete(deleted)
        abroad.sync()
        abroad.sync()
        kept = first | second - {deleted}
        assert set(abroad.held) == kept - {deleted}
        assert "STARRED" in abroad.held[starred].labels
        assert abroad.mailbox.state is MailboxState.LIVE

        missed = abroad.gmail.deliver(at=RECENTLY)
        abroad.gmail.relabel(starred, remove=("STARRED",))
        abroad.gmail.forget_history()
        abroad.read_everything()
        meanwhile = abroad.gmail.deliver(at=RECENTLY)
        abroad.read_everything()

    assert set(abroad.held) == (kept | {missed, meanwhile}) - {deleted}
    assert "STARRED" not in abroad.held[starred].labels
    assert abroad.mailbox.state is MailboxState.LIVE
    said = [one["method"] for one in logs if one["event"] == "the provider lacks a method"]
    assert len(said) == len(set(said)), "each is said once"
    assert not [one for one in logs if one["log_level"] == "error"]


def test_an_empty_mailbox_without_a_profile_waits_for_its_first_mail(office: Office) -> None:
    office.gmail.simulator.put("faults", {"faults": [{"kind": "dialect-no-profile", "mailbox": office.gmail.address}]})
    office.read_everything()
    office.read_everything()
    assert office.mailbox.state is MailboxState.LIVE

    message = office.gmail.deliver(at=RECENTLY)
    office.read_everything()
    office.read_everything()

    assert set(office.held) == {message}
    assert office.mailbox.state is MailboxState.LIVE
