"""Buttons of replies: send off, fill in a prepared text, undo, discard."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from addon.desk import Desk
from addon.press import Press, done, latest, typed
from addon.visits import Call
from cards import words
from cards.kit import Answer, Form, Move
from cards.pages import PAGES
from cards.pages import reply as form
from inbox import access, outgoing, replying, templates
from inbox.errors import Invalid
from inbox.models import Conversation, Mailbox, Outgoing, ReplyKind, Then
from inbox.outgoing import Draft
from inbox.replying import Fence
from inbox.translation import N_
from workers import sending_jobs

_NOTHING_SEEN = Fence(0, 0, 0, 0)


def keys(desk: Desk, _call: Call) -> object:
    """The keys of our own Message-IDs, newest first."""
    return desk.runtime.message_id_keys


def send(session: Session, press: Press) -> Answer:
    """Send the reply off, if nothing landed that the person has not seen. It can be undone for some seconds."""
    old = _old(session, press)
    conversation = latest(session, press)
    draft = _draft(press)
    if _has_news(session, press, conversation, draft):
        return _hold(session, press, conversation)
    parent = replying.answered(session, conversation.id, press.number("message"))
    _require_no_gaps(press, draft)
    assert isinstance(press.brought, tuple)
    row = outgoing.send_off(session, conversation, parent, draft, by=press.by, key=press.brought[0])
    if old is not None:
        outgoing.give_up(old)
    left = (row.send_at - press.view.now).total_seconds()
    sending_jobs.send_reply.later(session, left, row.id)
    press.view.company.stop_replying(conversation.id)
    return done(session, press, conversation, _said(session, press, row))


def fill(session: Session, press: Press) -> Answer:
    """Put a prepared text below what was typed; gaps stay visible, and must be filled before it can be sent."""
    viewer = press.view.viewer
    conversation = access.conversation_for(session, viewer, press.number("conversation"))
    parent = replying.answered(session, conversation.id, press.number("message"))
    single, _ = replying.recipients(session, viewer.organization_id, parent) if parent else (None, None)
    to = single.to[0].address if single and single.to else ""
    filled = templates.filled(session, viewer, press.inputs.number(form.TEMPLATE), to=to, given={})
    text = "\n\n".join(part for part in (_text(press).strip(), filled.text) if part)
    turn = str(int(press.params.get("turn") or 0) + 1)
    params = {**press.params, "turn": turn}
    values = {**press.inputs.typed(), form.field(params): (text,), form.TEMPLATE: ()}
    view = replace(press.view, form=Form(values=values))
    missing = words.variables(view, filled.missing)
    said = press.words(N_("Fill in first: %(names)s"), names=missing) if missing else ""
    return Answer(card=PAGES["reply"](session, view, params), move=Move.UPDATE, notification=said)


def undo(session: Session, press: Press) -> Answer:
    """Take a reply back before it goes out; its text is in the form again."""
    row = outgoing.own(session, press.view.viewer, press.number("outgoing"), to_change=True)
    conversation = access.conversation_for(session, press.view.viewer, row.conversation_id, to_change=True)
    outgoing.take_back(session, row, conversation, by=press.by)
    params = {"conversation": str(conversation.id), "message": str(row.parent_id), "outgoing": str(row.id)}
    session.flush()
    card = PAGES["reply"](session, press.view, params)
    return Answer(card=card, move=Move.PUSH, notification=press.words(N_("Not sent")), has_changed=True)


def drop(session: Session, press: Press) -> Answer:
    """Give a reply up that could not be sent."""
    row = outgoing.own(session, press.view.viewer, press.number("outgoing"), to_change=True)
    outgoing.give_up(row)
    session.flush()
    conversation = access.conversation_for(session, press.view.viewer, row.conversation_id)
    return done(session, press, conversation, press.words(N_("Discarded")))


def _old(session: Session, press: Press) -> Outgoing | None:
    """The reply that this one takes the place of."""
    if not press.params.get("outgoing"):
        return None
    return outgoing.own(session, press.view.viewer, press.number("outgoing"), to_change=True)


def _draft(press: Press) -> Draft:
    chosen, then = press.inputs.text(form.KIND), press.params.get("then", "")
    return Draft(
        text=_text(press),
        kind=ReplyKind(chosen) if chosen in set(ReplyKind) else ReplyKind.REPLY,
        then=Then(then) if then in set(Then) else Then.NONE,
        seen=form.fence(press.params) or _NOTHING_SEEN,
    )


def _text(press: Press) -> str:
    return press.inputs.text(form.field(press.params))


def _has_news(session: Session, press: Press, conversation: Conversation, draft: Draft) -> bool:
    """Whether there is anything that the person did not have before them when they pressed Send."""
    was_moved = conversation.id != press.number("conversation")
    return was_moved or draft.seen.misses(replying.newest(session, conversation.id))


def _hold(session: Session, press: Press, conversation: Conversation) -> Answer:
    view = replace(press.view, form=typed(press))
    card = PAGES["reply"](session, view, {**press.params, "conversation": str(conversation.id)})
    said = press.words(N_("Not sent yet: something landed meanwhile. Please look first."))
    return Answer(card=card, move=Move.UPDATE, notification=said)


def _require_no_gaps(press: Press, draft: Draft) -> None:
    """Said in the words that the person knows the variables by."""
    missing = templates.gaps(draft.text)
    if missing:
        raise Invalid(N_("Fill in first: %(names)s"), field=form.ERROR, names=words.variables(press.view, missing))


def _said(session: Session, press: Press, row: Outgoing) -> str:
    window = outgoing.undo_window(session, session.get_one(Mailbox, row.mailbox_id))
    seconds = int(window.total_seconds())
    if not seconds:
        return press.words(N_("Being sent"))
    return press.view.ngettext("Sending in %(count)d s", "Sending in %(count)d s", seconds)
