"""Every answer holds only what Google's description of the API names, in the types it names."""

import base64
from typing import Any

import pytest

from simulator.google import discovery
from simulator.google.api import HANDLERS
from tests.simulator.google.letters import WITH_ATTACHMENT, letter
from tests.simulator.running import Running

TYPES: dict[str, type] = {"string": str, "integer": int, "boolean": bool, "object": dict}


def misfits(rule: dict[str, Any], value: Any, where: str) -> list[str]:
    """Where a value does not fit its description."""
    if "$ref" in rule:
        return misfits(discovery.schema(rule["$ref"]), value, where)
    if rule["type"] == "array":
        if not isinstance(value, list):
            return [f"{where}: no list"]
        return [each for item in value for each in misfits(rule["items"], item, f"{where}[]")]
    kind = TYPES[rule["type"]]
    if not isinstance(value, kind):
        return [f"{where}: {value!r} is no {rule['type']}"]
    if not isinstance(value, dict):
        return [] if value in rule.get("enum", [value]) else [f"{where}: {value!r} is not in its list"]
    known = rule.get("properties", {})
    unknown = [f"{where}.{name}: unknown" for name in value if name not in known]
    return unknown + [
        each for name in value.keys() & known for each in misfits(known[name], value[name], f"{where}.{name}")
    ]


CALLS: dict[str, tuple[str, str, Any]] = {
    "getProfile": ("GET", "profile", None),
    "history.list": ("GET", "history?startHistoryId={start}", None),
    "settings.sendAs.list": ("GET", "settings/sendAs", None),
    "settings.sendAs.get": ("GET", "settings/sendAs/{mailbox}", None),
    "settings.getVacation": ("GET", "settings/vacation", None),
    "settings.updateVacation": ("PUT", "settings/vacation", {"enableAutoReply": True, "responseSubject": "Away"}),
    "messages.list": ("GET", "messages", None),
    "messages.get": ("GET", "messages/{id}", None),
    "messages.attachments.get": ("GET", "messages/{id}/attachments/{attachment}", None),
    "messages.insert": ("POST", "messages", {"raw": "{raw}"}),
    "messages.import": ("POST", "messages/import", {"raw": "{raw}"}),
    "messages.send": ("POST", "messages/send", {"raw": "{raw}"}),
    "messages.modify": ("POST", "messages/{id}/modify", {"addLabelIds": ["STARRED"]}),
    "messages.trash": ("POST", "messages/{id}/trash", None),
    "messages.untrash": ("POST", "messages/{id}/untrash", None),
    "threads.list": ("GET", "threads", None),
    "threads.get": ("GET", "threads/{id}", None),
    "threads.modify": ("POST", "threads/{id}/modify", {"addLabelIds": ["STARRED"]}),
    "threads.trash": ("POST", "threads/{id}/trash", None),
    "threads.untrash": ("POST", "threads/{id}/untrash", None),
    "labels.list": ("GET", "labels", None),
    "labels.get": ("GET", "labels/INBOX", None),
    "labels.create": ("POST", "labels", {"name": "Other"}),
    "labels.update": ("PUT", "labels/{label}", {"name": "Other"}),
    "labels.patch": ("PATCH", "labels/{label}", {"name": "Other"}),
    "drafts.list": ("GET", "drafts", None),
    "drafts.get": ("GET", "drafts/{draft}", None),
    "drafts.create": ("POST", "drafts", {"message": {"raw": "{raw}"}}),
    "drafts.update": ("PUT", "drafts/{draft}", {"message": {"raw": "{raw}"}}),
    "drafts.send": ("POST", "drafts/send", {"id": "{draft}"}),
    "watch": ("POST", "watch", {"topicName": "projects/conforming/topics/gmail"}),
}
SILENT = {
    "stop": ("POST", "stop", None),
    "messages.delete": ("DELETE", "messages/{id}", None),
    "messages.batchModify": ("POST", "messages/batchModify", {"ids": ["{id}"], "addLabelIds": ["STARRED"]}),
    "messages.batchDelete": ("POST", "messages/batchDelete", {"ids": ["{id}"]}),
    "threads.delete": ("DELETE", "threads/{id}", None),
    "labels.delete": ("DELETE", "labels/{label}", None),
    "drafts.delete": ("DELETE", "drafts/{draft}", None),
}


def test_every_method_played_is_called_here() -> None:
    assert {f"gmail.users.{name}" for name in CALLS | SILENT} == HANDLERS.keys()


@pytest.fixture
def names(simulator: Running, mailbox: str, users: Any) -> dict[str, str]:
    """Things to call methods on."""
    start = users.getProfile(userId="me").execute()["historyId"]
    message_id = simulator.deliver(mailbox, WITH_ATTACHMENT)
    raw = base64.urlsafe_b64encode(letter(to="ana@example.com")).decode()
    draft = users.drafts().create(userId="me", body={"message": {"raw": raw}}).execute()
    payload = users.messages().get(userId="me", id=message_id).execute()["payload"]
    topic = {"topic": "projects/conforming/topics/gmail", "endpoint": "http://127.0.0.1:9/", "audience": "x"}
    subscription = {**topic, "service_account": "push@example.com", "name": "conforming"}
    simulator.put("subscriptions", {"subscriptions": [subscription]})
    return {
        "mailbox": mailbox,
        "start": start,
        "id": message_id,
        "raw": raw,
        "draft": draft["id"],
        "label": users.labels().create(userId="me", body={"name": "Mine"}).execute()["id"],
        "attachment": payload["parts"][1]["body"]["attachmentId"],
    }


def filled(value: Any, names: dict[str, str]) -> Any:
    """A body with its names put in."""
    if isinstance(value, dict):
        return {name: filled(each, names) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, names) for each in value]
    return value.format(**names) if isinstance(value, str) else value


def called(simulator: Running, call: tuple[str, str, Any], names: dict[str, str]) -> Any:
    verb, path, body = call
    address = f"/gmail/v1/users/me/{path.format(**names)}"
    scopes = ("https://mail.google.com/", "https://www.googleapis.com/auth/gmail.settings.basic")
    return simulator.call(verb, address, simulator.token(names["mailbox"], *scopes), json=filled(body, names))


@pytest.mark.parametrize("name", CALLS)
def test_an_answer_fits_its_description(simulator: Running, names: dict[str, str], name: str) -> None:
    answer = called(simulator, CALLS[name], names)
    method = next(each for each in discovery.methods() if each.id == f"gmail.users.{name}")

    assert answer.status_code == 200, answer.text
    assert method.response
    assert misfits({"$ref": method.response}, answer.json(), "answer") == []


@pytest.mark.parametrize("name", SILENT)
def test_an_answer_without_description_is_empty(simulator: Running, names: dict[str, str], name: str) -> None:
    answer = called(simulator, SILENT[name], names)

    assert (answer.status_code, answer.content) == (204, b"")
