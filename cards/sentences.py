"""Telling what happened: a sentence for every kind of event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from cards import ai_sentences, article_words, words
from cards.view import View
from inbox import timeline
from inbox.models import ClockKind, EventKind, Priority
from inbox.timeline import Happening, Names
from inbox.translation import N_

Teller = Callable[[View, Happening, Names], str]


def sentence(view: View, one: Happening, names: Names) -> str:
    """What happened, in the viewer's language, with the reason where there is one."""
    told = SENTENCES[one.kind](view, one, names)
    why = ", ".join(filter(None, (ai_sentences.reason(view, one.reason), _by_rule(view, one))))
    return view.gettext("%(what)s (%(why)s)") % {"what": told, "why": why} if why else told


def missed(session: Session, view: View, conversation_id: int, seen: int, version: int) -> str:
    """What happened since the viewer's card was drawn; each recorded event raised the version by one."""
    told = timeline.last_recorded(session, conversation_id, min(max(version - seen, 1), _TOLD_AT_ONCE))
    names = timeline.names(session, told)
    return " · ".join(sentence(view, one, names) for one in reversed(told))


_TOLD_AT_ONCE = 2
_PRIORITIES = frozenset(Priority)


def _done_by(by_somebody: str, by_itself: str) -> Teller:
    """A sentence with the person who did it, or one that does without."""

    def tell(view: View, one: Happening, names: Names) -> str:
        values = {"who": one.person or "", **_values(view, one, names)}
        return view.gettext(by_somebody if one.person else by_itself) % values

    return tell


def _values(view: View, one: Happening, names: Names) -> dict[str, str]:
    """What a sentence may speak of: from whom, to whom, what it was and what it is."""
    old, new = one.data.get("old"), one.data.get("new")
    if one.kind in (EventKind.ASSIGNED, EventKind.UNASSIGNED):
        old, new = _named(view, names, old), _named(view, names, new)
    elif one.kind is EventKind.PRIORITIZED:
        old, new = _priority(view, old), _priority(view, new)
    return {
        "old": str(old or ""),
        "new": str(new or ""),
        "sender": one.sender or view.gettext("somebody unknown"),
        "until": _moment(view, one.data.get("until")),
        "mailbox": str(one.data.get("mailbox") or view.gettext("another mailbox")),
        "people": ", ".join(_named(view, names, person_id) for person_id in one.data.get("people") or ()),
        "addresses": ", ".join(str(address) for address in one.data.get("addresses") or ()),
    }


def _assigned(view: View, one: Happening, names: Names) -> str:
    if isinstance(one.data.get("routing"), dict):
        return _routed(view, one, names)
    if one.person and one.data.get("new") == one.person_id:
        return view.gettext("%(who)s took it") % {"who": one.person}
    return _ASSIGNED(view, one, names)


def _routed(view: View, one: Happening, names: Names) -> str:
    """To whom it went by itself, and how that came about."""
    how = one.data["routing"]
    method = words.ROUTING.get(str(how.get("method")))
    present, free = int(how.get("present", 0)), int(how.get("free", 0))
    told = [view.gettext(method)] if method else []
    told.append(view.ngettext("%(count)d eligible", "%(count)d eligible", present))
    if free < present:
        told.append(view.ngettext("%(count)d below cap", "%(count)d below cap", free))
    values = {"what": _ASSIGNED(view, one, names), "why": ", ".join(told)}
    return view.gettext("%(what)s (%(why)s)") % values


def _not_routed(view: View, one: Happening, _names: Names) -> str:
    skills = ", ".join(str(skill) for skill in one.data.get("skills") or ())
    if skills:
        return view.gettext("It waits for somebody who can be given it and knows: %(skills)s") % {"skills": skills}
    return view.gettext("It waits for somebody whom it can be given to")


def _bounced(view: View, one: Happening, names: Names) -> str:
    return (_BOUNCED_FROM if one.data.get("addresses") else _BOUNCED)(view, one, names)


def _categorized(view: View, one: Happening, names: Names) -> str:
    return (_CATEGORIZED if one.data.get("new") else _UNCATEGORIZED)(view, one, names)


def _named(view: View, names: Names, person_id: object) -> str:
    name = names.get(person_id) if isinstance(person_id, int) else None
    return name or view.gettext("somebody who is gone")


def _noted(view: View, one: Happening, names: Names) -> str:
    return (_NOTED_FOR if one.person and one.data.get("people") else _NOTED)(view, one, names)


def _priority(view: View, value: object) -> str:
    return words.priority(view, Priority(value)) if isinstance(value, str) and value in _PRIORITIES else ""


def _escalated(view: View, one: Happening, names: Names) -> str:
    steps = [words.step(view, str(step)) for step in one.data.get("then") or ()]
    return view.gettext("Overdue, therefore: %(steps)s") % {"steps": ", ".join(steps)}


def _by_rule(view: View, one: Happening) -> str:
    name = one.data.get("rule")
    return view.gettext("rule “%(name)s”") % {"name": name} if isinstance(name, str) and name else ""


def _asked(view: View, one: Happening, names: Names) -> str:
    said = _ASKED.get(str(one.data.get("asks")), N_("A rule did something"))
    return view.gettext(said) % {"names": ", ".join(map(str, one.data.get("names") or ()))}


def _held(view: View, one: Happening, names: Names) -> str:
    said = _HELD.get(str(one.data.get("what")), N_("Rules are held back until %(until)s"))
    return view.gettext(said) % {"until": _moment(view, one.data.get("until"))}


def _labelled(view: View, one: Happening, names: Names) -> str:
    if one.data.get("old") and one.data.get("new"):
        return _RELABELLED(view, one, names)
    return (_LABEL_ADDED if one.data.get("new") else _LABEL_REMOVED)(view, one, names)


def _moment(view: View, written: object) -> str:
    return view.moment(datetime.fromisoformat(written)) if isinstance(written, str) else ""


_ASKED = {
    "reply": N_("The template “%(names)s” goes out as an automatic answer"),
    "notify": N_("To be told: %(names)s"),
    "webhook": N_("The webhook “%(names)s” is told"),
    "route": N_("The team's routing is to give it to somebody"),
}
_HELD = {
    "runs": N_("Rules did too much here and are held back until %(until)s"),
    "mail": N_("Too many automatic answers; no more of them until %(until)s"),
}
_ASSIGNED = _done_by(N_("%(who)s gave it to %(new)s"), N_("It went to %(new)s"))
_BOUNCED = _done_by(N_("A mail could not be delivered"), N_("A mail could not be delivered"))
_BOUNCED_FROM = _done_by(
    N_("A mail to %(addresses)s could not be delivered"), N_("A mail to %(addresses)s could not be delivered")
)
_CATEGORIZED = _done_by(N_("%(who)s put it under “%(new)s”"), N_("It was put under “%(new)s”"))
_LABEL_ADDED = _done_by(
    N_("The label “%(new)s” was put on in the mailbox"), N_("The label “%(new)s” was put on in the mailbox")
)
_LABEL_REMOVED = _done_by(
    N_("The label “%(old)s” was taken off in the mailbox"), N_("The label “%(old)s” was taken off in the mailbox")
)
_RELABELLED = _done_by(
    N_("The label “%(old)s” was replaced by “%(new)s” in the mailbox"),
    N_("The label “%(old)s” was replaced by “%(new)s” in the mailbox"),
)
_NOTED = _done_by(N_("%(who)s left a note"), N_("A note was left"))
_NOTED_FOR = _done_by(N_("%(who)s left a note for %(people)s"), N_("A note was left"))
_UNCATEGORIZED = _done_by(N_("%(who)s took it out of “%(old)s”"), N_("It was taken out of “%(old)s”"))


def _of_clock(first: str, other: str, resolution: str) -> Teller:
    """A sentence about a promise, by its kind."""
    by_kind: dict[str, Teller] = {
        ClockKind.FIRST_RESPONSE: _done_by(first, first),
        ClockKind.NEXT_RESPONSE: _done_by(other, other),
        ClockKind.RESOLUTION: _done_by(resolution, resolution),
    }
    return lambda view, one, names: by_kind.get(str(one.data.get("clock")), by_kind[ClockKind.RESOLUTION])(
        view, one, names
    )


SENTENCES: dict[EventKind, Teller] = {
    EventKind.CREATED: _done_by(N_("%(who)s started it"), N_("It began here")),
    EventKind.RECEIVED: _done_by(N_("%(sender)s wrote"), N_("%(sender)s wrote")),
    EventKind.SENT: _done_by(N_("%(who)s replied"), N_("A reply was sent")),
    EventKind.RECORDED: _done_by(N_("An automatic mail from %(sender)s"), N_("An automatic mail from %(sender)s")),
    EventKind.BOUNCED: _bounced,
    EventKind.ALSO_RECEIVED: _done_by(N_("The same mail reached %(mailbox)s"), N_("The same mail reached %(mailbox)s")),
    EventKind.OPENED: _done_by(N_("%(who)s opened it"), N_("It opened again")),
    EventKind.PENDING: _done_by(N_("%(who)s set it to pending"), N_("It was set to pending")),
    EventKind.CLOSED: _done_by(N_("%(who)s closed it"), N_("It was closed")),
    EventKind.SNOOZED: _done_by(N_("%(who)s snoozed it until %(until)s"), N_("It was snoozed until %(until)s")),
    EventKind.WOKE: _done_by(N_("The snooze ended"), N_("The snooze ended")),
    EventKind.KEEP_CLOSED_SUGGESTED: _done_by(
        N_("The last mail may be no more than a thank-you"), N_("The last mail may be no more than a thank-you")
    ),
    EventKind.ASSIGNED: _assigned,
    EventKind.UNASSIGNED: _done_by(N_("%(who)s took it off %(old)s"), N_("It was taken off %(old)s")),
    EventKind.NOT_ROUTED: _not_routed,
    EventKind.TAGGED: _done_by(N_("%(who)s added the tag “%(new)s”"), N_("The tag “%(new)s” was added")),
    EventKind.UNTAGGED: _done_by(N_("%(who)s removed the tag “%(old)s”"), N_("The tag “%(old)s” was removed")),
    EventKind.CATEGORIZED: _categorized,
    EventKind.PRIORITIZED: _done_by(
        N_("%(who)s changed the priority from %(old)s to %(new)s"),
        N_("The priority changed from %(old)s to %(new)s"),
    ),
    EventKind.TRIAGED: ai_sentences.triaged,
    EventKind.SUGGESTION_REFUSED: ai_sentences.refused,
    EventKind.SUGGESTION_UNDONE: ai_sentences.undone,
    EventKind.CLASSIFIER_CHOSEN: ai_sentences.chosen,
    EventKind.DUE_SOON: _of_clock(
        N_("The first response is due soon"), N_("A response is due soon"), N_("Its resolution is due soon")
    ),
    EventKind.OVERDUE: _of_clock(
        N_("The first response is overdue"), N_("A response is overdue"), N_("Its resolution is overdue")
    ),
    EventKind.ESCALATED: _escalated,
    EventKind.RULE_ASKED: _asked,
    EventKind.RULES_HELD: _held,
    EventKind.LABELLED: _labelled,
    EventKind.NOTE_ADDED: _noted,
    EventKind.NOTE_EDITED: _done_by(N_("%(who)s changed a note"), N_("A note was changed")),
    EventKind.NOTE_DELETED: _done_by(N_("%(who)s deleted a note"), N_("A note was deleted")),
    EventKind.LINK_SUGGESTED: _done_by(
        N_("A mail may belong to another conversation"), N_("A mail may belong to another conversation")
    ),
    EventKind.LINK_ACCEPTED: _done_by(N_("%(who)s accepted a suggested link"), N_("A suggested link was accepted")),
    EventKind.LINK_REFUSED: _done_by(N_("%(who)s refused a suggested link"), N_("A suggested link was refused")),
    EventKind.JOINED: _done_by(
        N_("Late mail showed that two conversations are one"), N_("Late mail showed that two conversations are one")
    ),
    EventKind.MERGED: _done_by(N_("%(who)s merged two conversations"), N_("Two conversations were merged")),
    EventKind.UNMERGED: _done_by(N_("%(who)s undid a merge"), N_("A merge was undone")),
    EventKind.SPLIT: _done_by(N_("%(who)s split the conversation"), N_("The conversation was split")),
    EventKind.QUARANTINED: _done_by(N_("%(who)s put it into quarantine"), N_("It was put into quarantine")),
    EventKind.RELEASED: _done_by(N_("%(who)s released it from quarantine"), N_("It was released from quarantine")),
    EventKind.MAIL_FAILED: _done_by(N_("A mail could not be read"), N_("A mail could not be read")),
    EventKind.MAIL_REPROCESSED: _done_by(
        N_("A mail that could not be read before was taken in"), N_("A mail that could not be read before was taken in")
    ),
    EventKind.MAIL_DELETED: _done_by(
        N_("A mail was deleted in the mailbox; it is kept here"),
        N_("A mail was deleted in the mailbox; it is kept here"),
    ),
    EventKind.TRACKED: _done_by(N_("%(who)s tracked this mail"), N_("This mail was tracked")),
    EventKind.REPLY_UNDONE: _done_by(N_("%(who)s took back a reply"), N_("A reply was taken back")),
    EventKind.REPLY_FAILED: _done_by(N_("A reply from %(who)s could not be sent"), N_("A reply could not be sent")),
    EventKind.REPLIES_CROSSED: _done_by(
        N_("Two replies crossed: the same mail was answered twice"),
        N_("Two replies crossed: the same mail was answered twice"),
    ),
    EventKind.MAILBOX_CHANGED: _done_by(N_("%(who)s changed the mailbox"), N_("The mailbox changed")),
    EventKind.CONFIGURED: _done_by(N_("%(who)s changed the configuration"), N_("The configuration changed")),
    EventKind.ACCESS_REFUSED: _done_by(N_("%(who)s was refused access"), N_("Somebody was refused access")),
    EventKind.ACCESS_GRANTED: _done_by(N_("%(who)s gave somebody access"), N_("Somebody was given access")),
    EventKind.SETTINGS_CHANGED: _done_by(N_("%(who)s changed their settings"), N_("Settings were changed")),
    EventKind.MAIL_BRAKED: _done_by(
        N_("So many notices went to %(people)s by mail that the next ones wait until %(until)s"),
        N_("So many notices went to %(people)s by mail that the next ones wait until %(until)s"),
    ),
    EventKind.AVAILABILITY_CHANGED: _done_by(
        N_("%(who)s changed when %(people)s is there"), N_("When %(people)s is there has changed")
    ),
    EventKind.LEAVE_BEGAN: _done_by(N_("The leave of %(people)s began"), N_("The leave of %(people)s began")),
    EventKind.ABSENCES_UNREADABLE: _done_by(
        N_("Out-of-office answers of the staff cannot be read; leave is written down here"),
        N_("Out-of-office answers of the staff cannot be read; leave is written down here"),
    ),
    EventKind.HANDED_OVER: _done_by(
        N_("%(who)s handed over what %(people)s left behind"), N_("What %(people)s left behind was handed over")
    ),
    EventKind.LEDGER_ALARM: _done_by(
        N_("The ledger found mail that was not here"), N_("The ledger found mail that was not here")
    ),
    EventKind.LEDGER_REPAIRED: _done_by(
        N_("Mail that the ledger missed was fetched"), N_("Mail that the ledger missed was fetched")
    ),
    **{kind: _done_by(*said) for kind, said in article_words.SENTENCES.items()},
}
