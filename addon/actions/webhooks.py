"""The button that switches a webhook on again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon.press import Press, page
from cards.kit import Answer, Move
from inbox import webhook_log
from inbox.access import require_admin
from inbox.translation import N_
from workers import webhook_jobs


def enable(session: Session, press: Press) -> Answer:
    """What waited goes out at once."""
    require_admin(press.view.viewer)
    hook = webhook_log.of(session, press.view.viewer.organization_id, press.number("webhook"))
    webhook_log.enable(session, hook, now=press.view.now)
    webhook_jobs.send_to_webhook.after(session, hook.id)
    answer = page(session, press, "webhooks", move=Move.UPDATE)
    return Answer(card=answer.card, notification=press.words(N_("%(name)s is on again"), name=hook.key))
