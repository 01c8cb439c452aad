"""What hangs together with a conversation: what it follows, its siblings in other teams, merges that can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from cards.kit import Button, Icon, Line, Press, Section
from cards.sections import contact
from cards.view import View
from inbox.overview import Head
from inbox.related import Related, Relation
from inbox.translation import N_

_SAID = {
    Relation.FOLLOWS: N_("Follows"),
    Relation.FOLLOWED_BY: N_("Goes on in"),
    Relation.SIBLING: N_("The same mail at %(team)s"),
    Relation.SPLIT_FROM: N_("Split from"),
    Relation.SPLIT_OFF: N_("Split off"),
    Relation.MERGED: N_("Merged into this one"),
}


def section(view: View, head: Head, related: Sequence[Related]) -> Section:
    """Linked conversations, each once, and the other mailboxes that got the same mail."""
    lines = {one.conversation_id: _line(view, one) for one in related if one.relation in _SAID}
    others = [one.sender or "" for one in related if one.relation is Relation.ALSO_RECEIVED]
    widgets = list(lines.values())
    if others:
        text = view.gettext("Also received by %(mailboxes)s") % {"mailboxes": ", ".join(others)}
        widgets.append(Line(text=text, icon=Icon.MAIL, icon_says=view.gettext("Mailbox")))
    return Section(tuple(widgets), title=view.gettext("Belongs together")) if widgets else Section(())


def _line(view: View, one: Related) -> Line:
    above = view.gettext(_SAID[one.relation]) % {"team": one.team}
    shown = contact.line(view, one, above)
    if one.relation is Relation.MERGED:
        undo = Button(view.gettext("Undo"), Press("unmerge", {"merge": str(one.reference)}))
        return Line(text=shown.text, above=above, icon=Icon.LINK, icon_says=above, button=undo)
    if one.relation is Relation.SIBLING and one.team_id not in view.viewer.team_ids and not view.viewer.is_admin:
        return Line(text=shown.text, above=above, below=shown.below)
    return shown
