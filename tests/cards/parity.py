"""Reading a card as Gmail gets it and as our own clients get it, so that what they show and offer can be compared."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import Any

from cards import adaptive_inputs
from tests.adaptive_schema import elements, shown

_BLANK = re.compile(r"[\s\u2060]+")
_TAG = re.compile(r"<[^>]*>")
_TEXTS = (
    "text",
    "topLabel",
    "bottomLabel",
    "title",
    "subtitle",
    "header",
    "label",
    "hintText",
    "altText",
    "actionLabel",
)
_PRESS = "/gmail/actions/"
_HTML = ("textParagraph", "decoratedText")
_ADDRESS = re.compile(r'<a href="([^"]*)"')


@dataclass
class Read:
    """What a card says, what can be done on it, and what can be typed and chosen."""

    facts: Counter[str] = field(default_factory=Counter)
    actions: Counter[tuple[object, ...]] = field(default_factory=Counter)
    fields: dict[str, tuple[object, ...]] = field(default_factory=dict)
    completions: dict[str, tuple[object, ...]] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)


def of_google(card: dict[str, Any]) -> Read:
    """A card of Gmail."""
    read = Read()
    _google(card, read, "")
    return read


def of_adaptive(answer: dict[str, Any]) -> Read:
    """A card of our own clients, with what goes beside it."""
    read = Read()
    hidden = {target for one in elements(answer["card"]) for target in one.get("targetElements", ())}
    for one in elements(answer["card"]):
        # What is shown in the place of something folded away is shown again in full there.
        if one["type"] != "Action.ToggleVisibility" and not (one["type"] == "TextBlock" and one.get("id") in hidden):
            _adaptive(one, read)
    for name, help_ in answer["helps"].items():
        _kind, _colon, plain = name.partition(":")
        if "verb" in help_:
            read.completions[plain] = (help_["verb"], *sorted(help_["data"].items()))
        read.facts.update(_said(text) for text in help_["suggestions"])
    return read


def _google(value: Any, read: Read, place: str) -> None:
    if isinstance(value, list):
        for item in value:
            _google(item, read, place)
        return
    if not isinstance(value, dict):
        return
    for key in _TEXTS:
        if isinstance(value.get(key), str):
            is_html = key == "header" or (key == "text" and place in _HTML)
            read.facts[_marked_up(value[key]) if is_html else _said(value[key])] += 1
    if "onClick" in value:
        read.actions[_google_act(value["onClick"], value)] += 1
    if "requiredWidgets" in value:
        read.needed.update(value["requiredWidgets"])
    if "label" in value and "name" in value:
        read.fields[value["name"]] = _google_field(value)
    if "autoCompleteAction" in value:
        read.completions[value["name"]] = _pressed(value["autoCompleteAction"])
    for key, item in value.items():
        if key != "parameters":
            _google(item, read, key)
    if place in _HTML:
        for address in _ADDRESS.findall(value["text"]):
            read.actions[unescape(address), False] += 1


def _google_act(click: dict[str, Any], holder: dict[str, Any]) -> tuple[object, ...]:
    is_off = holder.get("disabled", False)
    return (click["openLink"]["url"], is_off) if "openLink" in click else (*_pressed(click["action"]), is_off)


def _pressed(action: dict[str, Any]) -> tuple[object, ...]:
    _origin, _path, verb = action["function"].partition(_PRESS)
    return verb, *sorted((one["key"], one["value"]) for one in action["parameters"])


def _google_field(value: dict[str, Any]) -> tuple[object, ...]:
    if "items" in value:
        offered = tuple((_said(one["text"]), one["value"]) for one in value["items"])
        return offered, tuple(one["value"] for one in value["items"] if one["selected"])
    if "valueMsEpoch" in value:
        return (datetime.fromtimestamp(int(value["valueMsEpoch"]) / 1000, UTC).date(),)
    return value.get("value", ""), value.get("validation", {}).get("characterLimit", 0)


def _adaptive(one: dict[str, Any], read: Read) -> None:
    kind = one["type"]
    if kind == "TextBlock":
        read.facts[_said(shown(one["text"]))] += 1
    elif kind == "RichTextBlock":
        read.facts[_said("".join(run["text"] for run in one["inlines"]))] += 1
    elif kind == "Image":
        read.facts[_said(one["altText"])] += 1
    elif kind.startswith("Action."):
        read.facts.update(_said(one[key]) for key in ("title",) if key in one)
        pressed = (one["url"],) if "url" in one else (one["verb"], *sorted(one["data"].items()))
        read.actions[*pressed, not one.get("isEnabled", True)] += 1
    elif kind.startswith("Input."):
        read.facts[_said(one["label"])] += 1
        read.facts.update(_said(choice["title"]) for choice in one.get("choices", ()))
        _kind, _colon, name = one["id"].partition(":")
        read.fields[name] = _adaptive_field(one)
        read.needed |= {name} if one.get("isRequired") else set()


def _adaptive_field(one: dict[str, Any]) -> tuple[object, ...]:
    """What a client sends back when the field is left as it is, read as our own server reads it."""
    _kind, _colon, name = one["id"].partition(":")
    back = adaptive_inputs.returned({one["id"]: one["value"]} if "value" in one else {})
    if "choices" in one:
        offered = tuple((_said(each["title"]), _option(one["id"], each["value"])) for each in one["choices"])
        return offered, back.texts.get(name, ())
    if one["type"] == "Input.Date" and name in back.days:
        return (back.days[name],)
    return next(iter(back.texts.get(name, ())), ""), one.get("maxLength", 0)


def _option(identity: str, value: str) -> str:
    (option,) = adaptive_inputs.returned({identity: value}).texts.values()
    return option[0]


def _marked_up(marked_up: str) -> str:
    """What a reader sees of a text that Google reads as HTML."""
    return _said(unescape(_TAG.sub(" ", marked_up)))


def _said(text: str) -> str:
    """Words alone: blanks differ between hosts, and so does what stands for an angle bracket."""
    return _BLANK.sub("", text.translate(str.maketrans("‹›", "<>"))) or "–"
