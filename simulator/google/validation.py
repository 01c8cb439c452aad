"""Requests held against Google's description of the API: what does not fit is refused."""

import base64
import binascii
import re
from typing import Any

import orjson

from simulator.google import discovery
from simulator.google.discovery import Method, Schema
from simulator.google.errors import ApiError, malformed

INTEGERS = {
    "uint32": (0, 2**32 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "uint64": (0, 2**64 - 1),
    "int64": (-(2**63), 2**63 - 1),
}
BASE64 = re.compile(r"[A-Za-z0-9_+/-]*={0,2}")
TRUTH = {"true": True, "false": False}


def parameters(method: Method, query: list[tuple[str, str]]) -> dict[str, Any]:
    """The query's parameters as values, missing ones with the description's defaults."""
    standard = discovery.document()["parameters"]
    given: dict[str, list[str]] = {}
    for name, text in query:
        if name not in method.parameters and name not in standard:
            raise unknown_parameter(name)
        given.setdefault(name, []).append(text)
    values = {name: parameter((method.parameters | standard)[name], name, given[name]) for name in given}
    if values.get("alt", "json") != "json" or "callback" in values:
        raise malformed("The simulator answers in JSON only")
    return values


def parameter(rule: Schema, name: str, texts: list[str]) -> Any:
    """One parameter, or the list of them where it may be repeated."""
    if rule["location"] == "path":
        raise unknown_parameter(name)
    values = [simple(rule, name, text) for text in texts]
    if rule.get("repeated"):
        return values
    if len(values) > 1:
        raise malformed(f"Invalid value at '{name}', Proto field is not repeating, cannot start list.")
    return values[0]


def unknown_parameter(name: str) -> ApiError:
    return malformed(
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message."
    )


def simple(rule: Schema, where: str, value: Any) -> Any:
    """A text out of the query as the type the description names."""
    if rule["type"] == "boolean":
        value = TRUTH.get(value, value)
    elif rule["type"] == "integer" and re.fullmatch(r"-?\d{1,20}", value):
        value = int(value)
    return checked(rule, where, value)


def body(method: Method, content: bytes) -> dict[str, Any]:
    """The JSON body, every name and value of it checked."""
    if not content:
        return {}
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as trouble:
        raise malformed(f"Invalid JSON payload received. {trouble}") from trouble
    if not isinstance(value, dict):
        raise malformed('Invalid JSON payload received. Unknown name "": Root element must be a message.')
    rules = discovery.schema(method.request)["properties"] if method.request else {}
    return named(rules, "", value)


def named(rules: dict[str, Schema], where: str, value: dict[str, Any]) -> dict[str, Any]:
    """An object whose names must all be known; a null counts as left out, as in protocol buffers."""
    for name in value:
        if name not in rules:
            place = f" at '{where}'" if where else ""
            raise malformed(f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.')
    return {
        name: checked(rules[name], f"{where}.{name}".strip("."), each)
        for name, each in value.items()
        if each is not None
    }


def checked(rule: Schema, where: str, value: Any) -> Any:
    """A value of the right type, or a refusal."""
    if "$ref" in rule:
        if not isinstance(value, dict):
            raise invalid(where, f"type.googleapis.com/{rule['$ref']}", value)
        return named(discovery.schema(rule["$ref"]).get("properties", {}), where, value)
    if rule["type"] == "array":
        items = value if isinstance(value, list) else [value]
        return [checked(rule["items"], f"{where}[{place}]", item) for place, item in enumerate(items)]
    return CHECKS[rule["type"]](rule, where, value)


def text(rule: Schema, where: str, value: Any) -> Any:
    """A string, which may be a number or bytes in disguise."""
    style = rule.get("format")
    if style in INTEGERS:
        return str(integer(rule, where, value))
    if not isinstance(value, str):
        raise invalid(where, "TYPE_STRING", value)
    if "enum" in rule and value not in rule["enum"]:
        raise invalid(where, "TYPE_ENUM", value)
    if style == "byte" and not BASE64.fullmatch(value):
        raise malformed(f"Invalid value at '{where}' (TYPE_BYTES), Base64 decoding failed for \"{value[:40]}\"")
    return value


def integer(rule: Schema, where: str, value: Any) -> int:
    """A whole number within the bounds of its format; JSON may spell it as a string."""
    style = rule.get("format", "int32")
    low, high = INTEGERS[style]
    digits = value if isinstance(value, str) and re.fullmatch(r"-?\d{1,20}", value) else None
    number = int(digits) if digits else value
    if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
        raise invalid(where, f"TYPE_{style.upper()}", value)
    return number


def boolean(rule: Schema, where: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise invalid(where, "TYPE_BOOL", value)
    return value


def anything(rule: Schema, where: str, value: Any) -> Any:
    return value


CHECKS = {"string": text, "integer": integer, "boolean": boolean, "object": anything}


def invalid(where: str, kind: str, value: Any) -> ApiError:
    return malformed(f"Invalid value at '{where}' ({kind}), {orjson.dumps(value).decode()[:80]}")


def octets(value: str) -> bytes:
    """The bytes behind a checked base64 text, in either alphabet, padded or not."""
    plain = value.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except binascii.Error as trouble:
        raise malformed("Invalid value (TYPE_BYTES), Base64 decoding failed") from trouble
