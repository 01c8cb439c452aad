"""The ledger in words: whether everything is there, what is not, and whether the entries are as they were written."""

from __future__ import annotations

from cards import parts
from cards.kit import Button, Buttons, Line, Open, Section, Span, Tone, Widget
from cards.view import View
from inbox import checks
from inbox.ledgers import Standing
from inbox.models import Disposition, LedgerEntry, Outcome
from inbox.translation import N_

SHOWN = 3
"""Alarms on the first page; the others stand first on the ledger's own."""
_NAMED = 20
"""Missing messages on a card; `inbox ledger show` names more."""
DISPOSITIONS = {
    Disposition.CONVERSATION: N_("In conversations"),
    Disposition.DUPLICATE: N_("Copies of mail that is here already"),
    Disposition.BOUNCE: N_("Reports that mail was not delivered"),
    Disposition.AUTOMATIC: N_("Automatic mail"),
    Disposition.QUARANTINED: N_("In quarantine"),
    Disposition.FAILED: N_("Kept, but not readable yet"),
    Disposition.IGNORED: N_("Drafts, chats, and mail from before the first reading"),
}
_OUTCOMES = {
    Outcome.REPAIRED: N_("fetched and taken in"),
    Outcome.REFUSED: N_("the mail provider does not give it"),
}
_CHANGED = N_("The ledger was changed after it was written: entry %(number)s is the first that is not right.")


def alarm(view: View, one: Standing) -> str:
    """What is wrong with a mailbox in a sentence; empty when nothing is."""
    if one.fault:
        return view.gettext(_CHANGED) % {"number": one.fault_number}
    if one.unexplained:
        return view.ngettext(
            "%(count)d message is missing: the mail provider lists it but does not give it.",
            "%(count)d messages are missing: the mail provider lists them but does not give them.",
            one.unexplained,
        )
    if one.missing:
        return view.ngettext(
            "%(count)d message was missing and has been fetched.",
            "%(count)d messages were missing and have been fetched.",
            one.missing,
        )
    return ""


def alarms(view: View, found: list[Standing]) -> Section:
    """What an admin must know before anything else, with the way to it."""
    widgets: list[Widget] = [parts.warning(f"{one.name}: {alarm(view, one)}") for one in found[:SHOWN]]
    if widgets:
        widgets.append(Buttons((Button(view.gettext("Look at the ledger"), Open("ledger")),)))
    return Section(tuple(widgets))


def summary(view: View, one: Standing) -> str:
    """How a mailbox stands, in a line."""
    under_way = progress(view, one)
    if one.ended_at is None:
        return under_way or view.gettext("Not checked yet")
    said = alarm(view, one)
    found = f"⚠ {said}" if said else everything(view, one.listed or 0)
    return " · ".join(filter(None, (found, view.age(one.ended_at), under_way)))


def everything(view: View, listed: int) -> str:
    """Nothing is missing."""
    return view.ngettext("✓ %(count)d message, none missing", "✓ %(count)d messages, none missing", listed)


def progress(view: View, one: Standing) -> str:
    """How far the check under way got; empty when there is none."""
    stand = checks.stand_of(one.stand or {})
    if stand is None:
        return ""
    if stand.started is None:
        return view.gettext("A check begins soon.")
    values = {"done": stand.listed, "total": max(stand.total, stand.listed)}
    return view.gettext("Being checked: %(done)s of about %(total)s messages so far.") % values


def chain(view: View, one: Standing) -> Widget:
    """Whether the entries are as they were written."""
    if one.fault:
        return parts.warning(view.gettext(_CHANGED) % {"number": one.fault_number})
    seen = view.age(one.verified_at) if one.verified_at else ""
    return Line(text=view.gettext("✓ As written"), above=view.gettext("Entries of the ledger"), below=seen)


def verdict(view: View, one: LedgerEntry) -> Widget:
    """Whether anything is missing."""
    if not one.missing:
        return Line(text=Span(everything(view, one.listed), tone=Tone.GOOD))
    lost = view.ngettext("%(count)d message was missing", "%(count)d messages were missing", one.missing)
    return parts.warning(lost)


def numbers(view: View, one: LedgerEntry) -> tuple[Widget, ...]:
    """What was counted."""
    lines = [
        (view.gettext("Listed by the mail provider"), one.listed),
        (view.gettext("Held here"), one.held),
        *(
            (view.gettext(DISPOSITIONS[each]), int(one.dispositions[each.value]))
            for each in Disposition
            if each.value in one.dispositions
        ),
        (view.gettext("Missing, now fetched"), one.repaired),
        (view.gettext("Unexplained"), one.unexplained),
    ]
    further = [
        (view.gettext("Arrived during the check"), one.arrived),
        (view.gettext("Gone during the check"), one.vanished),
        (view.gettext("Deleted at the mail provider, kept here"), one.deleted),
    ]
    lines += [(what, count) for what, count in further if count]
    return tuple(Line(text=str(count), above=what) for what, count in lines)


def missing(view: View, one: LedgerEntry) -> Section:
    """The messages that were missing, by their ids: what they say is not repeated here."""
    widgets: list[Widget] = [
        Line(
            text=each["message_id"] or view.gettext("(no Message-ID known)"),
            above=each["provider_id"],
            below=view.gettext(_OUTCOMES.get(each["outcome"], _OUTCOMES[Outcome.REFUSED])),
        )
        for each in one.named[:_NAMED]
    ]
    if one.missing > _NAMED:
        more = view.ngettext("and %(count)d more", "and %(count)d more", one.missing - _NAMED)
        widgets.append(parts.quiet(more))
    return Section(tuple(widgets), title=view.gettext("Missing messages") if widgets else "")
