"""The words for what is stored as a key: status, priority, views, doors, reasons, classes of mail."""

from __future__ import annotations

from collections.abc import Iterable

from cards.company import Others
from cards.view import View
from inbox import handing_over, label_commands, lifecycle, reopening, routing
from inbox.mail.text import gist
from inbox.models import ClockKind, Door, Priority, Routing, Status
from inbox.translation import N_
from inbox.views import CLOSED, COUNTED, MINE, OVERDUE, PENDING, QUARANTINE, SIGNS, TEAM, UNASSIGNED

_NAME = 40
STATUSES = {Status.OPEN: N_("Open"), Status.PENDING: N_("Pending"), Status.CLOSED: N_("Closed")}
PRIORITIES = {
    Priority.LOW: N_("Low"),
    Priority.NORMAL: N_("Normal"),
    Priority.HIGH: N_("High"),
    Priority.URGENT: N_("Urgent"),
}
VIEW_NAMES = {
    SIGNS: N_("Urgent signs"),
    OVERDUE: N_("Overdue"),
    MINE: N_("Mine"),
    UNASSIGNED: N_("Unassigned"),
    TEAM: N_("Team"),
    PENDING: N_("Pending"),
    CLOSED: N_("Closed"),
    QUARANTINE: N_("Quarantine"),
}
PROVIDERS = {"gmail": "Google", "outlook": "Microsoft"}
"""Whose mailbox it is, for the people who use it."""
DOORS = {
    Door.GMAIL: N_("in Gmail"),
    Door.OUTLOOK: N_("in Outlook"),
    Door.WEB: N_("on the web"),
    Door.NATIVE: N_("by mail"),
    Door.LABEL: N_("by label"),
    Door.API: N_("by API"),
    Door.CLI: N_("by command line"),
    Door.RULE: N_("by a rule"),
    Door.AI: N_("by the AI"),
    Door.SYSTEM: N_("by the system"),
}
REASONS = {
    lifecycle.NOT_DELIVERED: N_("a mail was not delivered"),
    lifecycle.KEEP_CLOSED: N_("it may be no more than a thank-you"),
    "thanks": N_("it was no more than a thank-you"),
    lifecycle.AUTOMATIC: N_("nothing in it asks for an answer"),
    label_commands.NO_ACCESS: N_("it is taken off again, because this person has no access to the mailbox"),
    label_commands.NOT_IN_USE: N_("it is taken off again, because it is not in use"),
    label_commands.CLOCKS_DECIDE: N_("the clocks decide that"),
    "overdue": N_("it is overdue"),
    "replied": N_("whoever replies takes it"),
    reopening.ASSIGNEE_AWAY: N_("whoever had it is not there"),
    routing.NO_ELIGIBLE_AGENT: N_("nobody can be given it now"),
    handing_over.ON_LEAVE: N_("whoever had it is on leave"),
    handing_over.GIVEN_BACK: N_("given back after a leave"),
}
"""Reasons that the domain gives. Others are words already."""
ROUTING: dict[str, str] = {
    Routing.OFF: N_("off"),
    Routing.ROUND_ROBIN: N_("round robin"),
    Routing.FEWEST_OPEN: N_("fewest open"),
}
CLASSES = {
    "auto-reply": N_("automatic reply"),
    "out-of-office": N_("out of office"),
    "bounce-hard": N_("not delivered"),
    "bounce-soft": N_("delivery delayed"),
    "automated": N_("sent by a machine"),
    "bulk": N_("newsletter or mass mail"),
    "self": N_("our own automatic mail"),
}
"""Classes of mail worth a word; mail that a human wrote needs none."""

STEPS = {
    "notify-assignee": N_("whoever has it is told"),
    "notify-lead": N_("the lead is told"),
    "reassign": N_("it goes back to all"),
    "raise-priority": N_("its priority is raised"),
    "webhook": N_("other systems are told"),
}
"""What follows a breach."""
CLOCKS = {
    ClockKind.FIRST_RESPONSE: N_("First response"),
    ClockKind.NEXT_RESPONSE: N_("Next response"),
    ClockKind.RESOLUTION: N_("Resolution"),
}
"""What is promised."""
VARIABLES = {
    "contact.name": N_("Name of the contact"),
    "agent.name": N_("Your name"),
    "mailbox.name": N_("Name of the mailbox"),
}
"""Variables that every template may use; others are asked for by the name that the organization gave them."""


def step(view: View, step: str) -> str:
    """A step that follows a breach."""
    kind, _, tag = step.partition(": ")
    return view.gettext("the tag “%(tag)s” is put on") % {"tag": tag} if kind == "tag" else view.gettext(STEPS[step])


def variable(view: View, name: str) -> str:
    """What a template's variable is called where it is asked for."""
    if name in VARIABLES:
        return view.gettext(VARIABLES[name])
    plain = name if " " in name else name.replace("_", " ").replace(".", " ")
    return plain[:1].upper() + plain[1:]


def variables(view: View, names: Iterable[str]) -> str:
    """Several of them."""
    return ", ".join(variable(view, name) for name in names)


def company(view: View, others: Others) -> list[str]:
    """Who else answers or looks just now."""
    told = []
    if others.replying:
        names = ", ".join(gist(name, _NAME) or view.gettext("somebody in the mailbox") for name in others.replying)
        told.append(view.gettext("%(names)s: writing a reply") % {"names": names})
    if others.viewing:
        names = ", ".join(gist(name, _NAME) for name in others.viewing)
        told.append(view.gettext("%(names)s: looking at it") % {"names": names})
    return told


def status(view: View, one: Status) -> str:
    return view.gettext(STATUSES[one])


def priority(view: View, one: Priority) -> str:
    return view.gettext(PRIORITIES[one])


def reason(view: View, written: str) -> str:
    return view.gettext(REASONS[written]) if written in REASONS else written


def mail_class(view: View, one: str) -> str:
    return view.gettext(CLASSES[one]) if one in CLASSES else ""


def counted(number: int) -> str:
    """A count that stopped at a limit."""
    return str(number) if number < COUNTED else f"{COUNTED - 1}+"
