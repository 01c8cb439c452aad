"""$filter on messages: comparisons joined by and, put into SQL."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator.google.timing import milliseconds
from simulator.microsoft import identifiers
from simulator.microsoft.errors import GraphError

OPERATORS = {"eq": "=", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
ANY_CATEGORY = re.compile(r"categories/any\((\w+):\1\s+eq\s+('(?:[^']|'')*')\)")
STARTS = re.compile(r"startswith\(\s*(subject)\s*,\s*('(?:[^']|'')*')\s*\)")
COMPARISON = re.compile(r"([\w/]+)\s+(\w+)\s+('(?:[^']|'')*'|[\w.:+-]+)")
AND = re.compile(r"\s+and\s+")


@dataclass(frozen=True)
class Condition:
    """One comparison: the property it is about, and itself as SQL."""

    name: str
    sql: str
    values: tuple[Any, ...]


def invalid(text: str) -> GraphError:
    """A filter Graph cannot read."""
    return GraphError(400, "ErrorInvalidUrlQueryFilter", f"The query filter '{text}' is not supported or invalid.")


def quoted(text: str) -> str:
    """What a literal in quotes says."""
    if len(text) < 2 or text[0] != "'" or text[-1] != "'":
        raise invalid(text)
    return text[1:-1].replace("''", "'")


def moment(text: str) -> int:
    """A point in time as it is kept."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as trouble:
        raise invalid(text) from trouble
    if found.tzinfo is None:
        raise invalid(text)
    return milliseconds(found)


def yes_or_no(text: str) -> int:
    if text not in {"true", "false"}:
        raise invalid(text)
    return int(text == "true")


def seconds(column: str) -> str:
    """A moment as callers know it, without the part of a second."""
    return f"{column} / 1000 * 1000"


PROPERTIES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "internetMessageId": ("internet_id", quoted),
    "conversationId": ("conversation", lambda text: identifiers.conversation_of(quoted(text)) or b""),
    "receivedDateTime": (seconds("received_at"), moment),
    "sentDateTime": (seconds("sent_at"), moment),
    "createdDateTime": (seconds("created_at"), moment),
    "lastModifiedDateTime": (seconds("modified_at"), moment),
    "isDraft": ("is_draft", yes_or_no),
    "isRead": ("is_read", yes_or_no),
    "hasAttachments": (
        "EXISTS (SELECT 1 FROM json_each(content, '$.attachments') WHERE NOT json_extract(value, '$.isInline'))",
        yes_or_no,
    ),
    "subject": ("json_extract(content, '$.subject')", quoted),
    "importance": ("json_extract(content, '$.importance')", quoted),
    "from/emailAddress/address": (
        "lower(json_extract(content, '$.from.emailAddress.address'))",
        lambda t: quoted(t).lower(),
    ),
    "from/emailAddress/name": ("json_extract(content, '$.from.emailAddress.name')", quoted),
    "parentFolderId": (
        "(SELECT folders.uid FROM folders WHERE folders.key = messages.folder)",
        lambda text: identifiers.folder_of(quoted(text)),
    ),
}
ONLY_EQUAL = {"isDraft", "isRead", "hasAttachments", "conversationId", "internetMessageId", "importance"}


def parse(text: str) -> list[Condition]:
    """The comparisons of a filter, in their order."""
    conditions: list[Condition] = []
    rest = text.strip()
    while rest:
        condition, length = first(rest)
        conditions.append(condition)
        rest = rest[length:]
        joined = AND.match(rest)
        if rest.strip() and joined is None:
            raise invalid(text)
        rest = rest[joined.end() :] if joined else ""
        if joined and not rest:
            raise invalid(text)
    return conditions


def first(text: str) -> tuple[Condition, int]:
    """The comparison a text begins with, and how long it is."""
    if found := ANY_CATEGORY.match(text):
        sql = "EXISTS (SELECT 1 FROM json_each(categories) WHERE lower(value) = ?)"
        return Condition("categories", sql, (quoted(found[2]).lower(),)), found.end()
    if found := STARTS.match(text):
        sql = "substr(json_extract(content, '$.subject'), 1, length(?)) = ? COLLATE NOCASE"
        return Condition("subject", sql, (quoted(found[2]),) * 2), found.end()
    found = COMPARISON.match(text)
    if found is None:
        raise invalid(text)
    return comparison(*found.groups()), found.end()


def comparison(name: str, operator: str, literal: str) -> Condition:
    if name not in PROPERTIES:
        raise GraphError(
            400, "BadRequest", f"Could not find a property named '{name}' on type 'Microsoft.OutlookServices.Message'."
        )
    if operator not in OPERATORS or (name in ONLY_EQUAL and operator not in {"eq", "ne"}):
        raise invalid(f"{name} {operator}")
    column, read = PROPERTIES[name]
    return Condition(name, f"{column} {OPERATORS[operator]} ?", (read(literal),))
