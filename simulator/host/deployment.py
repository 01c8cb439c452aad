"""The add-on's deployment descriptor: read, and refused where Google would refuse it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

READING_TIME = 5


class Refused(Exception):
    """The descriptor is missing, or is not one Google would deploy."""


@dataclass(frozen=True)
class MenuItem:
    """A universal action, or a button of the compose window: what it opens or runs."""

    label: str
    function: str = ""
    link: str = ""


@dataclass(frozen=True)
class Deployment:
    """What the host page uses of a descriptor."""

    name: str
    logo_url: str
    primary_color: str | None
    scopes: tuple[str, ...]
    home: str
    contextual: str
    universal_actions: tuple[MenuItem, ...]
    compose_actions: tuple[MenuItem, ...]
    sees_draft_recipients: bool
    link_prefixes: tuple[str, ...]
    uses_locale: bool
    authorization_header: str


def read(source: str) -> Deployment:
    """The descriptor at a path or an address."""
    try:
        descriptor = json.loads(text_at(source))
    except (OSError, ValueError) as trouble:
        raise Refused(f"The add-on's deployment cannot be read at {source}: {trouble}") from trouble
    if not isinstance(descriptor, dict):
        raise Refused("The add-on's deployment must be a JSON object")
    return checked(descriptor)


def text_at(source: str) -> str:
    """The text of the descriptor, wherever it is."""
    if not source.startswith(("http://", "https://")):
        return Path(source).read_text(encoding="utf-8")
    answer = requests.get(source, timeout=READING_TIME)
    answer.raise_for_status()
    return answer.text


def checked(descriptor: Mapping[str, Any]) -> Deployment:
    """The parts the page uses, each as the documentation wants it."""
    addon = part(descriptor, "addOns", "the deployment")
    common, gmail = part(addon, "common", "addOns"), part(addon, "gmail", "addOns")
    home = gmail.get("homepageTrigger") or common.get("homepageTrigger") or {}
    compose = gmail.get("composeTrigger") or {}
    options = addon.get("httpOptions") or {}
    return Deployment(
        name=text(common, "name", "common"),
        logo_url=text(common, "logoUrl", "common"),
        primary_color=(common.get("layoutProperties") or {}).get("primaryColor"),
        scopes=tuple(descriptor.get("oauthScopes", ())),
        home=function(home, "runFunction", "homepageTrigger") if home and home.get("enabled", True) else "",
        contextual=contextual_trigger(gmail),
        universal_actions=(*menu(common, "label"), *menu(gmail, "text")),
        compose_actions=tuple(compose_action(each) for each in compose.get("actions", ())),
        sees_draft_recipients=compose.get("draftAccess") == "METADATA",
        link_prefixes=tuple(common.get("openLinkUrlPrefixes", ())),
        uses_locale=bool(common.get("useLocaleFromApp")),
        authorization_header=known_header(options.get("authorizationHeader", "SYSTEM_ID_TOKEN")),
    )


def contextual_trigger(gmail: Mapping[str, Any]) -> str:
    """The function of the unconditional trigger; Gmail knows no other kind."""
    for trigger in gmail.get("contextualTriggers", ()):
        if "unconditional" not in trigger:
            raise Refused("A contextual trigger must be unconditional")
        return function(trigger, "onTriggerFunction", "contextualTriggers")
    return ""


def menu(place: Mapping[str, Any], name: str) -> Iterable[MenuItem]:
    """The universal actions; their words stand under another name in each place."""
    for action in place.get("universalActions", ()):
        label = text(action, name, "universalActions")
        if "openLink" in action:
            yield MenuItem(label, link=text(action, "openLink", "universalActions"))
        else:
            yield MenuItem(label, function=function(action, "runFunction", "universalActions"))


def compose_action(action: Mapping[str, Any]) -> MenuItem:
    """A button of the compose window."""
    return MenuItem(text(action, "label", "composeTrigger"), function=function(action, "runFunction", "composeTrigger"))


def known_header(name: str) -> str:
    """Which token the add-on wants as its Authorization header."""
    if name == "HTTP_AUTHORIZATION_HEADER_UNSPECIFIED":
        return "SYSTEM_ID_TOKEN"
    if name not in {"SYSTEM_ID_TOKEN", "USER_ID_TOKEN", "NONE"}:
        raise Refused(f"authorizationHeader cannot be “{name}”")
    return name


def part(place: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    """An object that must be there."""
    found = place.get(name)
    if not isinstance(found, dict):
        raise Refused(f"“{name}” is missing in {where}")
    return found


def text(place: Mapping[str, Any], name: str, where: str) -> str:
    """A text that must be there."""
    found = place.get(name)
    if not isinstance(found, str) or not found:
        raise Refused(f"“{name}” is missing in {where}")
    return found


def function(place: Mapping[str, Any], name: str, where: str) -> str:
    """The address of a function: absolute, and https."""
    address = text(place, name, where)
    if urlsplit(address).scheme != "https" or not urlsplit(address).netloc:
        raise Refused(f"“{name}” in {where} must be an absolute https address, not {address}")
    return address
