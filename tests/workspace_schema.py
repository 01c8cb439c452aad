"""What Google accepts as an answer of an add-on in Gmail's sidebar, strictly: names every problem of an answer.

Properties, types and enums come from the description of the Chat API that is installed with Google's client. What it
does not say (envelopes, one-ofs, required fields, limits, what is for Chat only) is written down here and in
workspace_rules.py from Google's reference of add-on cards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import googleapiclient

from tests.workspace_rules import (
    AT_MOST_ONE,
    EXACTLY_ONE,
    KNOWN_ICONS,
    LENGTHS,
    MARKED_UP,
    MOST_ITEMS,
    MOST_WIDGETS,
    NOT_IN_GMAILS_SIDEBAR,
    REQUIRED,
    VERBATIM,
)

_PREFIX = "GoogleAppsCardV1"
_FIELDS = ("textInput", "selectionInput", "dateTimePicker")
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_TAGS = {"b": set(), "i": set(), "u": set(), "s": set(), "br": set(), "font": {"color"}, "a": {"href"}, "time": set()}
_OPENED = ("https", "mailto", "tel")


def problems(answer: object) -> list[str]:
    """All that Google would mind in an answer to a trigger or a press; empty when it is fine."""
    if not isinstance(answer, dict) or len(answer) == 0:
        return ["an answer is an object with something in it"]
    if "renderActions" in answer:
        return list(_press(answer))
    if "autoComplete" in answer:
        return [*_only(answer, {"autoComplete"}, "answer"), *_described(answer["autoComplete"], "Suggestions", "items")]
    if "requesting_google_scopes" in answer:
        return list(_scopes(answer))
    return list(_actions(answer, "answer"))


def card_problems(card: object, at: str = "card") -> list[str]:
    """All that Google would mind in a card."""
    found = list(_described(card, "Card", at))
    return found if found else list(_whole(card, at))


def _press(answer: dict[str, Any]) -> Iterator[str]:
    yield from _only(answer, {"renderActions", "stateChanged"}, "answer")
    if answer.get("stateChanged", True) is not True:
        yield "answer.stateChanged: true or absent"
    yield from _actions(answer["renderActions"], "renderActions")


def _scopes(answer: dict[str, Any]) -> Iterator[str]:
    yield from _only(answer, {"requesting_google_scopes"}, "answer")
    asked = answer["requesting_google_scopes"]
    if asked != {"all_scopes": True} and not (set(asked) == {"scopes"} and asked["scopes"]):
        yield "requesting_google_scopes: scopes, or all_scopes"


def _actions(actions: Any, at: str) -> Iterator[str]:
    if not isinstance(actions, dict) or not actions:
        yield f"{at}: at least one action"
        return
    yield from _only(actions, {"action", "hostAppAction"}, at)
    action = actions.get("action", {})
    yield from _only(action, {"navigations", "notification", "link"}, f"{at}.action")
    if "action" in actions and not action:
        yield f"{at}.action: is empty"
    for number, navigation in enumerate(action.get("navigations", [])):
        yield from _navigation(navigation, f"{at}.navigations[{number}]")
    if "notification" in action:
        yield from _only(action["notification"], {"text"}, f"{at}.notification")
        yield from _plain(action["notification"].get("text"), f"{at}.notification.text")
    if "hostAppAction" in actions:
        yield from _draft(actions["hostAppAction"], f"{at}.hostAppAction")


def _navigation(navigation: Any, at: str) -> Iterator[str]:
    if not isinstance(navigation, dict) or len(navigation) != 1:
        yield f"{at}: exactly one kind of navigation"
        return
    kind, value = next(iter(navigation.items()))
    if kind in ("pushCard", "updateCard"):
        yield from card_problems(value, f"{at}.{kind}")
    elif kind in ("pop", "popToRoot"):
        if value is not True:
            yield f"{at}.{kind}: true"
    elif kind != "popToCard" or not isinstance(value, str):
        yield f"{at}: no such navigation: {kind}"


def _draft(action: Any, at: str) -> Iterator[str]:
    update = action.get("gmailAction", {}).get("updateDraftActionMarkup")
    if (
        not isinstance(update, dict)
        or set(action) != {"gmailAction"}
        or set(action["gmailAction"]) != {"updateDraftActionMarkup"}
    ):
        yield f"{at}: an update of the draft"
        return
    yield from _only(update, {"updateBody", "updateSubject"}, at)
    body = update.get("updateBody", {})
    if body.get("type") not in ("IN_PLACE_INSERT", "INSERT_AT_START", "INSERT_AT_END", "REPLACE"):
        yield f"{at}.updateBody.type: missing or unknown"
    for content in body.get("insertContents") or [{}]:
        if content.get("contentType") not in ("TEXT", "MUTABLE_HTML", "IMMUTABLE_HTML"):
            yield f"{at}.insertContents: contentType missing or unknown"
        yield from _html(content.get("content"), f"{at}.insertContents")


def _described(value: Any, name: str, at: str) -> Iterator[str]:
    """Problems of an object that the API description knows."""
    if not isinstance(value, dict):
        yield f"{at}: an object"
        return
    known = _schemas()[_name(name)].get("properties", {})
    for key, item in value.items():
        if key not in known or key in NOT_IN_GMAILS_SIDEBAR.get(name, set()):
            yield f"{at}.{key}: not known to Gmail's sidebar"
        else:
            yield from _typed(item, known[key], name, key, f"{at}.{key}")
    for key in REQUIRED.get(name, set()) - value.keys():
        yield f"{at}.{key}: required"
    if name in EXACTLY_ONE and len(EXACTLY_ONE[name] & value.keys()) != 1:
        yield f"{at}: exactly one of {sorted(EXACTLY_ONE[name])}"
    if name in AT_MOST_ONE and len(AT_MOST_ONE[name] & value.keys()) > 1:
        yield f"{at}: at most one of {sorted(AT_MOST_ONE[name])}"


def _typed(value: Any, described: dict[str, Any], name: str, key: str, at: str) -> Iterator[str]:
    kind = described.get("type")
    if "$ref" in described:
        yield from _described(value, described["$ref"].removeprefix(_PREFIX), at)
    elif kind == "array":
        yield from _list(value, described["items"], name, key, at)
    elif kind == "boolean" and not isinstance(value, bool):
        yield f"{at}: true or false"
    elif kind in ("integer", "number") and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield f"{at}: a number"
    elif kind == "string":
        yield from _string(value, described, name, key, at)


def _list(value: Any, described: dict[str, Any], name: str, key: str, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{at}: a list"
        return
    least, most = LENGTHS.get((name, key), (0, MOST_ITEMS * 10))
    if not least <= len(value) <= most:
        yield f"{at}: {len(value)} items, of {least} to {most}"
    for number, item in enumerate(value):
        yield from _typed(item, described, name, key, f"{at}[{number}]")


def _string(value: Any, described: dict[str, Any], name: str, key: str, at: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{at}: a text"
    elif "enum" in described:
        if value not in described["enum"] or value.endswith("_UNSPECIFIED"):
            yield f"{at}: {value} is none of {described['enum']}"
    elif described.get("format") == "int64":
        if not re.fullmatch(r"-?\d+", value):
            yield f"{at}: a whole number, written out"
    elif key == "function":
        if urlsplit(value).scheme != "https" or not urlsplit(value).netloc:
            yield f"{at}: an https address"
    elif key == "url":
        if urlsplit(value).scheme not in _OPENED:
            yield f"{at}: https, mailto or tel"
    elif key == "knownIcon":
        if value not in KNOWN_ICONS:
            yield f"{at}: no icon {value}"
    elif (name, key) in MARKED_UP:
        yield from _html(value, at)
    elif (name, key) in VERBATIM:
        if "\0" in value:
            yield f"{at}: holds a NUL"
    else:
        yield from _plain(value, at)


def _plain(value: Any, at: str) -> Iterator[str]:
    """Text that is shown as it is."""
    if not isinstance(value, str) or not value.strip():
        yield f"{at}: a text that says something"
    elif _UNSHOWABLE.search(value) or "\n" in value:
        yield f"{at}: holds what cannot be shown"
    elif "<" in value or ">" in value:
        yield f"{at}: looks like markup"


def _html(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip():
        yield f"{at}: a text that says something"
    elif _UNSHOWABLE.search(value):
        yield f"{at}: holds what cannot be shown"
    else:
        reader = _Markup()
        reader.feed(value)
        reader.close()
        yield from (f"{at}: {fault}" for fault in (*reader.faults, *(f"{tag} stays open" for tag in reader.open)))


class _Markup(HTMLParser):
    """Reads the little HTML that cards know."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.faults: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS or {name for name, _ in attrs} != _TAGS[tag]:
            self.faults.append(f"no tag <{tag}> with {attrs}")
        if tag == "a" and urlsplit(dict(attrs).get("href") or "").scheme not in _OPENED:
            self.faults.append("a link that is neither https nor mailto nor tel")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if re.search(r"[<>&]", data):
            self.faults.append(f"not escaped: {data[:40]}")


def _whole(card: Any, at: str) -> Iterator[str]:
    """What only the whole card shows."""
    widgets = [widget for section in card["sections"] for widget in section["widgets"]]
    if len(widgets) > MOST_WIDGETS:
        yield f"{at}: {len(widgets)} widgets; Gmail drops the sections from the hundredth on"
    fields = [widget[kind] for widget in widgets for kind in _FIELDS if kind in widget]
    names = [field["name"] for field in fields]
    if len(names) != len(set(names)):
        yield f"{at}: two fields have one name: {names}"
    for field in fields:
        yield from _chosen(field, at)
    for needed in re.findall(r'"requiredWidgets": \[([^]]*)\]', json.dumps(card)):
        if not {name.strip(' "') for name in needed.split(",")} <= set(names):
            yield f"{at}: requires a field that is not there: {needed}"


def _chosen(field: dict[str, Any], at: str) -> Iterator[str]:
    items = field.get("items", [])
    values = [item["value"] for item in items]
    if len(values) != len(set(values)):
        yield f"{at}.{field['name']}: two options have one value"
    if field.get("type") in ("DROPDOWN", "RADIO_BUTTON") and sum(item.get("selected", False) for item in items) > 1:
        yield f"{at}.{field['name']}: more than one option is selected"


def _only(value: dict[str, Any], known: set[str], at: str) -> Iterator[str]:
    for key in value.keys() - known:
        yield f"{at}.{key}: unknown"


def _name(name: str) -> str:
    return name if name in _schemas() and not name.startswith(_PREFIX) and name == "Color" else _PREFIX + name


@cache
def _schemas() -> dict[str, Any]:
    folder = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
    schemas: dict[str, Any] = json.loads((folder / "chat.v1.json").read_text())["schemas"]
    return schemas
