"""What the body of a call may hold: every field must be known, and of its kind."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from simulator.google.call import Request
from simulator.microsoft import properties
from simulator.microsoft.errors import GraphError, bad_request

Shape = Any
"""A type, a set of words, a list of one shape, a mapping of fields, or a function that raises ValueError."""


def body(request: Request, fields: Mapping[str, Any] | None) -> dict[str, Any]:
    """The JSON of a request, checked against the shape of its route."""
    if not request.body or fields is None:
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/json":
        raise GraphError(
            415, "RequestBroker--ParseUri", f"Unsupported Media Type: the content type '{kind}' is not supported."
        )
    try:
        found = json.loads(request.body)
    except ValueError as trouble:
        raise bad_request("Unable to read JSON request payload. Please ensure Content-Type header is set.") from trouble
    if not isinstance(found, dict):
        raise bad_request("Empty Payload. JSON content expected.")
    check(found, fields, "")
    return found


def check(value: Any, shape: Shape, path: str) -> None:
    """Raise unless the value is of the shape."""
    if value is None:
        return
    if isinstance(shape, Mapping):
        check_fields(value, shape, path)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise wrong(path, value)
        for each in value:
            check(each, shape[0], path)
    elif isinstance(shape, (set, frozenset)):
        # Words of an enumeration may be written in any case.
        if not isinstance(value, str) or value.casefold() not in {word.casefold() for word in shape}:
            raise bad_request(f"Cannot convert the literal '{value}' of '{path}' to the expected type.")
    elif isinstance(shape, type):
        if not isinstance(value, shape) or (shape is int and isinstance(value, bool)):
            raise wrong(path, value)
    else:
        check_by(shape, value, path)


def check_fields(value: Any, shape: Mapping[str, Shape], path: str) -> None:
    if not isinstance(value, dict):
        raise wrong(path, value)
    for name, inner in value.items():
        if name.startswith("@odata."):
            continue
        if name not in shape:
            where = f" in '{path}'" if path else ""
            raise bad_request(
                f"The property '{name}'{where} does not exist. Make sure to only use property names that are defined "
                "by the type.",
                "RequestBodyRead",
            )
        check(inner, shape[name], f"{path}/{name}".strip("/"))


def check_by(shape: Callable[[Any], None], value: Any, path: str) -> None:
    try:
        shape(value)
    except (ValueError, TypeError) as trouble:
        raise wrong(path, value) from trouble


def wrong(path: str, value: Any) -> GraphError:
    """The value is not of its kind."""
    return bad_request(f"Cannot convert the literal '{str(value)[:80]}' of '{path}' to the expected type.")


def moment(value: Any) -> None:
    """A point in time."""
    if not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("This is no point in time")


PERSON = {"emailAddress": {"name": str, "address": str}}
BODY = {"contentType": {"text", "html"}, "content": str}
FLAG = {
    "flagStatus": {"notFlagged", "complete", "flagged"},
    "startDateTime": {"dateTime": str, "timeZone": str},
    "dueDateTime": {"dateTime": str, "timeZone": str},
    "completedDateTime": {"dateTime": str, "timeZone": str},
}
FILE = {
    "name": str, "contentType": str, "contentBytes": str, "isInline": bool, "contentId": str, "contentLocation": str,
    "size": int, "id": str, "lastModifiedDateTime": moment,
}  # fmt: skip
CHANGED = {
    "categories": [str], "subject": str, "body": BODY, "toRecipients": [PERSON], "ccRecipients": [PERSON],
    "bccRecipients": [PERSON], "replyTo": [PERSON], "from": PERSON, "sender": PERSON, "isRead": bool,
    "importance": {"low", "normal", "high"}, "inferenceClassification": {"focused", "other"}, "flag": FLAG,
    "isReadReceiptRequested": bool, "isDeliveryReceiptRequested": bool, "internetMessageId": str,
}  # fmt: skip
WRITTEN = CHANGED | {
    "attachments": [FILE], "internetMessageHeaders": [{"name": str, "value": str}],
    "singleValueExtendedProperties": properties.SHAPE,
}  # fmt: skip
