"""What our clients accept as an Adaptive Card, strictly: names every problem of a card."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from tests.adaptive_rules import (
    ALLOWED,
    ENUMS,
    FLAGS,
    KINDS,
    LISTS,
    MOST_ACTIONS,
    MOST_BYTES,
    NUMBERS,
    PLAIN,
    REQUIRED,
    SCHEMES,
    SELECTED,
    STYLES,
    VERSIONS,
    WIDTHS,
)

_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_OBEYED = re.compile(r"[*_\[\]()`<~\\]|&[#\w]|^[-+>#=:|]|^\d+\.|^ {4}|^\t", re.MULTILINE)
_ENTERED = "\x00"


def card_problems(card: object) -> list[str]:
    """All that is wrong with a card; empty when it is fine."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["no card"]
    found = list(_element(card, {"AdaptiveCard"}, "card"))
    return found if found else list(_whole(card))


def shown(markdown: str) -> str:
    """What a reader sees of escaped Markdown."""
    return _ESCAPED.sub(r"\1", markdown).replace("\u00a0", " ")


def elements(value: Any) -> Iterator[dict[str, Any]]:
    """Everything with a type, in order; what a press carries is no part of the card."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for key, item in value.items():
            if key != "data":
                yield from elements(item)
    elif isinstance(value, list):
        for item in value:
            yield from elements(item)


def _element(value: Any, kinds: set[str], at: str) -> Iterator[str]:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in kinds:
        yield f"{at}: {kind} is none of {sorted(kinds)}"
        return
    at = f"{at}({kind})"
    for key in REQUIRED[kind] - value.keys():
        yield f"{at}.{key}: required"
    for key, item in value.items():
        if key != "type" and key not in REQUIRED[kind] | ALLOWED[kind]:
            yield f"{at}.{key}: not known"
        else:
            yield from _property(kind, key, item, f"{at}.{key}")
    yield from _special(kind, value, at)


def _property(kind: str, key: str, item: Any, at: str) -> Iterator[str]:
    if key in LISTS:
        if not isinstance(item, list) or not item:
            yield f"{at}: a list with something in it"
        else:
            for number, one in enumerate(item):
                yield from _element(one, LISTS[key], f"{at}[{number}]")
    elif key == "selectAction":
        yield from _element(item, SELECTED, at)
    elif key == "style" and item not in STYLES[kind]:
        yield f"{at}: {item} is none of {sorted(STYLES[kind])}"
    elif key in ENUMS and item not in ENUMS[key]:
        yield f"{at}: {item} is none of {sorted(ENUMS[key])}"
    elif key in FLAGS and not isinstance(item, bool):
        yield f"{at}: true or false"
    elif key in NUMBERS and (not isinstance(item, int) or item < 1):
        yield f"{at}: a number"
    elif key in PLAIN or (kind, key) == ("TextRun", "text"):
        yield from _plain(item, at, is_run=kind == "TextRun")
    elif key == "fallbackText" or (kind, key) == ("TextBlock", "text"):
        yield from _markdown(item, at)
    elif key == "url":
        yield from _address(kind, item, at)


def _special(kind: str, value: dict[str, Any], at: str) -> Iterator[str]:
    """What is asked of one kind only."""
    if kind == "AdaptiveCard" and value.get("version") not in VERSIONS:
        yield f"{at}: no usable version"
    elif kind == "ActionSet" and len(value.get("actions", ())) > MOST_ACTIONS:
        yield f"{at}: more than {MOST_ACTIONS} buttons in a row"
    elif kind in ("Column", "Image") and value.get("width") not in WIDTHS:
        yield f"{at}: a width that is not known"
    elif kind == "Action.Execute":
        yield from _press(value, at)
    elif kind.startswith("Input."):
        yield from _input(kind, value, at)


def _press(value: dict[str, Any], at: str) -> Iterator[str]:
    data = value.get("data")
    if not value.get("verb"):
        yield f"{at}.verb: a text that says something"
    if not isinstance(data, dict) or not all(isinstance(item, str) and "\0" not in item for item in data.values()):
        yield f"{at}.data: texts only"
    elif any(":" in key for key in data):
        yield f"{at}.data: a parameter that could be taken for a field"


def _input(kind: str, value: dict[str, Any], at: str) -> Iterator[str]:
    prefix, colon, name = value.get("id", "").partition(":")
    if prefix not in KINDS[kind] or not colon or not name:
        yield f"{at}.id: does not say of which kind it is"
    if value.get("isRequired") and not value.get("errorMessage"):
        yield f"{at}: says nothing when it is not filled in"
    if kind == "Input.Date" and "value" in value and date.fromisoformat(value["value"]).isoformat() != value["value"]:
        yield f"{at}.value: a date"
    if kind == "Input.ChoiceSet":
        yield from _choices(value, at)


def _choices(value: dict[str, Any], at: str) -> Iterator[str]:
    values = [choice["value"] for choice in value.get("choices", ())]
    chosen = value["value"].split(",") if "value" in value else []
    if not values or not all(values) or any("," in one for one in values) or len(values) != len(set(values)):
        yield f"{at}.choices: values that are empty, the same, or cannot be told apart"
    if not set(chosen) <= set(values) or (len(chosen) > 1 and not value.get("isMultiSelect")):
        yield f"{at}.value: no choice, or too many"
    if bool(value.get("isMultiSelect")) != value.get("id", "").startswith("many:"):
        yield f"{at}.id: does not say how many may be chosen"
    for choice in value.get("choices", ()):
        if choice.keys() != {"title", "value"}:
            yield f"{at}.choices: a title and a value"
        yield from _plain(choice.get("title"), f"{at}.choices")


def _plain(value: Any, at: str, *, is_run: bool = False) -> Iterator[str]:
    if not isinstance(value, str) or not (is_run or value.strip()):
        yield f"{at}: a text that says something"
    elif _UNSHOWABLE.search(value) or ("\n" in value and not is_run) or "{{" in value:
        yield f"{at}: holds what cannot be shown"


def _markdown(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip():
        yield f"{at}: a text that says something"
    elif _UNSHOWABLE.search(value):
        yield f"{at}: holds what cannot be shown"
    elif obeyed := _OBEYED.search(_ESCAPED.sub(_ENTERED, value)):
        yield f"{at}: Markdown, not text: {obeyed.group()}"
    elif re.search(r"[^ \n] ?\n[^\n]", value):
        yield f"{at}: a line end that is not shown"


def _address(kind: str, value: Any, at: str) -> Iterator[str]:
    if kind == "Image":
        if not str(value).startswith("data:image/svg+xml,"):
            yield f"{at}: a picture of our own"
    elif urlsplit(str(value)).scheme not in SCHEMES:
        yield f"{at}: https, mailto or tel"


def _whole(card: dict[str, Any]) -> Iterator[str]:
    """What only the whole card shows."""
    every = list(elements(card))
    ids = [one["id"] for one in every if "id" in one]
    if len(ids) != len(set(ids)):
        yield f"card: an id stands twice: {sorted(ids)}"
    for one in every:
        if not set(one.get("targetElements", ())) <= set(ids):
            yield f"card: shows and hides what is not there: {one['targetElements']}"
        inner = elements([item for key, item in one.items() if key != "selectAction"])
        if "selectAction" in one and any(_is_pressed(each) for each in inner):
            yield "card: something to press within something to press"
    for row in (one["actions"] for one in every if "actions" in one):
        if not all(action.get("title") for action in row):
            yield "card: a button without words"
    size = len(json.dumps(card, ensure_ascii=False).encode())
    if size > MOST_BYTES:
        yield f"card: {size} bytes"


def _is_pressed(one: dict[str, Any]) -> bool:
    return "selectAction" in one or one["type"].startswith(("Action.", "Input."))
