"""What a caller asks for in the query and in Prefer: properties, order, pages, ids."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from simulator.microsoft import filters
from simulator.microsoft.errors import bad_request, inefficient
from simulator.microsoft.filters import Condition

USUAL_PAGE = 10
LONGEST_PAGE = 1000
ORDERS = {
    "receivedDateTime": "received_at", "sentDateTime": "sent_at", "createdDateTime": "created_at",
    "lastModifiedDateTime": "modified_at", "isRead": "is_read", "isDraft": "is_draft", "subject": "subject_key",
    "importance": "json_extract(content, '$.importance')",
    "from/emailAddress/name": "json_extract(content, '$.from.emailAddress.name')",
    "from/emailAddress/address": "json_extract(content, '$.from.emailAddress.address')",
}  # fmt: skip
LIST = ("$select", "$top", "$skip", "$filter", "$orderby", "$expand", "$count")
ONE = ("$select", "$expand")
DELTA = ("$select", "$top", "$filter", "$orderby", "$expand", "$deltatoken", "$skiptoken", "changeType")
EXPAND = re.compile(r"(\w+)(?:\((.*)\))?")
PROPERTY_ID = re.compile(r"id eq '([^']*)'")
# Properties of MAPI that Graph gives on demand, by the header of the mail they are made from.
EXTENDED = {
    "string 0x1035": "Message-ID",
    "string 0x1039": "References",
    "string 0x1042": "In-Reply-To",
    "string 0x7d": "",
    "string 0x007d": "",
}


@dataclass(frozen=True)
class Options:
    """A query that was understood; an empty select is what an item usually has."""

    select: tuple[str, ...] = ()
    top: int | None = None
    skip: int = 0
    conditions: tuple[Condition, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    attachments: bool = False
    attached: tuple[str, ...] = ()
    """The properties of attachments asked for; empty: all of them."""
    extended: tuple[str, ...] = ()
    count: bool = False
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def length(self) -> int:
        return self.top or USUAL_PAGE


@dataclass(frozen=True)
class Preferences:
    """What the header Prefer says."""

    immutable: bool = False
    page_size: int | None = None
    body_type: str = ""

    def applied(self) -> str:
        """What the header Preference-Applied says."""
        said = ['IdType="ImmutableId"'] if self.immutable else []
        said += [f"odata.maxpagesize={self.page_size}"] if self.page_size else []
        said += [f'outlook.body-content-type="{self.body_type}"'] if self.body_type else []
        return ", ".join(said)


def parse(query: Sequence[tuple[str, str]], allowed: Collection[str], properties: Collection[str]) -> Options:
    """Read the query of a call that takes these options, about things that have these properties."""
    given: dict[str, str] = {}
    for name, value in query:
        known = name if name in allowed else f"${name}"
        if known not in allowed:
            raise bad_request(f"The query parameter '{name}' is not supported.", "RequestBroker--ParseUri")
        if known in given:
            raise bad_request(
                f"Query option '{name}' was specified more than once, but it must be specified at most once."
            )
        given[known] = value
    conditions = tuple(filters.parse(given.get("$filter", "")))
    order = ordered(given.get("$orderby", ""))
    check_together(conditions, order)
    attachments, attached, extended = expanded(given.get("$expand", ""))
    return Options(
        select=selected(given.get("$select", ""), properties),
        top=number(given, "$top", 1, LONGEST_PAGE),
        skip=number(given, "$skip", 0, 10**9) or 0,
        conditions=conditions,
        order=order,
        attachments=attachments,
        attached=attached,
        extended=extended,
        count=flag(given.get("$count", "false")),
        given=given,
    )


def selected(text: str, properties: Collection[str]) -> tuple[str, ...]:
    """The properties named, which must exist."""
    names = tuple(name.strip() for name in text.split(",")) if text else ()
    by_folded = {name.casefold(): name for name in properties}
    for name in names:
        if name.casefold() not in by_folded:
            raise bad_request(
                f"Parsing OData Select and Expand failed: Could not find a property named '{name}'.",
                "RequestBroker--ParseUri",
            )
    return tuple(by_folded[name.casefold()] for name in names)


def ordered(text: str) -> tuple[tuple[str, bool], ...]:
    """The properties to order by, and whether downwards."""
    found = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, _, direction = part.partition(" ")
        if name not in ORDERS or direction.strip() not in {"", "asc", "desc"}:
            raise bad_request(f"The order '{part}' is not supported.", "ErrorInvalidUrlQuery")
        found.append((name, direction.strip() == "desc"))
    return tuple(found)


def check_together(conditions: Sequence[Condition], order: Sequence[tuple[str, bool]]) -> None:
    """Whoever filters and orders names what they order by in the filter too, in the same order, before all else."""
    if not conditions or not order:
        return
    wanted = [name for name, _ in order]
    filtered = list(dict.fromkeys(condition.name for condition in conditions))
    if filtered[: len(wanted)] != wanted:
        raise inefficient()


def expanded(text: str) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    """Whether attachments come along, with which properties, and which extended properties of the message."""
    attachments, attached, extended = False, (), ()
    for part in filter(None, re.split(r",(?![^(]*\))", text)):
        found = EXPAND.fullmatch(part.strip())
        name = found[1] if found else part
        if name == "attachments" and found and (not found[2] or found[2].startswith("$select=")):
            attachments, attached = True, tuple(filter(None, (found[2] or "").removeprefix("$select=").split(",")))
        elif name == "singleValueExtendedProperties" and found and found[2]:
            extended = tuple(PROPERTY_ID.findall(found[2]))
        else:
            raise bad_request(f"The expansion '{part}' is not supported.", "RequestBroker--ParseUri")
    return attachments, attached, extended


def number(given: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    if name not in given:
        return None
    text = given[name]
    if not text.isdecimal() or not least <= int(text) <= most:
        raise bad_request(f"Invalid value '{text}' for {name} query option found.", "RequestBroker--ParseUri")
    return int(text)


def flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise bad_request(f"Invalid value '{text}' for $count query option found.", "RequestBroker--ParseUri")
    return text == "true"


def preferences(header: str) -> Preferences:
    """Read Prefer; what is not understood is passed over, as the standard wants it."""
    found = {}
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        found[name.strip().casefold()] = value.strip().strip('"')
    size = found.get("odata.maxpagesize", "")
    body_type = found.get("outlook.body-content-type", "").casefold()
    return Preferences(
        immutable=found.get("idtype", "").casefold() == "immutableid",
        page_size=min(int(size), LONGEST_PAGE) if size.isdecimal() and int(size) else None,
        body_type=body_type if body_type in {"text", "html"} else "",
    )
