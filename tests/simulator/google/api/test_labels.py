"""Labels and their rules."""

from typing import Any

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.google.refusals import refused
from tests.simulator.running import Running

SHOWN = {"labelListVisibility": "labelShow", "messageListVisibility": "show"}


def create(users: Any, name: str, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = users.labels().create(userId="me", body={"name": name, **SHOWN, **more}).execute()
    return made


def test_a_new_label_is_listed_beside_gmails_own(users: Any) -> None:
    made = create(users, "Clinic/Open", color={"textColor": "#ffffff", "backgroundColor": "#16a766"})

    listed = {each["id"]: each for each in users.labels().list(userId="me").execute()["labels"]}

    assert made == listed[made["id"]]
    assert (made["type"], made["color"]["backgroundColor"]) == ("user", "#16a766")
    assert listed["INBOX"]["type"] == "system"
    assert "messagesTotal" not in listed["INBOX"]


def test_a_label_counts_its_messages_and_threads(simulator: Running, mailbox: str, users: Any) -> None:
    simulator.deliver(mailbox, letter("One", id="1@x"), "INBOX")
    simulator.deliver(mailbox, letter("Re: One", id="2@x", references="<1@x>"))

    inbox = users.labels().get(userId="me", id="INBOX").execute()

    counts = [inbox[name] for name in ("messagesTotal", "messagesUnread", "threadsTotal", "threadsUnread")]
    assert counts == [2, 1, 1, 1]


@pytest.mark.parametrize("name", ["clinic/open", "CLINIC/OPEN", "Clinic-Open", " Clinic/Open "])
def test_a_name_that_differs_only_in_case_or_slash_conflicts(users: Any, name: str) -> None:
    create(users, "Clinic/Open")

    with refused(409, "aborted"):
        create(users, name)


@pytest.mark.parametrize("name", ["Inbox", "SPAM", "drafts", "x" * 226, "Clinic//Open"])
def test_a_name_gmail_keeps_for_itself_is_refused(users: Any, name: str) -> None:
    with refused(400, "invalidArgument") as refusal:
        create(users, name)

    assert refusal.message == "Invalid label name"


@pytest.mark.parametrize(
    "color",
    [
        {"textColor": "#ffffff"},
        {"textColor": "#ffffff", "backgroundColor": "#123456"},
    ],
)
def test_a_colour_outside_the_palette_or_half_a_colour_is_refused(users: Any, color: dict[str, str]) -> None:
    with refused(400, "invalidArgument"):
        create(users, "Coloured", color=color)


def test_an_update_replaces_the_label_and_a_patch_changes_what_it_names(users: Any) -> None:
    color = {"textColor": "#ffffff", "backgroundColor": "#16a766"}
    label_id = create(users, "Old", color=color, labelListVisibility="labelHide")["id"]

    patched = users.labels().patch(userId="me", id=label_id, body={"name": "New"}).execute()
    updated = users.labels().update(userId="me", id=label_id, body={"name": "Newer"}).execute()

    assert patched == {
        "id": label_id,
        "name": "New",
        "type": "user",
        "color": color,
        "labelListVisibility": "labelHide",
        "messageListVisibility": "show",
    }
    assert updated == {"id": label_id, "name": "Newer", "type": "user", **SHOWN}


def test_a_label_may_be_renamed_to_another_case_of_its_own_name(users: Any) -> None:
    label_id = create(users, "urgent")["id"]

    patched = users.labels().patch(userId="me", id=label_id, body={"name": "Urgent"}).execute()

    assert patched["name"] == "Urgent"


def test_gmails_own_labels_can_neither_be_changed_nor_deleted(users: Any) -> None:
    with refused(400, "invalidArgument"):
        users.labels().patch(userId="me", id="INBOX", body={"name": "Post"}).execute()
    with refused(400, "invalidArgument"):
        users.labels().delete(userId="me", id="INBOX").execute()


def test_a_deleted_label_comes_off_its_messages(simulator: Running, mailbox: str, users: Any) -> None:
    label_id = create(users, "Gone")["id"]
    message_id = simulator.deliver(mailbox, letter(), "INBOX", label_id)

    users.labels().delete(userId="me", id=label_id).execute()

    message = users.messages().get(userId="me", id=message_id, format="minimal").execute()
    assert message["labelIds"] == ["INBOX"]
    with refused(404, "notFound"):
        users.labels().get(userId="me", id=label_id).execute()
