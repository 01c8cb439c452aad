"""Profile, history and settings of a mailbox."""

from typing import Any

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.google.refusals import refused
from tests.simulator.running import Running


def cursor(users: Any) -> str:
    return str(users.getProfile(userId="me").execute()["historyId"])


def all_history(users: Any, start: str, **query: Any) -> list[dict[str, Any]]:
    """Every record after a number, read page by page (list_next stumbles over repeated parameters)."""
    page = users.history().list(userId="me", startHistoryId=start, **query).execute()
    records: list[dict[str, Any]] = page.get("history", [])
    if token := page.get("nextPageToken"):
        records = records + all_history(users, start, **query | {"pageToken": token})
    return records


def kinds(records: list[dict[str, Any]]) -> list[str]:
    return [name for record in records for name in record if name not in {"id", "messages"}]


def test_the_profile_counts_messages_and_threads(simulator: Running, mailbox: str, users: Any) -> None:
    simulator.deliver(mailbox, letter("One", id="1@x"))
    simulator.deliver(mailbox, letter("Re: One", id="2@x", references="<1@x>"))

    profile = users.getProfile(userId="me").execute()

    assert (profile["emailAddress"], profile["messagesTotal"], profile["threadsTotal"]) == (mailbox, 2, 1)


def test_every_change_is_a_record_with_a_growing_number(simulator: Running, mailbox: str, users: Any) -> None:
    start = cursor(users)
    message_id = simulator.deliver(mailbox, letter())
    users.messages().modify(userId="me", id=message_id, body={"addLabelIds": ["STARRED"]}).execute()
    users.messages().trash(userId="me", id=message_id).execute()
    users.messages().delete(userId="me", id=message_id).execute()

    records = all_history(users, start)
    numbers = [int(record["id"]) for record in records]

    assert kinds(records) == [
        "messagesAdded",
        "labelsAdded",
        "labelsAdded",
        "labelsRemoved",
        "messagesDeleted",
    ]
    assert numbers == sorted(set(numbers))
    assert records[0]["messagesAdded"][0]["message"]["labelIds"] == ["INBOX", "UNREAD"]
    assert records[1]["labelsAdded"] == [
        {
            "message": {"id": message_id, "threadId": message_id, "labelIds": ["INBOX", "UNREAD", "STARRED"]},
            "labelIds": ["STARRED"],
        }
    ]
    assert records[3]["labelsRemoved"][0]["labelIds"] == ["INBOX"]


def test_a_change_that_changes_nothing_leaves_no_record(simulator: Running, mailbox: str, users: Any) -> None:
    message_id = simulator.deliver(mailbox, letter())
    start = cursor(users)

    users.messages().modify(userId="me", id=message_id, body={"addLabelIds": ["INBOX"]}).execute()

    assert users.history().list(userId="me", startHistoryId=start).execute() == {"historyId": start}


def test_a_page_may_hold_no_history_and_still_not_be_the_last(simulator: Running, mailbox: str, users: Any) -> None:
    start = cursor(users)
    message_id = simulator.deliver(mailbox, letter())
    for change in ({"addLabelIds": ["STARRED"]}, {"removeLabelIds": ["STARRED"]}):
        users.messages().modify(userId="me", id=message_id, body=change).execute()
    users.messages().delete(userId="me", id=message_id).execute()

    query = {"maxResults": 1, "historyTypes": ["messageAdded", "messageDeleted"]}
    first = users.history().list(userId="me", startHistoryId=start, **query).execute()
    second = users.history().list(userId="me", startHistoryId=start, pageToken=first["nextPageToken"], **query)
    page = second.execute()

    assert "history" in first
    assert "history" not in page and page["nextPageToken"]
    assert kinds(all_history(users, start, **query)) == ["messagesAdded", "messagesDeleted"]


def test_history_can_be_asked_for_one_label(simulator: Running, mailbox: str, users: Any) -> None:
    start = cursor(users)
    simulator.deliver(mailbox, letter(id="1@x"), "SPAM")
    inboxed = simulator.deliver(mailbox, letter(id="2@x"), "INBOX")

    records = all_history(users, start, labelId="INBOX")

    assert [record["messages"][0]["id"] for record in records] == [inboxed]


def test_the_history_of_a_page_is_the_mailboxs_present_number(simulator: Running, mailbox: str, users: Any) -> None:
    start = cursor(users)
    for n in range(3):
        simulator.deliver(mailbox, letter(id=f"{n}@x"))

    page = users.history().list(userId="me", startHistoryId=start, maxResults=1).execute()

    assert page["historyId"] == cursor(users) != page["history"][0]["id"]


@pytest.mark.parametrize("start", ["1", "18446744073709551615"])
def test_history_that_is_too_old_or_never_was_is_not_found(users: Any, start: str) -> None:
    with refused(404, "notFound"):
        users.history().list(userId="me", startHistoryId=start).execute()


def test_expired_history_is_not_found_and_the_present_number_is_good(
    simulator: Running, mailbox: str, users: Any
) -> None:
    start = cursor(users)
    simulator.deliver(mailbox, letter())
    simulator.post("history/expire", mailbox=mailbox)

    with refused(404, "notFound"):
        users.history().list(userId="me", startHistoryId=start).execute()
    assert all_history(users, cursor(users)) == []


def test_history_needs_a_beginning(simulator: Running, mailbox: str) -> None:
    answer = simulator.call("GET", "/gmail/v1/users/me/history", simulator.token(mailbox))

    assert answer.status_code == 400


def test_the_addresses_an_account_sends_as_are_listed(simulator: Running, mailbox: str, users: Any) -> None:
    alias = mailbox.replace("reception", "hello")
    simulator.post("accounts", {"email": mailbox, "name": "Reception", "aliases": [alias]})

    listed = users.settings().sendAs().list(userId="me").execute()["sendAs"]
    one = users.settings().sendAs().get(userId="me", sendAsEmail=alias).execute()

    assert [each["sendAsEmail"] for each in listed] == [mailbox, alias]
    assert (listed[0]["isPrimary"], one["verificationStatus"]) == (True, "accepted")
    assert users.settings().getVacation(userId="me").execute() == {"enableAutoReply": False}
