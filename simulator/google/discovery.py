"""What Google's own description of the Gmail API says: methods, parameters, scopes, schemas."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import googleapiclient

DOCUMENT = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents" / "gmail.v1.json"

Schema = dict[str, Any]


@dataclass(frozen=True)
class Method:
    """One method of the API."""

    id: str
    verb: str
    path: re.Pattern[str]
    parameters: dict[str, Schema]
    scopes: frozenset[str]
    request: str | None
    response: str | None
    largest_upload: int | None

    def __hash__(self) -> int:
        return hash(self.id)


@lru_cache
def document() -> dict[str, Any]:
    """The description as it is shipped with Google's client."""
    found: dict[str, Any] = json.loads(DOCUMENT.read_text())
    return found


def schema(name: str) -> Schema:
    """A named schema."""
    found: Schema = document()["schemas"][name]
    return found


@lru_cache
def methods() -> tuple[Method, ...]:
    """Every method of the API."""
    return tuple(methods_of(document()))


def methods_of(resource: dict[str, Any]) -> list[Method]:
    """The methods of a resource and of those below it."""
    found = [method_of(each) for each in resource.get("methods", {}).values()]
    for below in resource.get("resources", {}).values():
        found += methods_of(below)
    return found


def method_of(described: dict[str, Any]) -> Method:
    """One method out of the description."""
    parts = re.split(r"(\{[^}]+\})", described["path"])
    pattern = "".join(f"(?P<{part[1:-1]}>[^/]+)" if part[:1] == "{" else re.escape(part) for part in parts)
    upload = described.get("mediaUpload")
    return Method(
        id=described["id"],
        verb=described["httpMethod"],
        path=re.compile(pattern),
        parameters=described.get("parameters", {}),
        scopes=frozenset(described["scopes"]),
        request=described.get("request", {}).get("$ref"),
        response=described.get("response", {}).get("$ref"),
        largest_upload=int(upload["maxSize"]) if upload else None,
    )


@lru_cache
def methods_by_shape() -> dict[tuple[str, int], list[Method]]:
    """Methods by verb and number of steps in their path, to find one quickly."""
    shapes: dict[tuple[str, int], list[Method]] = {}
    for method in methods():
        # A name in the pattern holds no slash, so the slashes are those of the path.
        steps = re.sub(r"\(\?P<\w+>\[\^/\]\+\)", "", method.path.pattern).count("/")
        shapes.setdefault((method.verb, steps), []).append(method)
    return shapes


def route(verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """The method behind a verb and a path, and what the path names."""
    path = path.strip("/")
    # A fixed word wins over a name: messages/send is no message called send.
    candidates = sorted(
        (
            (len(match.groupdict()), method.id, method, match.groupdict())
            for method in methods_by_shape().get((verb, path.count("/")), ())
            if (match := method.path.fullmatch(path))
        ),
        key=lambda candidate: candidate[:2],
    )
    if not candidates:
        return None
    _, _, method, names = candidates[0]
    return method, {name: unquote(value) for name, value in names.items()}
