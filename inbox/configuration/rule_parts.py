"""What may stand in the file about rules: when one is looked at, if it holds, what is done then."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from inbox.configuration.fields import Key, Part, Text
from inbox.configuration.promise_parts import Length
from inbox.models import Priority, Status
from inbox.rules import patterns

Change = Literal["status", "assignee", "priority", "category", "tag-added", "tag-removed"]
Since = Literal["last-customer-message", "last-our-reply", "status-set", "created"]
FieldName = Literal[
    "subject", "text", "sender", "sender-name", "domain", "recipient", "contact", "class", "language", "attachment",
    "category", "status", "priority", "assignee", "tag", "mailbox", "team",
]  # fmt: skip
NOBODY = "nobody"
NONE = "none"
_DEEPEST = 8
_RESERVED = "ai-"
_OPERATORS = ("contains", "equals", "matches", "one_of", "is_empty")
_ACTIONS = (
    "assign", "route", "tag", "untag", "category", "priority", "status", "note", "reply", "notify", "webhook", "snooze",
)  # fmt: skip


def _listed(value: Any) -> Any:
    """One thing stands for a list of it."""
    return [value] if isinstance(value, str | dict) else value


def _pattern(text: str) -> str:
    patterns.compiled(text)
    return text


def _field(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_RESERVED):
        raise ValueError("is kept for what the AI will suggest, which does not exist yet")
    return value


def _whom(text: str) -> str:
    return text if text == NOBODY else str(_address(text))


def _told(text: str) -> str:
    return text if text in ("assignee", "lead", "team", "admins") else str(_address(text))


def _address(text: str) -> str:
    local, at, domain = text.strip().lower().rpartition("@")
    if not at or not local or "." not in domain or any(sign in text.strip() for sign in " ,;<>"):
        raise ValueError("is neither an e-mail address nor one of the words that may stand here")
    return f"{local}@{domain}"


def _given(part: Part, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if getattr(part, name) is not None]


Phrase = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Phrases = Annotated[list[Phrase], Field(min_length=1), BeforeValidator(_listed)]
Patterns = Annotated[list[Annotated[Phrase, AfterValidator(_pattern)]], Field(min_length=1), BeforeValidator(_listed)]
TagName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
NoteText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]


class OccasionPart(Part):
    """One thing that may happen."""

    arrival: Literal["inbound", "any"] | None = None
    """inbound: somebody outside wrote; any: machines and bounces, too."""
    changed: Change | None = None
    since: Since | None = None
    after: Length | None = None
    hours: Literal["business"] | None = None
    """Only time of work by the team's calendar counts; else nights and weekends, too."""
    snooze: Literal["ended"] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> OccasionPart:
        if len(_given(self, ("arrival", "changed", "since", "snooze"))) != 1:
            raise ValueError("should be one of arrival, changed, since (with after), snooze")
        if (self.since is None) != (self.after is None):
            raise ValueError("since and after go together, like `since: created` and `after: 24h`")
        if self.hours is not None and self.since is None:
            raise ValueError("hours says how the time of since and after counts; as a condition it belongs under `if`")
        return self


class ConditionPart(Part):
    """A condition: one about a field, one about the time of day, or several of them together."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    all: list[ConditionPart] | None = None
    any: Annotated[list[ConditionPart], Field(min_length=1)] | None = None
    not_: ConditionPart | None = Field(default=None, alias="not")
    hours: Literal["business", "outside"] | None = None
    field: Annotated[FieldName, BeforeValidator(_field)] | None = None
    contains: Phrases | None = None
    equals: Phrase | None = None
    matches: Patterns | None = None
    one_of: Phrases | None = None
    is_empty: bool | None = None

    @model_validator(mode="after")
    def _is_one(self) -> ConditionPart:
        if len(_given(self, ("all", "any", "not_", "hours", "field"))) != 1:
            raise ValueError("should be one of field, hours, all, any, not")
        operators = _given(self, _OPERATORS)
        if (self.field is None) != (not operators) or len(operators) > 1:
            raise ValueError("a field is compared with one of contains, equals, matches, one_of, is_empty")
        if _depth(self) > _DEEPEST:
            raise ValueError(f"goes deeper than {_DEEPEST} levels")
        return self


def _depth(one: ConditionPart) -> int:
    inner = [*(one.all or ()), *(one.any or ()), *([one.not_] if one.not_ else [])]
    return 1 + max(map(_depth, inner), default=0)


class ActionPart(Part):
    """One thing that is done."""

    assign: Annotated[str, AfterValidator(_whom)] | None = None
    """An address of somebody in `people`, or nobody."""
    route: Literal["team"] | None = None
    """Given out by the routing of its team."""
    tag: TagName | None = None
    untag: TagName | None = None
    category: Key | None = None
    """A key, or none."""
    priority: Priority | None = None
    status: Status | None = None
    note: NoteText | None = None
    reply: Key | None = None
    """The key of a template."""
    notify: Annotated[
        list[Annotated[str, AfterValidator(_told)]], Field(min_length=1), BeforeValidator(_listed)
    ] | None = None  # fmt: skip
    webhook: Key | None = None
    snooze: Length | None = None

    @model_validator(mode="before")
    @classmethod
    def _in_a_word(cls, value: Any) -> Any:
        return {"route": "team"} if value == "route" else value

    @model_validator(mode="after")
    def _is_one(self) -> ActionPart:
        if len(_given(self, _ACTIONS)) != 1:
            raise ValueError(f"should be one of {', '.join(_ACTIONS)}")
        return self

    @property
    def kind(self) -> str:
        """Which of them it is."""
        return _given(self, _ACTIONS)[0]

    def __str__(self) -> str:
        said = getattr(self, self.kind)
        return f"{self.kind}: {', '.join(said) if isinstance(said, list) else said}"


def _together(value: Any) -> Any:
    """A list of conditions stands for all of them."""
    return {"all": value} if isinstance(value, list) else value


class RulePart(Part):
    """When something happens, if some conditions hold, then some things are done."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    key: Key
    name: Text
    enabled: bool = True
    when: Annotated[list[OccasionPart], Field(min_length=1, max_length=20), BeforeValidator(_listed)]
    if_: Annotated[ConditionPart, BeforeValidator(_together)] = Field(default=ConditionPart(all=[]), alias="if")
    then: Annotated[list[ActionPart], Field(min_length=1, max_length=20)]
    stop: bool = False
    """Whether the rules after it are left alone when it holds."""
    triggered_by_rules: bool = False
    """Whether it also looks at what other rules did."""


__all__ = ["NOBODY", "NONE", "ActionPart", "ConditionPart", "OccasionPart", "RulePart"]
