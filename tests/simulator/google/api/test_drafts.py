"""Drafts: the id stays, the message changes."""

import base64
from typing import Any

from tests.simulator.google.letters import letter
from tests.simulator.google.refusals import refused
from tests.simulator.running import Running


def body_of(raw: bytes, **more: str) -> dict[str, Any]:
    return {"message": {"raw": base64.urlsafe_b64encode(raw).decode(), **more}}


def test_an_updated_draft_keeps_its_id_and_changes_its_message(users: Any) -> None:
    draft = users.drafts().create(userId="me", body=body_of(letter("First"))).execute()
    updated = users.drafts().update(userId="me", id=draft["id"], body=body_of(letter("Second"))).execute()

    listed = users.drafts().list(userId="me").execute()["drafts"]
    read = users.drafts().get(userId="me", id=draft["id"], format="metadata").execute()

    assert updated["id"] == draft["id"]
    assert updated["message"]["id"] != draft["message"]["id"]
    assert updated["message"]["threadId"] == draft["message"]["threadId"]
    assert [each["id"] for each in listed] == [draft["id"]]
    assert {"name": "Subject", "value": "Second"} in read["message"]["payload"]["headers"]


def test_a_sent_draft_is_gone_and_its_message_is_a_new_one_in_the_same_thread(
    simulator: Running, mailbox: str, users: Any
) -> None:
    parent = simulator.deliver(mailbox, letter("Appointment", id="parent@x"))
    reply = letter("Re: Appointment", id="r@x", to="ana@example.com", in_reply_to="<parent@x>")
    draft = users.drafts().create(userId="me", body=body_of(reply, threadId=parent)).execute()

    sent = users.drafts().send(userId="me", body={"id": draft["id"]}).execute()

    assert sent["id"] != draft["message"]["id"]
    assert (sent["threadId"], sent["labelIds"]) == (parent, ["SENT"])
    assert "drafts" not in users.drafts().list(userId="me").execute()
    with refused(404, "notFound"):
        users.drafts().get(userId="me", id=draft["id"]).execute()


def test_a_draft_may_be_sent_with_other_content(mailbox: str, users: Any) -> None:
    draft = users.drafts().create(userId="me", body=body_of(letter("First"))).execute()

    body = {"id": draft["id"], **body_of(letter("Last", to="ana@example.com"))}
    sent = users.drafts().send(userId="me", body=body).execute()
    message = users.messages().get(userId="me", id=sent["id"], format="metadata").execute()

    assert {"name": "Subject", "value": "Last"} in message["payload"]["headers"]


def test_a_draft_is_listed_as_a_message_too_and_carries_no_other_label(mailbox: str, users: Any) -> None:
    draft = users.drafts().create(userId="me", body=body_of(letter())).execute()
    message_id = draft["message"]["id"]

    listed = users.messages().list(userId="me", labelIds=["DRAFT"]).execute()["messages"]

    assert [each["id"] for each in listed] == [message_id]
    with refused(400, "invalidArgument"):
        users.messages().modify(userId="me", id=message_id, body={"addLabelIds": ["STARRED"]}).execute()


def test_a_deleted_draft_is_gone_with_its_message(users: Any) -> None:
    draft = users.drafts().create(userId="me", body=body_of(letter())).execute()

    users.drafts().delete(userId="me", id=draft["id"]).execute()

    with refused(404, "notFound"):
        users.messages().get(userId="me", id=draft["message"]["id"]).execute()
