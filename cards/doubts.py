"""What somebody is told before their reply goes out: sentences for a small window of the mail client."""

from __future__ import annotations

from collections.abc import Sequence

from cards.view import View
from inbox.doubts import Doubts
from inbox.mail.text import displayable, gist, storable
from inbox.translation import N_

_MOST = 3
_LONGEST = 80


def said(view: View, found: Doubts, writing: Sequence[str]) -> str:
    """One sentence for each doubt; empty when there is none. `writing` are those who are answering just now."""
    told: list[str] = []
    if found.answer is not None:
        who, when = _plain(found.answer.who), view.age(found.answer.at)
        told.append(view.gettext(N_("%(who)s answered meanwhile (%(when)s).")) % {"who": who, "when": when})
    for text, names in (
        (N_("A reply from %(who)s is on its way."), found.leaving),
        (N_("%(who)s is answering just now."), [name for name in writing if name not in found.leaving]),
        (N_("Not in this conversation so far: %(who)s."), found.strangers),
    ):
        if names:
            told.append(view.gettext(text) % {"who": _listed(names)})
    return " ".join(told)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST
    return ", ".join(map(_plain, names[:_MOST])) + (f" (+{more})" if more > 0 else "")


def _plain(name: str) -> str:
    return gist(displayable(storable(name)), _LONGEST)
