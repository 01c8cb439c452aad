"""The buttons by which leads change what is promised."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from sqlalchemy.orm import Session

from addon.press import Press, page, typed
from cards.kit import Answer, Move
from cards.pages import policy
from inbox import promising
from inbox.configuration.promise_parts import PolicyPart
from inbox.errors import Invalid
from inbox.translation import N_

_LISTS = ("mailboxes", "teams", "categories", "priorities", "tags")


def save(session: Session, press: Press) -> Answer:
    """Bring what was typed into force; clocks that run are reckoned anew."""
    promising.change(session, press.view.viewer, _part(session, press), by=press.by)
    return _listed(session, press, N_("Saved. Clocks that run are reckoned anew."))


def try_(session: Session, press: Press) -> Answer:
    """Show what would have come of it, and keep what was typed."""
    tried = promising.try_(session, press.view.viewer, _part(session, press), now=press.view.now)
    view = replace(press.view, form=typed(press))
    return Answer(card=policy.of(session, view, press.params, policy.trial(view, tried)), move=Move.UPDATE)


def delete(session: Session, press: Press) -> Answer:
    """Take it out of force."""
    promising.remove(session, press.view.viewer, press.params.get("policy", ""), by=press.by)
    return _listed(session, press, N_("The policy is gone. What went by it goes by the next one that fits."))


def move(session: Session, press: Press) -> Answer:
    """Put it further up or down."""
    places = -1 if press.params.get("places") == "-1" else 1
    promising.move(session, press.view.viewer, press.params.get("policy", ""), places, by=press.by)
    shown = page(session, press, "policies", move=Move.UPDATE)
    return replace(shown, has_changed=True)


def _listed(session: Session, press: Press, said: str) -> Answer:
    shown = page(session, press, "policies", move=Move.BACK)
    return replace(shown, notification=press.words(said), has_changed=True)


def _part(session: Session, press: Press) -> PolicyPart:
    """What was typed as a policy. Raises Invalid with the field that is wrong."""
    inputs = press.inputs
    key = press.params.get("policy", "")
    if key:
        promising.of_key(session, press.view.viewer, key)
    name = inputs.text("name").strip()
    calendar = inputs.text("calendar")
    said = {
        "key": key or _key(name),
        "name": name,
        "when": {field: list(inputs.texts(field)) for field in _LISTS} | {"contacts": _parts(inputs.text("contacts"))},
        "calendar": None if calendar in ("", policy.TEAMS_OWN) else calendar,
        "pauses": list(inputs.texts("pauses")),
        "warn": _parts(inputs.text("warn")),
        "breach": promising.steps(inputs.text("breach")),
        **{field: inputs.text(field).strip() or None for field in ("first_response", "next_response", "resolution")},
    }
    part = promising.read(said)
    promising.require_known(session, press.view.viewer, part)
    return part


def _parts(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _key(name: str) -> str:
    """A key of its own for a new policy, made from its name."""
    words = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:40].strip("-")
    if not name:
        raise Invalid(N_("Write a name of at most 200 characters."), field="name")
    return f"{words or 'policy'}-{secrets.token_hex(3)}"
