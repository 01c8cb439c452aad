"""Words for models that run elsewhere: what they are asked for, how they stand, what is taken out before."""

from __future__ import annotations

from cards.view import View
from inbox.model_servers import State
from inbox.translation import N_

_USES = {"triage": N_("Reading mail"), "copilot": N_("Copilot")}
_KINDS = {
    "name": N_("names"), "date-of-birth": N_("dates of birth"), "record-number": N_("record and other numbers"),
    "phone": N_("telephone numbers"), "e-mail": N_("e-mail addresses"), "address": N_("postal addresses"),
    "insurance-number": N_("insurance numbers"), "national-id": N_("numbers of identity"), "account": N_("accounts"),
    "link": N_("links"), "mark": N_("placeholders"),
}  # fmt: skip
_STATES = {
    State.READY: N_("Ready"), State.RESTING: N_("Does not answer; tried again at %(time)s"),
    State.OVER_BUDGET: N_("Today's budget is used up"),
    State.KEYLESS: N_("Its key cannot be opened; apply the file again"),
}  # fmt: skip


def use(view: View, name: str) -> str:
    """What a model is wanted for."""
    return view.gettext(_USES[name])


def kind(view: View, name: str) -> str:
    """What a passage tells that was taken out."""
    return view.gettext(_KINDS.get(name, name))


def state(view: View, one: State) -> str:
    """How a model stands."""
    return view.gettext(_STATES[one])
