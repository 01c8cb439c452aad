"""What people are told: a sentence for every kind of notice, and a headline that says nothing of what a mail says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from cards import words
from cards.wording import Wording
from inbox.models import Notice
from inbox.notice_choices import Way
from inbox.translation import N_


class Said(NamedTuple):
    """How a notice is worded with what it knows, and when it knows less than that; the parts it takes from its data."""

    full: str
    plain: str
    parts: tuple[str, ...] = ()


HEADLINES: dict[Notice, str] = {
    Notice.MENTIONED: N_("You were mentioned"),
    Notice.ASSIGNED: N_("Given to you"),
    Notice.ROUTED: N_("Assigned to you"),
    Notice.REPLY_FAILED: N_("A reply was not sent"),
    Notice.NOT_DELIVERED: N_("A mail was not delivered"),
    Notice.REPLIES_CROSSED: N_("Two replies crossed"),
    Notice.SLA_WARNING: N_("A response is due soon"),
    Notice.SLA_BREACH: N_("A response is overdue"),
    Notice.NO_ELIGIBLE_AGENT: N_("Nobody is there to take it"),
    Notice.LEAVE_BEGAN: N_("A colleague is on leave"),
    Notice.ABSENCES_UNREADABLE: N_("Out-of-office answers cannot be read"),
    Notice.RULE: N_("A rule tells you of it"),
    Notice.RULES_HELD: N_("Rules are held back"),
    Notice.MAILBOX_TROUBLE: N_("A mailbox cannot be read"),
    Notice.LEDGER_ALARM: N_("A ledger needs a look"),
    Notice.WEBHOOK_DISABLED: N_("A webhook was switched off"),
    Notice.MODEL_RESTS: N_("A model does not answer"),
    Notice.MODEL_OVER_BUDGET: N_("The budget of a model is used up"),
    Notice.MAIL_BRAKED: N_("Notices by mail are held back"),
    Notice.MAIL_BLOCKED: N_("Notices by mail are refused"),
}
"""What the subject of a mail says, and the settings: the kind and nothing else."""

_SENTENCES: dict[Notice, Said] = {
    Notice.MENTIONED: Said(N_("%(who)s mentioned you in a note"), N_("You were mentioned in a note"), ("who",)),
    Notice.ASSIGNED: Said(N_("%(who)s gave it to you"), N_("It was given to you"), ("who",)),
    Notice.ROUTED: Said(N_("It was assigned to you: %(reason)s"), N_("It was assigned to you"), ("reason",)),
    Notice.REPLY_FAILED: Said(N_("A reply from %(sender)s could not be sent"), N_("A reply could not be sent"),
                              ("sender",)),
    Notice.NOT_DELIVERED: Said("", N_("A mail of ours could not be delivered. Check the address.")),
    Notice.REPLIES_CROSSED: Said("", N_("Two replies crossed: the same mail was answered twice")),
    Notice.SLA_WARNING: Said(N_("%(clock)s is due: %(due)s"), N_("A response is due soon"), ("clock", "due")),
    Notice.SLA_BREACH: Said(N_("%(clock)s was due: %(due)s"), N_("A response is overdue"), ("clock", "due")),
    Notice.NO_ELIGIBLE_AGENT: Said(N_("Nobody is there to take it: %(reason)s"), N_("Nobody is there to take it"),
                                   ("reason",)),
    Notice.LEAVE_BEGAN: Said(N_("%(name)s is on leave; conversations that were handed over: %(count)s, that wait "
                                "for a decision: %(waiting)s. Look under Settings, Availability"),
                             N_("A colleague is on leave"), ("name", "count", "waiting")),
    Notice.ABSENCES_UNREADABLE: Said(N_("Out-of-office answers of the staff cannot be read through %(mailbox)s; leave "
                                        "is written down here instead"),
                                     N_("Out-of-office answers cannot be read"), ("mailbox",)),
    Notice.RULE: Said(N_("The rule “%(rule)s” tells you of it"), N_("A rule tells you of it"), ("rule",)),
    Notice.RULES_HELD: Said("", N_("Rules did so much here that they are held back for a while")),
    Notice.MAILBOX_TROUBLE: Said(N_("%(mailbox)s cannot be read: new mail does not arrive until an admin mends it"),
                                 N_("A mailbox cannot be read"), ("mailbox",)),
    Notice.LEDGER_ALARM: Said(N_("The ledger of %(mailbox)s needs a look"),
                              N_("A ledger needs a look"), ("mailbox",)),
    Notice.WEBHOOK_DISABLED: Said(N_("The webhook %(webhook)s failed for days and was switched off. What it has not "
                                     "been told waits until an admin enables it."),
                                  N_("A webhook was switched off"), ("webhook",)),
    Notice.MODEL_RESTS: Said(N_("The model %(model)s does not answer; the local one stands in. Look "
                                "under Settings, AI"),
                             N_("A model does not answer; the local one stands in"), ("model",)),
    Notice.MODEL_OVER_BUDGET: Said(N_("The budget of the model %(model)s is used up for today; the local one stands "
                                      "in"),
                                   N_("The budget of a model is used up for today"), ("model",)),
    Notice.MAIL_BRAKED: Said(N_("So many notices went to %(name)s by mail that the next are held back until %(until)s"),
                             N_("Notices by mail are held back"), ("name", "until")),
    Notice.MAIL_BLOCKED: Said(N_("The mail server of %(address)s refuses our notices; none are mailed there until "
                                 "%(until)s"),
                              N_("Notices by mail are refused"), ("address", "until")),
}  # fmt: skip

CLOCKS = {kind.value: text for kind, text in words.CLOCKS.items()}
"""What an SLA clock waits for, by its kind."""

WAYS = {
    Way.NONE: N_("Not at all"),
    Way.LIST: N_("In this list"),
    Way.MAIL: N_("In this list and by mail at once"),
    Way.DIGEST: N_("In this list and in the daily mail"),
}


def headline(wording: Wording, kind: Notice) -> str:
    """The kind in a few words."""
    return wording.gettext(HEADLINES[kind])


def sentence(wording: Wording, kind: Notice, data: Mapping[str, Any], *, who: str | None = None) -> str:
    """What happened, without a word of any mail."""
    said = _SENTENCES[kind]
    values = {part: _part(wording, part, data.get(part)) for part in said.parts}
    if "who" in said.parts:
        values["who"] = who or ""
    if not said.parts or not all(values.values()):
        return wording.gettext(said.plain)
    return wording.gettext(said.full) % values


def _part(wording: Wording, name: str, value: object) -> str:
    teller = _PARTS.get(name)
    return teller(wording, value) if teller and isinstance(value, str) else str(value or "")


def _moment(wording: Wording, written: str) -> str:
    return wording.moment(datetime.fromisoformat(written))


def _clock(wording: Wording, kind: str) -> str:
    return wording.gettext(CLOCKS[kind]) if kind in CLOCKS else ""


_PARTS: dict[str, Callable[[Wording, str], str]] = {"due": _moment, "until": _moment, "clock": _clock}
