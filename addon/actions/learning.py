"""The button by which leads put another version of what was learnt into use."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from addon.press import Press, page
from cards.kit import Answer, Move
from inbox import learning
from inbox.access import require_lead
from inbox.translation import N_


def use(session: Session, press: Press) -> Answer:
    """From the next mail on."""
    require_lead(press.view.viewer)
    learning.roll_back(session, press.view.viewer.organization_id, press.number("version"), by=press.by)
    shown = page(session, press, "learning", move=Move.UPDATE)
    return replace(shown, notification=press.words(N_("In use from the next mail on")), has_changed=True)
