"""What Microsoft 365 minds about a unified JSON manifest, and what its own validator lets pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_GUID = r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_PERMISSIONS = {
    "MailboxItem.Restricted.User", "MailboxItem.Read.User", "MailboxItem.ReadWrite.User", "Mailbox.ReadWrite.User",
    "Mailbox.SharedFolder", "Mailbox.AppendOnSend.User",
}  # fmt: skip
_EVENTS = {"messageSending", "newMessageComposeCreated", "messageRecipientsChanged", "messageAttachmentsChanged"}
_ICONS = {16, 32, 80}


@dataclass(frozen=True)
class Field:
    """One field: a pattern for texts, a shape for objects, or the shape of each entry of a list."""

    pattern: str = ""
    shape: Mapping[str, Field] = field(default_factory=dict)
    each: Field | None = None
    may_lack: bool = False
    is_true: bool = False
    among: frozenset[object] = frozenset()


def _text(longest: int, *, may_lack: bool = False) -> Field:
    return Field(pattern=rf".{{1,{longest}}}", may_lack=may_lack)


def _of(may_lack: bool = False, **shape: Field) -> Field:
    return Field(shape={name.rstrip("_"): one for name, one in shape.items()}, may_lack=may_lack)


def _one_of(*values: object, may_lack: bool = False) -> Field:
    return Field(among=frozenset(values), may_lack=may_lack)


def _list(each: Field, *, may_lack: bool = False) -> Field:
    return Field(each=each, may_lack=may_lack)


_URL = Field(pattern=r"https://[^\s]{1,2040}")
_YES = Field(is_true=True, may_lack=True)
_REQUIREMENTS = _of(
    True, scopes=_list(_one_of("mail"), may_lack=True), formFactors=_list(_one_of("desktop", "mobile"), may_lack=True),
    capabilities=_list(_of(name=_text(128), minVersion=Field(pattern=r"\d\.\d+", may_lack=True)), may_lack=True),
)  # fmt: skip
_RUNTIME = _of(
    requirements=_REQUIREMENTS, id=_text(64), type=_one_of("general"), lifetime=_one_of("short", "long"),
    code=_of(page=_URL, script=Field(pattern=_URL.pattern, may_lack=True)),
    actions=_list(_of(
        id=_text(64), type=_one_of("openPage", "executeFunction"), view=_text(64, may_lack=True), pinnable=_YES,
        supportsNoItemContext=_YES, multiselect=_YES)),
)  # fmt: skip
_CONTROL = _of(
    id=_text(64), type=_one_of("button"), label=_text(64), actionId=_text(64),
    icons=_list(_of(size=_one_of(16, 20, 24, 32, 40, 48, 64, 80), url=_URL)),
    supertip=_of(title=_text(64), description=_text(250)),
)  # fmt: skip
_RIBBON = _of(
    contexts=_list(_one_of("mailRead", "mailCompose")),
    tabs=_list(_of(builtInTabId=_one_of("TabDefault"), groups=_list(_of(
        id=_text(64), label=_text(64), controls=_list(_CONTROL))))),
)  # fmt: skip
_EVENT = _of(type=_text(64), actionId=_text(64), options=_of(sendMode=_one_of("promptUser", "softBlock", "block")))
_MANIFEST = Field(shape={
    "$schema": Field(pattern=r"https://developer\.microsoft\.com/json-schemas/teams/v1\.\d+/MicrosoftTeams\.schema\.json"),
    **_of(
        manifestVersion=Field(pattern=r"1\.(1[7]|19|2\d|30)"), version=Field(pattern=r"\d+\.\d+\.\d+"),
        id=Field(pattern=_GUID), accentColor=Field(pattern=r"#[0-9a-fA-F]{6}"),
        developer=_of(name=_text(32), websiteUrl=_URL, privacyUrl=_URL, termsOfUseUrl=_URL),
        name=_of(short=_text(30), full=_text(100)), description=_of(short=_text(80), full=_text(4000)),
        icons=_of(outline=Field(pattern=r"[\w-]+\.png"), color=Field(pattern=r"[\w-]+\.png")),
        localizationInfo=_of(True, defaultLanguageTag=_text(8), additionalLanguages=_list(_of(
            languageTag=Field(pattern=r"[a-z]{2}-[a-z]{2}"), file=Field(pattern=r"[\w-]+\.json")))),
        authorization=_of(permissions=_of(resourceSpecific=_list(_of(name=_text(128), type=_one_of("Delegated"))))),
        extensions=_list(_of(
            requirements=_REQUIREMENTS, runtimes=_list(_RUNTIME), ribbons=_list(_RIBBON),
            autoRunEvents=_list(_of(requirements=_REQUIREMENTS, events=_list(_EVENT))))),
    ).shape,
})  # fmt: skip


_BUTTON = r"extensions\[0\]\.ribbons\[\d\]\.tabs\[\d\]\.groups\[\d\]"
_WORDS = {
    r"\$schema": 2048, r"name\.short": 30, r"name\.full": 100, r"description\.short": 80, r"description\.full": 4000,
    _BUTTON + r"\.label": 64, _BUTTON + r"\.controls\[\d\]\.(label|supertip\.title)": 64,
    _BUTTON + r"\.controls\[\d\]\.supertip\.description": 250,
}  # fmt: skip
"""The places whose words may be in another language, and how long these may be."""


def problems_of_words(words: Mapping[str, str]) -> list[str]:
    """All that is wrong with the words in another language."""
    needed = ("name.short", "name.full", "description.short", "description.full")
    found = [f"{place} is missing" for place in needed if place not in words]
    for place, said in words.items():
        longest = next((number for pattern, number in _WORDS.items() if re.fullmatch(pattern, place)), 0)
        if not longest:
            found.append(f"{place} is no place for words")
        elif not 0 < len(said) <= longest:
            found.append(f"{place} is too long, or empty")
    return found


def problems(manifest: Any) -> list[str]:
    """All that is wrong, each with its place."""
    found = list(_wrong(manifest, _MANIFEST, "manifest"))
    return found or list(_dangling(manifest))


def _wrong(value: Any, expected: Field, at: str) -> Iterator[str]:
    if expected.each is not None:
        if not isinstance(value, list):
            yield f"{at} is no list"
            return
        for number, one in enumerate(value):
            yield from _wrong(one, expected.each, f"{at}[{number}]")
    elif expected.shape:
        yield from _wrong_object(value, expected.shape, at)
    elif expected.is_true:
        if not isinstance(value, bool):
            yield f"{at} is neither true nor false"
    elif expected.among:
        if value not in expected.among or isinstance(value, bool):
            yield f"{at} cannot be {value!r}"
    elif not isinstance(value, str) or not re.fullmatch(expected.pattern, value):
        yield f"{at} cannot be {value!r}"


def _wrong_object(value: Any, shape: Mapping[str, Field], at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at} is no object"
        return
    for name in value.keys() - shape.keys():
        yield f"{at}.{name} is unknown"
    for name, one in shape.items():
        if name in value:
            yield from _wrong(value[name], one, f"{at}.{name}")
        elif not one.may_lack:
            yield f"{at}.{name} is missing"


def _dangling(manifest: dict[str, Any]) -> Iterator[str]:
    """What the validator lets through: actions that no runtime has, permissions and events that there are not."""
    if f"/v{manifest['manifestVersion']}/" not in manifest["$schema"]:
        yield "manifest.$schema is of another version"
    for one in manifest["authorization"]["permissions"]["resourceSpecific"]:
        if one["name"] not in _PERMISSIONS:
            yield f"there is no permission {one['name']}"
    for extension in manifest["extensions"]:
        actions = [action["id"] for runtime in extension["runtimes"] for action in runtime["actions"]]
        if len(set(actions)) < len(actions):
            yield "two actions have one id"
        events = [event for one in extension["autoRunEvents"] for event in one["events"]]
        controls = [control for ribbon in extension["ribbons"] for tab in ribbon["tabs"] for group in tab["groups"]
                    for control in group["controls"]]  # fmt: skip
        for one in (*events, *controls):
            if one["actionId"] not in actions:
                yield f"there is no action {one['actionId']}"
        yield from (f"there is no event {one['type']}" for one in events if one["type"] not in _EVENTS)
        for control in controls:
            if _ICONS - {icon["size"] for icon in control["icons"]}:
                yield f"icons of {control['id']} are missing"
