"""Reading the file: YAML to a checked document, where every error names its line and its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from inbox.configuration import absences, models_elsewhere, promises, rules
from inbox.configuration.document import Document, InstalledUser
from inbox.errors import InboxError

_SAID = {
    "extra_forbidden": "there is no such field",
    "missing": "is missing",
    "model_type": "should be fields, each as `name: value`",
    "model_attributes_type": "should be fields, each as `name: value`",
    "list_type": "should be a list",
    "string_type": "should be text",
    "string_unicode": "has a character that cannot be stored",
    "int_type": "should be a whole number",
    "int_parsing": "should be a whole number",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "float_type": "should be a number",
    "float_parsing": "should be a number",
    "too_short": "should have at least one entry",
    "string_too_short": "should not be empty",
    "union_tag_not_found": "its kind is missing: service-account, installed-user or entra-app",
    "union_tag_invalid": "its kind should be service-account, installed-user or entra-app",
}
"""Pydantic's findings in the words of somebody who writes YAML."""
Place = tuple[int | str, ...]
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, for the person who wrote the file."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.field}: {self.message}" if self.field else f"line {self.line}: {self.message}"


class Unreadable(InboxError):
    """The file cannot be used; `faults` are all that was found, in the order of their lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(map(str, self.faults)))


class Loader(yaml.SafeLoader):
    """YAML whose values are text until the document's fields say otherwise: `no` is a language, 12:30 a time."""


Loader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.yaml_constructors = {
    tag: make
    for tag, make in yaml.SafeLoader.yaml_constructors.items()
    if tag is None or tag.endswith((":null", ":str", ":seq", ":map"))
}
"""Whoever asks for a number, a time or a set is told the line: YAML itself falls over those that are none."""


def read(
    text: str, *, providers: Collection[str] | None = None, why_not: Callable[[Path], str] = lambda _: ""
) -> Document:
    """The document that `text` describes. Raises Unreadable with every fault and its line.

    Mailboxes may live at `providers` only, where these are given. `why_not` says why a credential's file cannot be
    read, if so.
    """
    root, data = _loaded(text)
    faults = list(unusable(root, set()))
    lines = _Lines(root)
    try:
        document = Document.model_validate(data)
    except ValidationError as error:
        faults += [_fault(one, lines) for one in error.errors()]
        raise Unreadable(faults) from None
    contradictions = [
        *_contradictions(document), *_elsewhere(document, providers), *_without_credential(document, why_not),
        *_without_secret(document, why_not),
    ]  # fmt: skip
    faults += [Fault(lines.of(place), _named(place), message) for place, message in contradictions]
    if faults:
        raise Unreadable(faults)
    return document


def _loaded(text: str) -> tuple[yaml.MappingNode, object]:
    """The nodes, which know their lines, and the plain values."""
    try:
        root = yaml.compose(text, Loader=Loader)
        if not isinstance(root, yaml.MappingNode):
            what = "is empty" if root is None else "is a list or a text, and should be fields"
            raise Unreadable([Fault(1, "", f"the file {what}; it starts with `organization:`")])
        return root, Loader("").construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable([Fault(line, "", f"this is not YAML: {error.problem or error.context}")]) from None
    except RecursionError:
        raise Unreadable(
            [Fault(1, "", "this is not YAML: one thing lies in another in another, too many times")]
        ) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unreadable([Fault(line, "", "there is a character that YAML does not allow")]) from None


class _Lines:
    """Where in the file a place of the document stands."""

    def __init__(self, root: yaml.Node) -> None:
        self._root = root

    def of(self, place: Place) -> int:
        """The line of the place, or of the nearest thing around it that the file has."""
        node, line = self._root, 1
        for step in place:
            found = _child(node, step)
            if found is None:
                continue
            node, line = found
        return line


def _child(node: yaml.Node, step: int | str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child, child.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    return None


def _fault(error: ErrorDetails, lines: _Lines) -> Fault:
    place = error["loc"]
    said = _SAID.get(error["type"]) or error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return Fault(lines.of(place), _named(place), said)


def _named(place: Place) -> str:
    """`('people', 2, 'role')` as people[3].role, counted as people count."""
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def unusable(node: yaml.Node, looked_at: set[int]) -> Iterator[Fault]:
    """What YAML lets pass: keys that stand twice, of which it keeps the last, and text that no database takes."""
    if id(node) in looked_at:
        return  # an anchor that is used again
    looked_at.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        if _FORBIDDEN.search(node.value):
            yield Fault(node.start_mark.line + 1, "", "there is a character that cannot be stored")
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from unusable(child, looked_at)
    elif isinstance(node, yaml.MappingNode):
        names = [str(key.value) for key, _ in node.value]
        for number, (key, value) in enumerate(node.value):
            if names[number] in names[:number]:
                yield Fault(key.start_mark.line + 1, names[number], "stands twice")
            yield from unusable(value, looked_at)


def _elsewhere(document: Document, providers: Collection[str] | None) -> Iterator[tuple[Place, str]]:
    for number, mailbox in enumerate(document.mailboxes):
        if providers is not None and mailbox.provider not in providers:
            choice = ", ".join(providers)
            yield ("mailboxes", number, "provider"), f"there is no provider {mailbox.provider}; choose one of: {choice}"


def _without_credential(document: Document, why_not: Callable[[Path], str]) -> Iterator[tuple[Place, str]]:
    for number, mailbox in enumerate(document.mailboxes):
        one = mailbox.credential
        if one is not None:
            field = "token_file" if isinstance(one, InstalledUser) else "key_file"
            path = one.token_file if isinstance(one, InstalledUser) else one.key_file
            if why := why_not(path):
                yield ("mailboxes", number, "credential", field), f"cannot read {path}: {why}"


def _without_secret(document: Document, why_not: Callable[[Path], str]) -> Iterator[tuple[Place, str]]:
    for number, team in enumerate(document.teams):
        for position, channel in enumerate(team.channels):
            if why := why_not(channel.address_file):
                place = ("teams", number, "channels", position, "address_file")
                yield place, f"cannot read {channel.address_file}: {why}"
    for number, webhook in enumerate(document.webhooks):
        if webhook.secret_file is not None and (why := why_not(webhook.secret_file)):
            yield ("webhooks", number, "secret_file"), f"cannot read {webhook.secret_file}: {why}"
    for number, model in enumerate(document.ai.models):
        if model.key_file is not None and (why := why_not(model.key_file)):
            yield ("ai", "models", number, "key_file"), f"cannot read {model.key_file}: {why}"


def _contradictions(document: Document) -> Iterator[tuple[Place, str]]:
    """What each part alone cannot know: names that are used twice, and names that nothing has."""
    yield from _twice("teams", [team.key for team in document.teams], "key")
    yield from _twice("mailboxes", [mailbox.address for mailbox in document.mailboxes], "address")
    yield from _twice("tags", [tag.name.lower() for tag in document.tags], "name")
    yield from _twice("categories", [category.key for category in document.categories], "key")
    yield from _twice("calendars", [one.key for one in document.calendars], "key")
    yield from _twice("policies", [one.key for one in document.policies], "key")
    yield from promises.contradictions(document)
    yield from _twice("webhooks", [webhook.key for webhook in document.webhooks], "key")
    for number, team in enumerate(document.teams):
        channels = [channel.key for channel in team.channels]
        yield from ((("teams", number, *place), said) for place, said in _twice("channels", channels, "key"))
    yield from absences.contradictions(document)
    yield from _twice("rules", [one.key for one in document.rules], "key")
    yield from rules.contradictions(document)
    models = _twice("models", [one.key for one in document.ai.models], "key")
    yield from ((("ai", *place), said) for place, said in models)
    yield from models_elsewhere.contradictions(document)
    yield from _twice("templates", [f"{one.key} ({one.language})" for one in document.templates], "key")
    yield from _unknown_categories(document)
    addresses: dict[str, int] = {}
    for number, person in enumerate(document.people):
        for position, address in enumerate(person.addresses):
            if addresses.setdefault(address, number) != number:
                yield ("people", number, "addresses", position), f"{address} belongs to another person already"
    yield from _unknown_people(document, addresses.__contains__)
    teams = {team.key for team in document.teams}
    named: dict[str, list[str | None]] = {
        "mailboxes": [mailbox.team for mailbox in document.mailboxes],
        "templates": [template.team for template in document.templates],
    }
    for section, keys in named.items():
        for number, key in enumerate(keys):
            if key is not None and key not in teams:
                yield (section, number, "team"), f"there is no team {key}"


def _twice(section: str, names: list[str], field: str) -> Iterator[tuple[Place, str]]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield (section, number, field), f"{name} is there already"


def _unknown_categories(document: Document) -> Iterator[tuple[Place, str]]:
    known = {one.key for one in document.categories}
    for number, mailbox in enumerate(document.mailboxes):
        for key in mailbox.settings.apply_categories or {}:
            if key not in known:
                yield ("mailboxes", number, "settings", "apply_categories", key), f"there is no category {key}"


def _unknown_people(document: Document, is_known: Callable[[str], bool]) -> Iterator[tuple[Place, str]]:
    for number, team in enumerate(document.teams):
        for field, addresses in (("members", team.members), ("leads", team.leads)):
            for position, address in enumerate(addresses):
                if not is_known(address):
                    yield ("teams", number, field, position), f"nobody in `people` has the address {address}"
