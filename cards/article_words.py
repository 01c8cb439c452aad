"""Words about articles: what happened to them, who may read them, and why they were found."""

from __future__ import annotations

from cards.view import View
from inbox.models import Audience, EventKind
from inbox.translation import N_

SENTENCES: dict[EventKind, tuple[str, str]] = {
    EventKind.ARTICLE_WRITTEN: (
        N_("%(who)s wrote the article “%(new)s”"), N_("The article “%(new)s” was written")
    ),
    EventKind.ARTICLE_CHANGED: (
        N_("%(who)s changed the article “%(new)s”"), N_("The article “%(new)s” was changed")
    ),
    EventKind.ARTICLE_RESTORED: (
        N_("%(who)s went back to an earlier version of the article “%(new)s”"),
        N_("An earlier version of the article “%(new)s” holds again"),
    ),
    EventKind.ARTICLE_PUBLISHED: (
        N_("%(who)s made the article “%(new)s” public"), N_("The article “%(new)s” became public")
    ),
    EventKind.ARTICLE_UNPUBLISHED: (
        N_("%(who)s made the article “%(new)s” staff-only"), N_("The article “%(new)s” became staff-only")
    ),
    EventKind.ARTICLE_ARCHIVED: (
        N_("%(who)s archived the article “%(new)s”"), N_("The article “%(new)s” was archived")
    ),
    EventKind.ARTICLE_UNARCHIVED: (
        N_("%(who)s brought the article “%(new)s” back"), N_("The article “%(new)s” is back")
    ),
    EventKind.ARTICLE_REVIEWED: (
        N_("%(who)s reviewed the article “%(new)s”"), N_("The article “%(new)s” was reviewed")
    ),
}  # fmt: skip
"""By somebody, and by nobody who is named."""

_AUDIENCES = {Audience.STAFF: N_("staff-only"), Audience.PUBLIC: N_("public")}


def audience(view: View, one: Audience) -> str:
    """Who may read it, in a word."""
    return view.gettext(_AUDIENCES[one])


def because(view: View, words: str) -> str:
    """Why an article was found, where words led to it."""
    return view.gettext("because of: %(words)s") % {"words": words} if words else ""
