"""What came of looking at a rule: done or not, the conditions that decided, and each thing that was done."""

from __future__ import annotations

from cards import parts
from cards.kit import Line, Open
from cards.view import View
from inbox.mail.text import gist
from inbox.models import RuleOutcome
from inbox.rules.log import Ran
from inbox.translation import N_

_OUTCOMES = {
    RuleOutcome.DONE: N_("✓ done"),
    RuleOutcome.NO_MATCH: N_("did not hold"),
    RuleOutcome.STOPPED: N_("not looked at: a rule before it was to be the last"),
    RuleOutcome.TOO_SLOW: N_("⚠ a pattern takes too long on this mail"),
    RuleOutcome.HELD: N_("⚠ held back: rules did too much here"),
}
_LONGEST = 300


def here(view: View, one: Ran) -> Line:
    """A run as its conversation shows it."""
    return Line(text=_told(view, one), above=f"{view.moment(one.at)} · {gist(one.rule, parts.SUBJECT)}")


def of_rule(view: View, one: Ran) -> Line:
    """A run as its rule shows it."""
    return Line(
        text=_told(view, one),
        above=f"{view.moment(one.at)} · {parts.subject(view, one.subject)}",
        act=Open("conversation", {"conversation": str(one.conversation_id)}),
    )


def _told(view: View, one: Ran) -> str:
    lines = [view.gettext(_OUTCOMES[one.outcome])]
    if one.why:
        lines.append(view.gettext("Because: %(conditions)s") % {"conditions": gist(" · ".join(one.why), _LONGEST)})
    lines += [_action(view, said) for said in one.did]
    return "\n".join(lines)


def _action(view: View, said: str) -> str:
    """What was to be done stands in the words of the file; what came of it in the viewer's language."""
    action, _, outcome = said.rpartition(": ")
    return gist(f"{action}: {view.gettext(outcome)}", _LONGEST)
