"""What a model found in the mail: urgent signs before all else, a suggested category, and what is asked."""

from __future__ import annotations

from collections.abc import Sequence

from cards import ai_words, parts, words
from cards.kit import Button, Icon, Line, Open, Press, Section, Span, Text, Widget
from cards.view import View
from inbox import findings
from inbox.mail.text import gist
from inbox.models import FindingState, Priority
from inbox.overview import Head
from inbox.readings import Read

_ALARMING, _PASSAGES, _ASKED, _EXAMPLES, _WORDS = 3, 3, 5, 2, 6
_LONGEST, _LONGEST_LIST = 120, 400
_MOOD = 0.5
"""From so far off the middle on, a mood is worth a word."""
_DECIDED = (FindingState.ACCEPTED, FindingState.CHANGED, FindingState.REFUSED, FindingState.UNDONE)


def signs(view: View, head: Head) -> Section:
    """Passages that may not wait, until somebody has seen to them."""
    alarming = [one for one in head.found if one.wants_somebody]
    widgets = [widget for one in alarming[:_ALARMING] for widget in _signs(view, head, one)]
    if len(alarming) > _ALARMING:
        widgets.append(parts.quiet(view.gettext("Earlier mail has urgent signs, too.")))
    return Section(tuple(widgets), title=view.gettext("Urgent signs")) if widgets else Section(())


def section(view: View, head: Head) -> Section:
    """The suggestion and its reason, with the buttons that decide; then what was found in the newest mail."""
    if not head.found:
        return Section(())
    newest = head.found[0]
    first = _suggestion(view, head)
    rest = [*_asked(view, newest), *_about(view, newest)]
    title = view.gettext("What the AI reads in it")
    return Section((*first, *rest), title=title, shows=len(first) if rest else None)


def _signs(view: View, head: Head, one: Read) -> list[Widget]:
    widgets: list[Widget] = []
    for kind, passages in one.urgent.items():
        quoted = " … ".join(_quoted(view, passage) for passage in passages[:_PASSAGES])
        widgets.append(parts.warning(f"{ai_words.sign(view, kind)}: {quoted}"))
    if set(one.urgent) & set(one.why.get("alone", ())):
        widgets.append(parts.quiet(view.gettext("The model on this machine does not see all of it; please judge.")))
    if one.was_raised and head.priority is Priority.URGENT:
        widgets.append(parts.quiet(view.gettext("The priority was raised to urgent because of that.")))
    calm = Button(view.gettext("Not urgent"), Press("calm-signs", {"finding": str(one.id)}))
    return [*widgets, *parts.in_rows(calm)]


def _suggestion(view: View, head: Head) -> tuple[Widget, ...]:
    """One that waits for a decision; else the one decided last; else that there is none."""
    for one in head.found:
        if one.state is FindingState.SUGGESTED and one.category and one.category_id != head.category_id:
            return _waiting(view, head, one)
        if one.state is FindingState.APPLIED and one.category:
            return _applied(view, head, one)
    newest = head.found[0]
    if newest.state in _DECIDED:
        return _decided(view, newest)
    return (parts.quiet(view.gettext("It suggests no other category.")),)


def _waiting(view: View, head: Head, one: Read) -> tuple[Widget, ...]:
    here = {"finding": str(one.id)}
    buttons = parts.in_rows(
        Button(view.gettext("Accept"), Press("accept-suggestion", here), is_primary=True),
        Button(view.gettext("Another…"), Open("categorize", {"conversation": str(head.id)})),
        Button(view.gettext("None of these"), Press("refuse-suggestion", here)),
    )
    return (_category(view, one, view.gettext("Suggested category")), *_why(view, one), *buttons)


def _applied(view: View, head: Head, one: Read) -> tuple[Widget, ...]:
    here = {"finding": str(one.id)}
    buttons = parts.in_rows(
        Button(view.gettext("Undo"), Press("undo-suggestion", here)),
        Button(view.gettext("That is right"), Press("accept-suggestion", here)),
        Button(view.gettext("Another…"), Open("categorize", {"conversation": str(head.id)})),
    )
    return (_category(view, one, view.gettext("Category set by the AI")), *_why(view, one), *buttons)


def _decided(view: View, one: Read) -> tuple[Widget, ...]:
    said = {
        FindingState.ACCEPTED: view.gettext("%(who)s accepted “%(category)s”."),
        FindingState.CHANGED: view.gettext("%(who)s chose another category than “%(category)s”."),
        FindingState.REFUSED: view.gettext("%(who)s refused “%(category)s”."),
        FindingState.UNDONE: view.gettext("%(who)s took “%(category)s” off again."),
    }[one.state]
    who = one.decided_by or view.gettext("somebody who is gone")
    text = said % {"who": who, "category": gist(one.category, parts.NAME)}
    undo = Button(view.gettext("Undo"), Press("undo-suggestion", {"finding": str(one.id)}))
    return (Line(text=text, button=None if one.state is FindingState.UNDONE else undo),)


def _category(view: View, one: Read, above: str) -> Line:
    text: Text = (Span(one.category, bold=True), f" · {ai_words.sure(view, one.confidence)}")
    return Line(text=text, above=above, icon=Icon.TAG)


def _why(view: View, one: Read) -> tuple[Widget, ...]:
    deciding = ", ".join(one.why.get("words", ())[:_WORDS])
    alike = " · ".join(_quoted(view, text) for text in one.why.get("examples", ())[:_EXAMPLES])
    told = [view.gettext("Because of: %(words)s") % {"words": gist(deciding, _LONGEST_LIST)}] if deciding else []
    told += [view.gettext("Much like: %(examples)s") % {"examples": alike}] if alike else []
    if findings.CATEGORY in one.why.get("alone", ()):
        told.append(view.gettext("The model on this machine would not suggest it: nothing is done by it."))
    return (parts.quiet("\n".join(told)),) if told else ()


def _quoted(view: View, text: str) -> str:
    return view.gettext("“%(text)s”") % {"text": gist(text, _LONGEST)}


def _asked(view: View, one: Read) -> list[Widget]:
    """What somebody wants to know, and the dates and numbers that it is about."""
    labels = (
        ("questions", view.gettext("Asked")),
        ("dates", view.gettext("Dates")),
        ("numbers", view.gettext("Numbers")),
    )
    listed = ((above, _listed(one.asked.get(name, ()))) for name, above in labels)
    return [Line(text=text, above=above) for above, text in listed if text]


def _listed(texts: Sequence[str]) -> str:
    return " · ".join(gist(text, _LONGEST) for text in texts[:_ASKED])


def _about(view: View, one: Read) -> list[Widget]:
    """Language, mood, what is private in it, and who says so."""
    told = [view.wording.language_called(one.language)] if one.language else []
    if one.sentiment <= -_MOOD:
        told.append(view.gettext("upset"))
    if one.is_thanks:
        told.append(view.gettext("a thank-you"))
    if one.priority in (Priority.HIGH, Priority.URGENT):
        told.append(view.gettext("seems %(priority)s") % {"priority": words.priority(view, one.priority).lower()})
    widgets: list[Widget] = [Line(text=" · ".join(told), above=view.gettext("Language and mood"))] if told else []
    if one.private:
        widgets.append(Line(text=ai_words.private(view, one.private), above=view.gettext("Private things in it")))
    widgets.append(parts.quiet(ai_words.model(view, one.model, one.instead_of)))
    return widgets
