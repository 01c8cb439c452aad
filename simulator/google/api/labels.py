"""users.labels of the Gmail API."""

import re
from functools import lru_cache
from typing import Any

from simulator.google import discovery, labels, messages, resources
from simulator.google.call import Call
from simulator.google.errors import conflict, invalid_argument, not_found
from simulator.google.labels import Label

COLUMNS = {"messageListVisibility": "message_visibility", "labelListVisibility": "list_visibility"}


def get(call: Call) -> dict[str, Any]:
    return resources.label(call.connection, call.account, wanted(call), counted=True)


def list_(call: Call) -> dict[str, Any]:
    every = labels.everything(call.connection, call.account.key)
    shown = [resources.label(call.connection, call.account, label, counted=False) for label in every]
    return {"labels": shown}


def create(call: Call) -> dict[str, Any]:
    name = usable_name(call, None)
    own = [each for each in labels.everything(call.connection, call.account.key) if each.kind == "user"]
    if len(own) >= labels.MOST_LABELS:
        raise invalid_argument("Too many labels: a mailbox has at most 10000")
    label_id = labels.create(call.connection, call.account.key, name, columns(call))
    return shown(call, label_id)


def update(call: Call) -> dict[str, Any]:
    """The whole label anew: what the body leaves out goes back to its default."""
    label = changeable(call)
    defaults = {"message_visibility": "show", "list_visibility": "labelShow"}
    blank = defaults | {"text_color": None, "background_color": None}
    values = blank | columns(call) | {"name": usable_name(call, label)}
    labels.change(call.connection, call.account.key, label.id, values)
    return shown(call, label.id)


def patch(call: Call) -> dict[str, Any]:
    """Only what the body names."""
    label = changeable(call)
    values = columns(call) | ({"name": usable_name(call, label)} if "name" in call.body else {})
    labels.change(call.connection, call.account.key, label.id, values)
    return shown(call, label.id)


def delete(call: Call) -> None:
    """The label comes off every message that carries it."""
    label = changeable(call)
    rows = call.connection.execute("SELECT message FROM message_labels WHERE label = ?", (label.key,))
    for row in rows.fetchall():
        found = messages.find(call.connection, call.account, row["message"])
        assert found is not None
        messages.relabel(call.connection, call.account, found, remove=[label.id])
    call.connection.execute("DELETE FROM labels WHERE key = ?", (label.key,))


def wanted(call: Call) -> Label:
    """The label a call names."""
    label = labels.find(call.connection, call.account.key, call.parameters["id"])
    if label is None:
        raise not_found()
    return label


def changeable(call: Call) -> Label:
    """The label a call names, which must not be one of Gmail's own."""
    label = wanted(call)
    if label.kind == "system":
        raise invalid_argument("Invalid update request")
    if call.body.get("id", label.id) != label.id:
        raise invalid_argument("Label id in the body does not match the one in the address")
    return label


def shown(call: Call, label_id: str) -> dict[str, Any]:
    """A label as it is answered after a change."""
    label = labels.find(call.connection, call.account.key, label_id)
    assert label is not None
    return resources.label(call.connection, call.account, label, counted=False)


def usable_name(call: Call, label: Label | None) -> str:
    """The name asked for, when Gmail lets the label have it."""
    name = " ".join(call.body.get("name", "").split())
    if not name:
        raise invalid_argument("Label name required")
    steps = name.split("/")
    if labels.is_reserved(name) or len(name) > labels.LONGEST_NAME or any(not step.strip() for step in steps):
        raise invalid_argument("Invalid label name")
    taken = labels.find_by_name(call.connection, call.account.key, name)
    if taken is not None and (label is None or taken.key != label.key):
        raise conflict("Label name exists or conflicts")
    return name


def columns(call: Call) -> dict[str, str | None]:
    """Visibilities and colours of a body as they are kept."""
    values = {column: call.body[name] for name, column in COLUMNS.items() if name in call.body}
    color = call.body.get("color")
    if color is None:
        return values
    text, background = color.get("textColor"), color.get("backgroundColor")
    if not text or not background:
        raise invalid_argument("Both textColor and backgroundColor must be set")
    for each in (text, background):
        if each not in palette():
            raise invalid_argument(f"Label color {each} is not on the allowed color palette")
    return values | {"text_color": text, "background_color": background}


@lru_cache
def palette() -> frozenset[str]:
    """The colours the API's description allows."""
    described = discovery.schema("LabelColor")["properties"]["textColor"]["description"]
    return frozenset(re.findall(r"#[0-9a-f]{6}", described))
