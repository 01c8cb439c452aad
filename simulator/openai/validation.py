"""What the real server refuses: unknown fields and roles, schemas that are not strict, JSON that nobody spoke of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_FIELDS = {
    "model", "messages", "stream", "max_tokens", "max_completion_tokens", "response_format", "temperature", "top_p",
    "tools", "tool_choice", "parallel_tool_calls", "n", "stop", "seed", "user", "presence_penalty",
    "frequency_penalty", "logit_bias", "store", "metadata", "reasoning_effort",
}  # fmt: skip
_ROLES = {"system", "developer", "user", "assistant", "tool"}
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class Refused(Exception):
    """An answer of 400 with the field at fault."""

    def __init__(self, message: str, param: str) -> None:
        super().__init__(message)
        self.param = param


def check(body: Any) -> None:
    """Raises Refused."""
    if not isinstance(body, dict):
        raise Refused("the body is no object", "")
    for name in body.keys() - _FIELDS:
        raise Refused(f"Unrecognized request argument supplied: {name}", name)
    if not isinstance(body.get("model"), str):
        raise Refused("you must provide a model parameter", "model")
    if body.get("stream"):
        raise Refused("this server does not stream", "stream")
    _check_messages(body.get("messages"))
    _check_numbers(body)
    _check_format(body.get("response_format"), body["messages"])
    _check_tools(body)


def _check_messages(messages: Any) -> None:
    if not isinstance(messages, list) or not messages:
        raise Refused("messages is to be a list that is not empty", "messages")
    for number, one in enumerate(messages):
        place = f"messages.[{number}]"
        if not isinstance(one, dict) or one.get("role") not in _ROLES:
            raise Refused(f"Invalid value for {place}.role", f"{place}.role")
        content = one.get("content")
        if content is None and one["role"] == "assistant" and one.get("tool_calls"):
            continue
        if isinstance(content, list) and all(isinstance(part, dict) and part.get("type") == "text" for part in content):
            continue
        if not isinstance(content, str):
            raise Refused(f"Invalid type for {place}.content", f"{place}.content")


def _check_numbers(body: dict[str, Any]) -> None:
    temperature = body.get("temperature", 1)
    if not isinstance(temperature, int | float) or not 0 <= temperature <= 2:
        raise Refused("temperature is to be from 0 to 2", "temperature")
    if "max_tokens" in body and "max_completion_tokens" in body:
        raise Refused("max_tokens and max_completion_tokens cannot both be set", "max_tokens")
    for name in ("max_tokens", "max_completion_tokens"):
        if name in body and (not isinstance(body[name], int) or body[name] < 1):
            raise Refused(f"{name} is to be at least 1", name)


def _check_format(wanted: Any, messages: list[dict[str, Any]]) -> None:
    if wanted is None:
        return
    kind = wanted.get("type") if isinstance(wanted, dict) else None
    if kind == "json_object":
        if not any("json" in str(one.get("content", "")).lower() for one in messages):
            raise Refused("'messages' must contain the word 'json' in some form", "messages")
    elif kind == "json_schema":
        described = wanted.get("json_schema", {})
        if not _NAME.fullmatch(str(described.get("name", ""))):
            raise Refused("Invalid name of a schema", "response_format.json_schema.name")
        _check_schema(described.get("schema"), bool(described.get("strict")), "response_format")
    elif kind != "text":
        raise Refused("Invalid value for response_format.type", "response_format.type")


def _check_tools(body: dict[str, Any]) -> None:
    names = []
    for one in body.get("tools") or ():
        described = one.get("function", {}) if isinstance(one, dict) and one.get("type") == "function" else {}
        if not _NAME.fullmatch(str(described.get("name", ""))):
            raise Refused("Invalid name of a function", "tools")
        _check_schema(described.get("parameters", {"type": "object"}), bool(described.get("strict")), "tools")
        names.append(described["name"])
    choice = body.get("tool_choice")
    if choice is None:
        return
    named = choice.get("function", {}).get("name") if isinstance(choice, dict) else None
    if not names or (choice not in ("none", "auto", "required") and named not in names):
        raise Refused("Invalid value for tool_choice", "tool_choice")


def _check_schema(schema: Any, is_strict: bool, param: str) -> None:
    if not isinstance(schema, dict):
        raise Refused("a schema is missing", param)
    for one in _objects(schema) if is_strict else ():
        if one.get("additionalProperties") is not False:
            raise Refused("'additionalProperties' is required to be supplied and to be false", param)
        if set(one.get("required", ())) != set(one.get("properties", ())):
            raise Refused("'required' is required to include every key in properties", param)


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for inner in schema.values():
            yield from _objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _objects(inner)
