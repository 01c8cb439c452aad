"""The unified manifest is what Microsoft 365 takes; whatever is changed in it for the worse is told with its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from manifests import outlook, outlook_json, outlook_xml
from tests.manifests.markup import read
from tests.manifests.test_google import SETTINGS
from tests.manifests.unified_rules import problems, problems_of_words

Manifest = dict[str, Any]


def at(*place: str | int, becomes: Any) -> Callable[[Manifest], None]:
    """What is at a place becomes something else."""

    def change(manifest: Manifest) -> None:
        inside: Any = manifest
        for step in place[:-1]:
            inside = inside[step]
        inside[place[-1]] = becomes

    return change


def without(name: str) -> Callable[[Manifest], None]:
    """A field is taken away."""
    return lambda manifest: manifest.pop(name)


_RUNTIMES, _RIBBON = ("extensions", 0, "runtimes"), ("extensions", 0, "ribbons", 0, "tabs", 0, "groups", 0)
_CONTROL = (*_RIBBON, "controls", 0)
_EVENT = ("extensions", 0, "autoRunEvents", 0, "events", 0)
MUTATIONS: dict[str, tuple[Callable[[Manifest], None], str]] = {
    "no id": (without("id"), "manifest.id is missing"),
    "an id that is none": (at("id", becomes="inbox"), "manifest.id"),
    "no icons": (without("icons"), "manifest.icons is missing"),
    "a name that is too long": (at("name", "short", becomes="x" * 31), "manifest.name.short"),
    "a version of two numbers": (at("version", becomes="1.0"), "manifest.version"),
    "a colour by name": (at("accentColor", becomes="blue"), "manifest.accentColor"),
    "an unknown field": (at("colour", becomes="#fff"), "manifest.colour is unknown"),
    "a page without https": (at(*_RUNTIMES, 0, "code", "page", becomes="http://inbox.example.org"), "code.page"),
    "an unknown kind of action": (at(*_RUNTIMES, 0, "actions", 0, "type", becomes="openPane"), "type cannot be"),
    "an icon of a size that there is not": (at(*_CONTROL, "icons", 0, "size", becomes=17), "size cannot be 17"),
    "pinning in words": (at(*_RUNTIMES, 0, "actions", 0, "pinnable", becomes="true"), "neither true nor false"),
    "a place that Outlook does not have": (at("extensions", 0, "ribbons", 0, "contexts", becomes=["mail"]), "contexts"),
    "an unknown mode": (at(*_EVENT, "options", "sendMode", becomes="ask"), "sendMode cannot be"),
    "a schema of another version": (at("manifestVersion", becomes="1.20"), "another version"),
    "an action that leads nowhere": (at(*_CONTROL, "actionId", becomes="nothing"), "there is no action nothing"),
    "an event that leads nowhere": (at(*_EVENT, "actionId", becomes="nothing"), "there is no action nothing"),
    "an unknown permission": (
        at("authorization", "permissions", "resourceSpecific", 0, "name", becomes="Everything"), "no permission"),
    "a language that is none": (at("localizationInfo", "additionalLanguages", 0, "languageTag", becomes="x"), "Tag"),
    "an unknown event": (at(*_EVENT, "type", becomes="messageSent"), "there is no event messageSent"),
}  # fmt: skip


def test_microsoft_takes_it() -> None:
    assert problems(outlook_json.manifest(SETTINGS)) == []


@pytest.mark.parametrize("what", MUTATIONS)
def test_what_is_changed_for_the_worse_is_told_with_its_place(what: str) -> None:
    change, told = MUTATIONS[what]
    manifest = copy.deepcopy(outlook_json.manifest(SETTINGS))
    change(manifest)

    assert [one for one in problems(manifest) if told in one], problems(manifest)


def test_its_words_are_there_in_german_too() -> None:
    german, manifest = outlook_json.in_german(SETTINGS), outlook_json.manifest(SETTINGS)
    said = json.dumps(manifest)

    assert problems_of_words(german) == []
    assert manifest["localizationInfo"]["additionalLanguages"] == [
        {"languageTag": "de-de", "file": outlook_json.GERMAN}
    ]
    assert [one for one in outlook.GERMAN if one in said and outlook.GERMAN[one] not in german.values()] == []
    for change in ({"name.short": "x" * 31}, {"name.short": ""}, {"extensions[0].label": "x"}):
        assert problems_of_words(german | change)
    assert problems_of_words({}) and "Gemeinsames Postfach" in german.values()


def test_both_manifests_are_of_the_same_add_in() -> None:
    written = {one.tag: one.text for one in read(outlook_xml.manifest(SETTINGS)).children}
    unified = outlook_json.manifest(SETTINGS)

    assert unified["id"] == written["Id"]
    assert written["Version"] == f"{unified['version']}.0"
