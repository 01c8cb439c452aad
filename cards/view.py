"""Who looks at a card, when, and in which words: what every page is drawn with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cards.company import ALONE, Company
from cards.kit import NOTHING_TYPED, Form
from cards.outward import Preview, nothing
from cards.wording import Wording, wording
from inbox.access import Viewer
from inbox.errors import InboxError


@dataclass(frozen=True)
class View:
    """A viewer at a moment. `drawn` names this one drawing: a press on it that comes twice is done once."""

    viewer: Viewer
    now: datetime
    wording: Wording
    drawn: str
    form: Form = NOTHING_TYPED
    """What was typed, when a form is shown again."""
    may_be_late: bool = False
    """Whether something that brings news cannot be reached, so that the card must say so."""
    company: Company = ALONE
    """Who else looks at conversations or answers them just now."""
    outward: Preview = nothing
    """What of a conversation would leave this machine."""

    def gettext(self, message: str) -> str:
        """The message in the viewer's language."""
        return self.wording.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The message for one or for many, with its `%(count)d` filled in."""
        return self.wording.ngettext(one, many, count)

    def refusal(self, error: InboxError) -> str:
        """A refusal in the viewer's language."""
        return self.wording.refusal(error)

    def age(self, at: datetime) -> str:
        """How long ago."""
        return self.wording.age(at, self.now)

    def moment(self, at: datetime) -> str:
        """Date and time where the viewer is."""
        return self.wording.moment(at)

    def day(self, at: datetime) -> str:
        """The date where the viewer is."""
        return self.wording.day(at)


def view_of(
    viewer: Viewer, *, now: datetime, drawn: str, form: Form = NOTHING_TYPED, may_be_late: bool = False,
    company: Company | None = None, outward: Preview = nothing,
) -> View:  # fmt: skip
    """The view of a viewer, in their language and zone."""
    words = wording(viewer.language, viewer.time_zone)
    return View(viewer, now, words, drawn, form, may_be_late, company or ALONE, outward)
