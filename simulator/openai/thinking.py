"""The model behind the server: fills in the form that it is given, from a few rules and the last message."""

from __future__ import annotations

import json
import re
from typing import Any

_NUMBERED = re.compile(r"^<\S+ mail (\d+)>$", re.MULTILINE)


def answer(schema: dict[str, Any], said: str) -> str:
    """JSON that fits the schema; empty schema: plain text."""
    if not schema:
        return said.strip().splitlines()[-1] if said.strip() else ""
    value = _filled(schema, schema.get("$defs", {}), said)
    for name, listed in value.items() if isinstance(value, dict) else ():
        if name == "mails" and listed == []:
            entry = _items(schema, name)
            value[name] = [
                {**_filled(entry, schema.get("$defs", {}), said), "number": int(number)}
                for number in _NUMBERED.findall(said)
            ]
    return json.dumps(value)


def _items(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return _resolved(schema["properties"][name]["items"], schema.get("$defs", {}))


def _resolved(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = known[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def _filled(schema: dict[str, Any], known: dict[str, Any], said: str) -> Any:
    """The plainest value that the schema allows."""
    schema = _resolved(schema, known)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _filled(schema["anyOf"][0], known, said)
    kind = schema.get("type")
    if kind == "object":
        return {name: _filled(inner, known, said) for name, inner in schema.get("properties", {}).items()}
    if kind == "string":
        return "" if "pattern" in schema and re.search(schema["pattern"], "") else _gist(said)
    values: dict[Any, Any] = {"array": [], "number": 0.5, "integer": 1, "boolean": False, "null": None}
    return values[kind]


def _gist(said: str) -> str:
    """The last words between the marks, or what was said."""
    inner = re.findall(r">\n(.*?)\n</", said, re.DOTALL)
    return (inner[-1] if inner else said).strip()[:2000] or "-"
