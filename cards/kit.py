"""The card kit: what a card is made of, said without any host in mind. All text is plain; renderers escape and cut."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from inbox.errors import InboxError

Params = Mapping[str, str]

_SCHEMES = frozenset({"https", "mailto", "tel"})


def may_be_opened(url: str) -> bool:
    """Whether a card may lead to an address."""
    return urlsplit(url).scheme in _SCHEMES


class Tone(enum.StrEnum):
    """What a colour says. It only underlines what the words say already."""

    QUIET = "quiet"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"


class Icon(enum.StrEnum):
    """What an icon stands for; each host has its own picture of it."""

    ASSIGNEE = "assignee"
    ATTACHMENT = "attachment"
    CONTACT = "contact"
    LINK = "link"
    MAIL = "mail"
    NOTE = "note"
    STATUS = "status"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text that looks different from what stands around it; a link that may not be opened is just text."""

    text: str
    bold: bool = False
    tone: Tone | None = None
    link: str = ""


Text = str | Span | tuple[str | Span, ...]


@dataclass(frozen=True, slots=True)
class Press:
    """Doing something: `action` is a key of ACTIONS. What was typed on the card goes with it."""

    action: str
    params: Params = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    """Names of fields that must be filled in first."""


@dataclass(frozen=True, slots=True)
class Open:
    """Looking at another page, put on top of this card: `page` is a key of PAGES."""

    page: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """An address outside: https, mailto or tel."""

    url: str

    def __post_init__(self) -> None:
        if not may_be_opened(self.url):
            raise ValueError("a card opens https, mailto and tel only")


Act = Press | Open | Link


@dataclass(frozen=True, slots=True)
class Button:
    """A button with words on it."""

    text: str
    act: Act
    is_primary: bool = False
    is_disabled: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. More than `max_lines` are shown on request; 0 shows all."""

    text: Text
    max_lines: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: small words above and below, and what a tap on it does.

    An icon says to those who cannot see it what `icon_says`, else what stands above.
    """

    text: Text
    above: str = ""
    below: str = ""
    icon: Icon | None = None
    icon_says: str = ""
    act: Act | None = None
    button: Button | None = None
    wraps: bool = True


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons side by side; more than three become several rows."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """One of several short choices that lead somewhere at once."""

    text: str
    act: Act
    is_current: bool = False

    @property
    def shown(self) -> str:
        """Its words, the current one marked so that colour is not needed to tell."""
        return f"✓ {self.text}" if self.is_current else self.text


@dataclass(frozen=True, slots=True)
class Chips:
    """A row of chips that wraps."""

    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    """A thin line."""


@dataclass(frozen=True, slots=True)
class TextField:
    """A field to type into. `suggest` is asked for completions of what was typed."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    has_many_lines: bool = False
    max_length: int = 0
    suggest: Press | None = None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a `Choice`."""

    value: str
    text: str
    is_selected: bool = False


class Style(enum.StrEnum):
    """How a choice looks."""

    DROPDOWN = "dropdown"
    RADIO = "radio"
    CHECKBOXES = "checkboxes"


@dataclass(frozen=True, slots=True)
class Choice:
    """Choosing one (dropdown, radio) or several (checkboxes) of at most 100 options."""

    name: str
    label: str
    options: tuple[Option, ...]
    style: Style = Style.DROPDOWN


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar date, without a time and without a zone."""

    name: str
    label: str
    value: date | None = None


Widget = Paragraph | Line | Buttons | Chips | Divider | TextField | Choice | Day


@dataclass(frozen=True, slots=True)
class Section:
    """Widgets that belong together. With `shows` set, the rest is folded away until asked for."""

    widgets: tuple[Widget, ...]
    title: str = ""
    shows: int | None = None


@dataclass(frozen=True, slots=True)
class Footer:
    """What stays in sight at the end of a card: what a form does when it is done, or a way out."""

    primary: Button
    secondary: Button | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A card. `carries` goes with every press on it: which conversation it shows, and as of when."""

    name: str
    title: str
    sections: tuple[Section, ...]
    subtitle: str = ""
    menu: tuple[Button, ...] = ()
    footer: Footer | None = None
    carries: Params = field(default_factory=dict)
    language: str = ""
    """What it is written in, for hosts that add words of their own."""
    again: Open | None = None
    """How it is drawn anew, when not in the way that it was asked for."""
    is_waiting: bool = False
    """Whether it says more in a moment: a client that can looks again by itself."""
    is_typed: bool = False  # drawing it anew in any way would lose what somebody typed


class Move(enum.StrEnum):
    """How a card comes into view."""

    PUSH = "push"
    """On top of the one in view."""
    UPDATE = "update"
    """In place of the one in view."""
    BACK = "back"
    """The one in view, a form, goes away; the card replaces the one beneath it."""
    ROOT = "root"
    """Everything goes away but the first card, which the card replaces."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What to put into the mail that is being written. Plain text; an empty subject leaves the subject alone."""

    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a press: a card, a few words, text for a draft, or completions."""

    card: Card | None = None
    move: Move = Move.UPDATE
    notification: str = ""
    has_changed: bool = False
    """Whether other cards that the client keeps may be out of date now."""
    draft: Draft | None = None
    completions: tuple[str, ...] | None = None
    refusal: InboxError | None = None
    """Why nothing was done; the words for it are the notification."""


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed on a form, and what is wrong with it, when it has to be shown again."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str, otherwise: str = "") -> str:
        """What was typed into a field, or what stood there before."""
        return self.values[name][0] if self.values.get(name) else otherwise

    def chosen(self, name: str, otherwise: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The options chosen, or those that were chosen before; nothing typed at all is an untouched form."""
        return self.values.get(name, ()) if self.values else otherwise


NOTHING_TYPED = Form()
