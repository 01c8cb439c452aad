"""The model behind the server: fills in the form that it is given, from a few rules and what stands between marks."""

from __future__ import annotations

import json
import re
from typing import Any

_MARKED = re.compile(r"<(\S+) ([^>\n]+)>\n(.*?)\n</\1>", re.DOTALL)
_TOPIC = re.compile(r"^key: (\S+)\n(.*?)(?=^key: |\Z)", re.MULTILINE | re.DOTALL)


def answer(schema: dict[str, Any], said: str) -> str:
    """JSON that fits the schema; empty schema: plain text."""
    if not schema:
        return said.strip().splitlines()[-1] if said.strip() else ""
    known = schema.get("$defs", {})
    value = _filled(schema, known, said)
    data = {name: text for _, name, text in _MARKED.findall(said)}
    if "mails" in value:
        entry = _resolved(schema["properties"]["mails"]["items"], known)
        plain = _filled(entry, known, said)
        value["mails"] = [
            {**plain, **_read(data.get("topics", ""), text), "number": int(name.removeprefix("mail "))}
            for name, text in data.items()
            if name.startswith("mail ")
        ]
    elif "wanted" in value:
        value["wanted"] = [{"text": _last_line(data.get("letter 1", "")), "letter": 1}] if "letter 1" in data else []
    elif "sources" in value and "signer" in data:
        value["text"] = f"Thank you for your mail. [missing: what we answer]\n\n{data['signer']}"
    elif "text" in value:
        value["text"] = data.get("text", value["text"]) or "-"
    return json.dumps(value)


def _read(topics: str, mail: str) -> dict[str, Any]:
    """The topic that shares most words with the mail, if any does."""
    words = _words(mail)
    shared = {key: len(words & _words(text)) for key, text in _TOPIC.findall(topics)}
    best = max(shared, key=lambda key: shared[key], default=None)
    sure = min(0.5 + 0.1 * shared[best], 0.9) if best and shared[best] else 0.0
    return {"category": best if sure else None, "confidence": sure, "none_of_these": 1 - sure}


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 4}


def _last_line(text: str) -> str:
    return next((line[:300] for line in reversed(text.splitlines()) if line.strip()), "-")


def _resolved(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = known[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def _filled(schema: dict[str, Any], known: dict[str, Any], said: str) -> Any:
    """The plainest value that the schema allows."""
    schema = _resolved(schema, known)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return "normal" if "normal" in schema["enum"] else schema["enum"][0]
    if "anyOf" in schema:
        return _filled(schema["anyOf"][0], known, said)
    kind = schema.get("type")
    if kind == "object":
        return {name: _filled(inner, known, said) for name, inner in schema.get("properties", {}).items()}
    if kind == "string":
        return "" if "pattern" in schema and re.search(schema["pattern"], "") else said.strip()[-200:] or "-"
    values: dict[Any, Any] = {"array": [], "number": 0.0, "integer": 1, "boolean": False, "null": None}
    return values[kind]
