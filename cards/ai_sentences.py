"""Telling what models did, and what staff made of it."""

from __future__ import annotations

from cards import ai_words, words
from cards.view import View
from inbox.timeline import Happening, Names


def triaged(view: View, one: Happening, _names: Names) -> str:
    """What a model made of a mail, in a few words; the card shows more."""
    suggested = one.data.get("suggested") or ()
    if "urgent" in suggested:
        return view.gettext("The AI saw urgent signs in a mail")
    if "category" in suggested:
        return view.gettext("The AI suggests a category")
    return view.gettext("The AI read a mail")


def refused(view: View, one: Happening, _names: Names) -> str:
    """A suggestion, or that something is urgent."""
    who = {"who": one.person or view.gettext("somebody who is gone")}
    if one.data.get("signs"):
        return view.gettext("%(who)s said that nothing here is urgent") % who
    return view.gettext("%(who)s refused the category that the AI suggested") % who


def undone(view: View, one: Happening, _names: Names) -> str:
    """The suggestion waits for a decision again."""
    who = {"who": one.person or view.gettext("somebody who is gone")}
    return view.gettext("%(who)s took back what was decided about a suggestion") % who


def chosen(view: View, one: Happening, _names: Names) -> str:
    """Which version of what was learnt is in use."""
    who = one.person or view.gettext("The command line")
    values = {"who": who, "version": one.data.get("version")}
    return view.gettext("%(who)s put version %(version)s of what the AI learnt into use") % values


def reason(view: View, written: str) -> str:
    """Why, whoever gave the reason."""
    told = ai_words.reason(view, written)
    return words.reason(view, written) if told is None else told
