"""What may stand in the file: every section and field, its type, its default, its limits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from inbox import webhooks
from inbox.configuration.ai_parts import AiPart
from inbox.configuration.fields import Address, Key, LabelPrefix, Language, Part, TenantId, Text, WebAddress, Zone
from inbox.configuration.promise_parts import CalendarPart, PolicyPart
from inbox.configuration.routing_parts import LeavePart, Skills
from inbox.configuration.rule_parts import RulePart
from inbox.models import Notice, OnLeave, Role, Routing

TagColor = Literal["", "gray", "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink"]


def _event_type(value: str) -> str:
    if value not in webhooks.TYPES and value not in webhooks.GROUPS:
        raise ValueError("is no kind of event; write one like conversation.closed, or conversation.* for all of them")
    return value


class OrganizationPart(Part):
    """The tenant."""

    key: Key
    name: Text
    time_zone: Zone = "UTC"
    language: Language = "en"
    domains: list[Text] = []
    tenants: list[TenantId] = []
    """Microsoft Entra tenants whose people may sign in."""


class Behaviour(Part):
    """Settings of the organization; a mailbox may set its own."""

    reopen_window_days: int | None = Field(default=None, ge=0, le=3650)
    backfill_days: int | None = Field(default=None, ge=0, le=36_500)
    bulk_opens_conversation: bool | None = None
    automated_opens_conversation: bool | None = None
    automated_starts_clock: bool | None = None
    join_by_subject: bool | None = None
    keep_closed_on_thanks: bool | None = None
    label_prefix: LabelPrefix | None = None
    undo_seconds: int | None = Field(default=None, ge=0, le=120)
    crossing_minutes: int | None = Field(default=None, ge=0, le=1440)
    assign_replier: Literal["never", "if-unassigned", "always"] | None = None
    triage: Key | None = None
    """Which model reads its mail: `local`, `none`, or one of `ai.models`, which only a mailbox may name."""
    copilot: Key | None = None
    """Which one sums up, drafts and rewrites."""
    raise_priority: bool | None = None

    def given(self) -> dict[str, Any]:
        """The settings that were written down."""
        return self.model_dump(exclude_none=True)


class MailboxBehaviour(Behaviour):
    """What a mailbox sets for itself."""

    apply_categories: dict[Key, Annotated[float, Field(gt=0, le=1)]] | None = None
    """How sure a model must be, from 0 to 1, to set a category by itself."""


class PersonPart(Part):
    """A member of staff, known by any of the addresses."""

    name: Text
    role: Role = Role.AGENT
    addresses: list[Address] = Field(min_length=1)
    language: Language | None = None
    time_zone: Zone | None = None
    signature: Annotated[str, StringConstraints(max_length=5000)] = ""
    hours: Key | None = None
    """The calendar that they work by; the team's unless said."""
    skills: Skills = []
    load_cap: int | None = Field(default=None, ge=1, le=10_000)
    weight: int = Field(default=1, ge=1, le=10)
    leave: list[LeavePart] = []


class ChannelPart(Part):
    """An incoming webhook of Google Chat or Teams; its address is a secret, so it lies in a file beside this one."""

    key: Key
    kind: Literal["google-chat", "teams"]
    address_file: Path
    notices: list[Notice] = Field(min_length=1)


class WebhookPart(Part):
    """Another system that is told of events. Without a file with a secret, one is made."""

    key: Key
    url: WebAddress
    events: list[Annotated[str, AfterValidator(_event_type)]] = Field(default=["*"], min_length=1)
    secret_file: Path | None = None
    paused: bool = False


class TeamPart(Part):
    """A team; members and leads are named by address."""

    key: Key
    name: Text
    members: list[Address] = []
    leads: list[Address] = []
    calendar: Key | None = None
    """When it works; round the clock unless said."""
    channels: list[ChannelPart] = []
    routing: Routing = Routing.OFF
    take_over_minutes: int | None = Field(default=None, ge=0, le=100_000)
    on_leave: OnLeave = OnLeave.OFFER


class ServiceAccount(Part):
    """A Google service account with domain-wide delegation; the path is relative to the file."""

    kind: Literal["service-account"]
    key_file: Path


class InstalledUser(Part):
    """The mailbox's own consent, for tenants without delegation; the path is relative to the file."""

    kind: Literal["installed-user"]
    token_file: Path


class EntraApp(Part):
    """An application registered in Entra, with a secret or a certificate; the path is relative to the file."""

    kind: Literal["entra-app"]
    key_file: Path


class MailboxPart(Part):
    """A shared mailbox."""

    address: Address
    name: Text
    team: Key
    provider: Key = "gmail"
    groups: list[Text] = []
    settings: MailboxBehaviour = MailboxBehaviour()
    skills: Skills = []
    credential: Annotated[ServiceAccount | InstalledUser | EntraApp, Field(discriminator="kind")] | None = None


class TagPart(Part):
    """A tag."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    color: TagColor = ""
    show_in_mailbox: bool = False
    skills: Skills = []


class CategoryPart(Part):
    """A category, with a sentence and a few examples that say what belongs in it."""

    key: Key
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    description: str = ""
    examples: list[str] = []
    skills: Skills = []


class TemplatePart(Part):
    """A prepared text; variables are written {{like.this}}."""

    key: Key
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    language: Language = "en"
    team: Key | None = None
    subject: str = ""
    body: Annotated[str, StringConstraints(min_length=1, max_length=50_000)]


class Document(Part):
    """The whole file."""

    organization: OrganizationPart
    settings: Behaviour = Behaviour()
    people: list[PersonPart] = []
    teams: list[TeamPart] = []
    mailboxes: list[MailboxPart] = []
    tags: list[TagPart] = []
    categories: list[CategoryPart] = []
    templates: list[TemplatePart] = []
    calendars: list[CalendarPart] = []
    policies: list[PolicyPart] = []
    webhooks: list[WebhookPart] = []
    rules: list[RulePart] = []
    ai: AiPart = AiPart()
