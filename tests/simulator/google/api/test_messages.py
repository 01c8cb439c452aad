"""Messages through Google's own client."""

import base64
import email
from typing import Any

import pytest

from tests.simulator.google.letters import WITH_ATTACHMENT, letter
from tests.simulator.google.refusals import refused
from tests.simulator.running import Running, gmail


def spelled(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def labels_of(users: Any, message_id: str) -> set[str]:
    return set(users.messages().get(userId="me", id=message_id, format="minimal").execute().get("labelIds", []))


def header(message: dict[str, Any], name: str) -> str | None:
    found = {each["name"]: each["value"] for each in message["payload"]["headers"]}
    return found.get(name)


def test_a_delivered_mail_is_listed_and_read_raw_as_it_came(simulator: Running, mailbox: str, users: Any) -> None:
    message_id = simulator.deliver(mailbox, letter())

    listed = users.messages().list(userId="me").execute()
    message = users.messages().get(userId="me", id=message_id, format="raw").execute()

    assert [each["id"] for each in listed["messages"]] == [message_id]
    assert base64.urlsafe_b64decode(message["raw"]) == letter()
    assert message["internalDate"] == "1772616600000"
    assert message["labelIds"] == ["INBOX", "UNREAD"]
    assert "payload" not in message


def test_an_empty_mailbox_lists_no_messages_at_all(users: Any) -> None:
    assert users.messages().list(userId="me").execute() == {"resultSizeEstimate": 0}


def test_a_long_list_comes_in_pages_newest_first(simulator: Running, mailbox: str, users: Any) -> None:
    ids = [
        simulator.deliver(mailbox, letter(f"Question {n}", id=f"{n}@x"), at=f"2026-03-0{n}T08:00:00+00:00")
        for n in range(1, 6)
    ]

    request = users.messages().list(userId="me", maxResults=2)
    pages = []
    while request is not None:
        page = request.execute()
        pages.append([each["id"] for each in page["messages"]])
        request = users.messages().list_next(request, page)

    assert pages == [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]]


def test_metadata_holds_only_the_headers_asked_for(simulator: Running, mailbox: str, users: Any) -> None:
    message_id = simulator.deliver(mailbox, letter())

    message = (
        users.messages()
        .get(userId="me", id=message_id, format="metadata", metadataHeaders=["message-id", "Subject"])
        .execute()
    )

    assert {each["name"] for each in message["payload"]["headers"]} == {"Subject", "Message-ID"}
    assert "body" not in message["payload"]


def test_a_full_message_names_its_attachment_which_is_fetched_by_itself(
    simulator: Running, mailbox: str, users: Any
) -> None:
    message_id = simulator.deliver(mailbox, WITH_ATTACHMENT)

    message = users.messages().get(userId="me", id=message_id).execute()
    page, report = message["payload"]["parts"]
    fetched = (
        users.messages()
        .attachments()
        .get(userId="me", messageId=message_id, id=report["body"]["attachmentId"])
        .execute()
    )

    assert header(message, "Subject") == "Befund für Müller"
    assert message["snippet"] == "Der Befund &amp; mehr"
    assert (page["partId"], page["mimeType"], page["filename"]) == ("0", "text/html", "")
    assert b"Befund" in base64.urlsafe_b64decode(page["body"]["data"])
    assert (report["filename"], report["body"]["size"]) == ("befund.pdf", 8)
    assert base64.urlsafe_b64decode(fetched["data"]) == b"%PDF-1.4"


def test_an_attachment_of_another_message_is_refused(simulator: Running, mailbox: str, users: Any) -> None:
    message_id = simulator.deliver(mailbox, letter())

    with refused(400, "invalidArgument"):
        users.messages().attachments().get(userId="me", messageId=message_id, id="bm9uc2Vuc2U").execute()


def test_insert_files_a_mail_with_the_labels_given_and_now_as_its_date(mailbox: str, users: Any) -> None:
    inserted = users.messages().insert(userId="me", body={"raw": spelled(letter())}).execute()
    message = users.messages().get(userId="me", id=inserted["id"], format="minimal").execute()

    assert "labelIds" not in message
    assert int(message["internalDate"]) > 1772616600000


def test_import_takes_the_date_from_the_mail_and_puts_it_into_the_inbox(mailbox: str, users: Any) -> None:
    body = {"raw": spelled(letter())}
    imported = users.messages().import_(userId="me", body=body, internalDateSource="dateHeader").execute()
    message = users.messages().get(userId="me", id=imported["id"], format="minimal").execute()

    assert (message["labelIds"], message["internalDate"]) == (["INBOX", "UNREAD"], "1772616600000")


def test_a_sent_mail_is_filed_and_arrives_at_its_recipient_without_bcc(
    simulator: Running, mailbox: str, users: Any
) -> None:
    other = mailbox.replace("reception", "billing")
    simulator.post("accounts", {"email": other, "name": "Billing"})
    raw = letter("Invoice", id="", sender=f"Reception <{mailbox}>", to="pat@example.com", bcc=other)

    sent = users.messages().send(userId="me", body={"raw": spelled(raw)}).execute()
    original = users.messages().get(userId="me", id=sent["id"]).execute()
    service = gmail(simulator, other)
    arrived = service.users().messages().list(userId="me", labelIds=["INBOX", "UNREAD"]).execute()["messages"]
    copy = service.users().messages().get(userId="me", id=arrived[0]["id"]).execute()
    service.close()

    assert sent["labelIds"] == ["SENT"]
    assert header(original, "Bcc") == other
    assert header(copy, "Bcc") is None
    assert header(original, "Message-ID") == header(copy, "Message-ID") is not None


def test_an_encoded_name_with_a_comma_is_one_recipient(mailbox: str, users: Any) -> None:
    raw = letter(id="comma@clinic", sender=mailbox, to="=?utf-8?q?M=C3=BCller=2C_J=C3=B6rg?= <joerg@example.com>")

    sent = users.messages().send(userId="me", body={"raw": spelled(raw)}).execute()

    assert labels_of(users, sent["id"]) == {"SENT"}


def test_a_sent_mail_keeps_its_message_id_and_gets_the_senders_own_address(mailbox: str, users: Any) -> None:
    raw = letter(id="chosen@clinic", sender="Someone Else <else@example.net>", to="pat@example.com")

    sent = users.messages().send(userId="me", body={"raw": spelled(raw)}).execute()
    message = users.messages().get(userId="me", id=sent["id"], format="raw").execute()
    mail = email.message_from_bytes(base64.urlsafe_b64decode(message["raw"]))

    assert mail["Message-ID"] == "<chosen@clinic>"
    assert mail.get_all("From") == [f"Reception <{mailbox}>"]
    assert "doctor" in str(mail.get_payload())


@pytest.mark.parametrize("body", [{}, {"raw": ""}, {"raw": spelled(b"Subject: hello\r\n\r\nnobody")}])
def test_a_mail_to_nobody_is_not_sent(users: Any, body: dict[str, str]) -> None:
    with refused(400, "invalidArgument"):
        users.messages().send(userId="me", body=body).execute()


def test_modify_changes_labels_and_answers_the_new_ones(simulator: Running, mailbox: str, users: Any) -> None:
    message_id = simulator.deliver(mailbox, letter())

    changed = (
        users.messages()
        .modify(userId="me", id=message_id, body={"addLabelIds": ["STARRED"], "removeLabelIds": ["UNREAD"]})
        .execute()
    )

    assert changed["labelIds"] == ["INBOX", "STARRED"]
    assert labels_of(users, message_id) == {"INBOX", "STARRED"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"addLabelIds": ["SENT"]}, "Invalid label: SENT"),
        ({"removeLabelIds": ["DRAFT"]}, "Invalid label: DRAFT"),
        ({"addLabelIds": ["Label_404"]}, "labelId not found: Label_404"),
        ({}, "No label add or removes specified"),
        ({"addLabelIds": ["STARRED"], "removeLabelIds": ["STARRED"]}, "same label"),
        ({"addLabelIds": [f"Label_{n}" for n in range(101)]}, "No more than 100 labels"),
    ],
)
def test_a_change_gmail_would_not_make_is_refused(
    simulator: Running, mailbox: str, users: Any, change: dict[str, list[str]], words: str
) -> None:
    message_id = simulator.deliver(mailbox, letter())

    with refused(400, "invalidArgument") as refusal:
        users.messages().modify(userId="me", id=message_id, body=change).execute()

    assert words in refusal.message


def test_a_message_lies_in_one_place_only(simulator: Running, mailbox: str, users: Any) -> None:
    message_id = simulator.deliver(mailbox, letter())

    users.messages().trash(userId="me", id=message_id).execute()
    trashed = labels_of(users, message_id)
    users.messages().untrash(userId="me", id=message_id).execute()
    users.messages().modify(userId="me", id=message_id, body={"addLabelIds": ["SPAM"]}).execute()

    assert trashed == {"TRASH", "UNREAD"}
    assert labels_of(users, message_id) == {"SPAM", "UNREAD"}


def test_trash_and_spam_are_listed_only_when_asked_for(simulator: Running, mailbox: str, users: Any) -> None:
    simulator.deliver(mailbox, letter(id="1@x"), "SPAM")
    simulator.deliver(mailbox, letter(id="2@x"), "TRASH")

    def count(**query: Any) -> int:
        return len(users.messages().list(userId="me", **query).execute().get("messages", []))

    assert (count(), count(includeSpamTrash=True), count(labelIds=["SPAM"])) == (0, 2, 1)


def test_batch_modify_changes_many_and_answers_nothing(simulator: Running, mailbox: str, users: Any) -> None:
    ids = [simulator.deliver(mailbox, letter(f"Question {n}", id=f"{n}@x")) for n in range(3)]

    answer = (
        users.messages()
        .batchModify(userId="me", body={"ids": [*ids, "1a2b3c"], "addLabelIds": ["IMPORTANT"]})
        .execute()
    )

    assert answer == ""
    assert all("IMPORTANT" in labels_of(users, message_id) for message_id in ids)


def test_batch_modify_takes_no_more_than_a_thousand_ids(users: Any) -> None:
    with refused(400, "invalidArgument"):
        users.messages().batchModify(userId="me", body={"ids": ["1a"] * 1001, "addLabelIds": ["STARRED"]}).execute()


def test_a_deleted_message_is_gone(simulator: Running, mailbox: str, users: Any) -> None:
    kept, one, other = [simulator.deliver(mailbox, letter(f"Q {n}", id=f"{n}@x")) for n in range(3)]

    users.messages().delete(userId="me", id=one).execute()
    users.messages().batchDelete(userId="me", body={"ids": [other]}).execute()

    assert [each["id"] for each in users.messages().list(userId="me").execute()["messages"]] == [kept]
    with refused(404, "notFound"):
        users.messages().get(userId="me", id=one).execute()


@pytest.mark.parametrize("message_id", ["msg-f:1694187467410112546", "msg-a:r-5", "not hexadecimal"])
def test_an_id_of_another_kind_is_refused(users: Any, message_id: str) -> None:
    with refused(400, "invalidArgument"):
        users.messages().get(userId="me", id=message_id).execute()
