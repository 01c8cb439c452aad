"""Threads: which mails Gmail puts together, and what can be done to all of a thread."""

import base64
from typing import Any

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.google.refusals import refused
from tests.simulator.running import Running


def thread_of(users: Any, message_id: str) -> str:
    return str(users.messages().get(userId="me", id=message_id, format="minimal").execute()["threadId"])


def spelled(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize("name", ["references", "in_reply_to"])
@pytest.mark.parametrize("subject", ["Re: Appointment", "AW: WG:  appointment", "Appointment"])
def test_a_reply_joins_the_thread_of_its_parent(
    simulator: Running, mailbox: str, users: Any, name: str, subject: str
) -> None:
    parent = simulator.deliver(mailbox, letter("Appointment", id="parent@x"))
    reply = simulator.deliver(mailbox, letter(subject, id="reply@x", **{name: "<parent@x>"}))

    assert thread_of(users, reply) == parent


def test_a_reply_with_another_subject_starts_a_thread(simulator: Running, mailbox: str, users: Any) -> None:
    simulator.deliver(mailbox, letter("Appointment", id="parent@x"))
    reply = simulator.deliver(mailbox, letter("Invoice", id="reply@x", references="<parent@x>"))

    assert thread_of(users, reply) == reply


def test_the_same_subject_without_references_starts_a_thread(simulator: Running, mailbox: str, users: Any) -> None:
    simulator.deliver(mailbox, letter("Appointment", id="one@x"))
    other = simulator.deliver(mailbox, letter("Re: Appointment", id="two@x"))

    assert thread_of(users, other) == other


def test_two_replies_to_a_mail_never_seen_share_a_thread_which_the_parent_joins(
    simulator: Running, mailbox: str, users: Any
) -> None:
    one = simulator.deliver(mailbox, letter("Re: Lab", id="one@x", references="<parent@x>"))
    two = simulator.deliver(mailbox, letter("Re: Lab", id="two@x", references="<parent@x>"))
    parent = simulator.deliver(mailbox, letter("Lab", id="parent@x"))

    assert thread_of(users, one) == thread_of(users, two) == thread_of(users, parent)


def test_a_thread_breaks_off_after_a_hundred_mails(simulator: Running, mailbox: str, users: Any) -> None:
    ids = [simulator.deliver(mailbox, letter("Long story", id=f"{n}@x", references="<0@x>")) for n in range(101)]

    assert thread_of(users, ids[99]) == ids[0]
    assert thread_of(users, ids[100]) == ids[100]


def test_a_named_thread_is_joined_when_references_and_subject_match(
    simulator: Running, mailbox: str, users: Any
) -> None:
    parent = simulator.deliver(mailbox, letter("Appointment", id="parent@x"))
    reply = letter("Re: Appointment", id="r@x", to="ana@example.com", references="<parent@x>")

    sent = users.messages().send(userId="me", body={"raw": spelled(reply), "threadId": parent}).execute()

    assert sent["threadId"] == parent


@pytest.mark.parametrize(
    "reply",
    [
        letter("Re: Appointment", id="r@x", to="ana@example.com"),
        letter("Invoice", id="r@x", to="ana@example.com", references="<parent@x>"),
    ],
    ids=["no references", "other subject"],
)
def test_a_named_thread_is_not_joined_by_a_mail_that_does_not_fit(
    simulator: Running, mailbox: str, users: Any, reply: bytes
) -> None:
    parent = simulator.deliver(mailbox, letter("Appointment", id="parent@x"))

    sent = users.messages().send(userId="me", body={"raw": spelled(reply), "threadId": parent}).execute()

    assert sent["threadId"] == sent["id"]


@pytest.mark.parametrize(("thread_id", "status"), [("zzz", 400), ("1a2b3c4d", 404)])
def test_a_thread_that_is_none_is_refused(users: Any, thread_id: str, status: int) -> None:
    body = {"raw": spelled(letter(to="ana@example.com")), "threadId": thread_id}

    with refused(status, "notFound" if status == 404 else "invalidArgument"):
        users.messages().send(userId="me", body=body).execute()


def test_threads_are_listed_by_their_newest_mail(simulator: Running, mailbox: str, users: Any) -> None:
    older = simulator.deliver(mailbox, letter("One", id="1@x"), at="2026-03-01T08:00:00+00:00")
    newer = simulator.deliver(mailbox, letter("Two", id="2@x"), at="2026-03-02T08:00:00+00:00")
    again = letter("Re: One", id="3@x", references="<1@x>", body="Any news?")
    simulator.deliver(mailbox, again, at="2026-03-03T08:00:00+00:00")

    first = users.threads().list(userId="me", maxResults=1).execute()
    rest = users.threads().list(userId="me", pageToken=first["nextPageToken"]).execute()

    assert [(each["id"], each["snippet"]) for each in first["threads"]] == [(older, "Any news?")]
    assert [each["id"] for each in rest["threads"]] == [newer]


def test_a_thread_is_read_with_its_messages_oldest_first(simulator: Running, mailbox: str, users: Any) -> None:
    one = simulator.deliver(mailbox, letter("One", id="1@x"), at="2026-03-01T08:00:00+00:00")
    two = simulator.deliver(mailbox, letter("Re: One", id="2@x", references="<1@x>"), at="2026-03-02T08:00:00+00:00")

    thread = users.threads().get(userId="me", id=one, format="metadata", metadataHeaders=["Subject"]).execute()

    assert [each["id"] for each in thread["messages"]] == [one, two]
    assert thread["messages"][1]["payload"]["headers"] == [{"name": "Subject", "value": "Re: One"}]
    assert thread["historyId"] == max(each["historyId"] for each in thread["messages"])


def test_labels_of_a_thread_go_to_its_present_messages_and_not_to_later_ones(
    simulator: Running, mailbox: str, users: Any
) -> None:
    one = simulator.deliver(mailbox, letter("One", id="1@x"))
    users.threads().modify(userId="me", id=one, body={"addLabelIds": ["STARRED"]}).execute()
    two = simulator.deliver(mailbox, letter("Re: One", id="2@x", references="<1@x>"))

    thread = users.threads().get(userId="me", id=one, format="minimal").execute()

    assert {each["id"]: "STARRED" in each["labelIds"] for each in thread["messages"]} == {one: True, two: False}


def test_a_thread_can_be_trashed_restored_and_deleted(simulator: Running, mailbox: str, users: Any) -> None:
    one = simulator.deliver(mailbox, letter("One", id="1@x"))

    trashed = users.threads().trash(userId="me", id=one).execute()
    restored = users.threads().untrash(userId="me", id=one).execute()
    users.threads().delete(userId="me", id=one).execute()

    assert "TRASH" in trashed["messages"][0]["labelIds"]
    assert "TRASH" not in restored["messages"][0]["labelIds"]
    with refused(404, "notFound"):
        users.threads().get(userId="me", id=one).execute()
