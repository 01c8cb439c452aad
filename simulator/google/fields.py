"""Partial answers: the field mask a caller names, and an answer cut down to it."""

import re
from typing import Any

from simulator.google import discovery
from simulator.google.discovery import Schema
from simulator.google.errors import ApiError, invalid_argument

NAME = re.compile(r"\s*([A-Za-z0-9_.$-]+|\*)\s*")

# What to keep of each name; an empty mask keeps everything.
Mask = dict[str, "Mask"]


def parse(text: str) -> Mask:
    """Read a mask such as messages(id,payload/headers),nextPageToken."""
    mask, rest = selection(text)
    if rest:
        raise wrong(text)
    return mask


def selection(text: str) -> tuple[Mask, str]:
    """Names with commas between them, up to the end or a closing bracket."""
    mask: Mask = {}
    while True:
        text = path(mask, text)
        if not text.startswith(","):
            return mask, text
        text = text[1:]


def path(mask: Mask, text: str) -> str:
    """One name, with what is wanted of it after a slash or in brackets; gives what follows."""
    match = NAME.match(text)
    if match is None:
        raise wrong(text)
    rest = text[match.end() :]
    seen = match[1] in mask
    below = mask.setdefault(match[1], {})
    if rest.startswith("/"):
        inner: Mask = {}
        rest = path(inner, rest[1:])
    elif rest.startswith("("):
        inner, rest = selection(rest[1:])
        if not rest.startswith(")"):
            raise wrong(text)
        rest = rest[1:].lstrip()
    else:
        inner = {}
    mask[match[1]] = join(below, inner) if seen else inner
    return rest


def join(one: Mask, other: Mask) -> Mask:
    """Two masks for the same name keep what either keeps."""
    if not one or not other:
        return {}
    return {
        name: join(one[name], other[name]) if name in one and name in other else one.get(name, other.get(name, {}))
        for name in one | other
    }


def check(mask: Mask, schema_name: str | None) -> None:
    """Refuse names that the answer can never hold."""
    if schema_name is not None:
        check_names(mask, discovery.schema(schema_name))


def check_names(mask: Mask, schema: Schema) -> None:
    while schema.get("type") == "array":
        schema = schema["items"]
    if "$ref" in schema:
        schema = discovery.schema(schema["$ref"])
    known = schema.get("properties", {})
    for name, below in mask.items():
        if name == "*":
            continue
        if name not in known:
            raise wrong(name)
        check_names(below, known[name])


def keep(mask: Mask, value: Any) -> Any:
    """The part of an answer that the mask names."""
    if not mask:
        return value
    if isinstance(value, list):
        return [keep(mask, item) for item in value]
    if not isinstance(value, dict):
        return value
    star = mask.get("*")
    return {
        name: keep(mask.get(name, star or {}), each) for name, each in value.items() if name in mask or star is not None
    }


def wrong(text: str) -> ApiError:
    return invalid_argument(f"Invalid field selection {text}")
