"""Internal notes: added by anybody with access, edited and deleted by their author only, history kept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inbox import events, mentions
from inbox.errors import Invalid, NotAllowed, NotFound
from inbox.events import Actor
from inbox.models import Conversation, EventKind, Mention, Note, NoteVersion
from inbox.translation import N_

LONGEST = 20_000
"""Characters that a note may have."""


def add(session: Session, conversation: Conversation, text: str, *, by: Actor) -> Note:
    """Leave a note. People and teams named with @ are recorded as mentioned."""
    if by.person_id is None:
        raise NotAllowed(N_("Only people can write notes."))
    note = Note(
        organization_id=conversation.organization_id, conversation_id=conversation.id, author_id=by.person_id,
        text=_checked(text), created_at=by.now,
    )  # fmt: skip
    return _added(session, conversation, note, by=by)


def add_of_rule(session: Session, conversation: Conversation, text: str, *, by: Actor) -> Note:
    """Leave a note in the name of the rule that acts."""
    note = Note(
        organization_id=conversation.organization_id, conversation_id=conversation.id, author_id=None, rule=by.rule,
        text=_checked(text), created_at=by.now,
    )  # fmt: skip
    return _added(session, conversation, note, by=by)


def edit(session: Session, note: Note, text: str, *, by: Actor) -> None:
    """Change the wording of one's own note; the earlier one is kept."""
    conversation = _own(session, note, by=by)
    text = _checked(text)
    if note.text != text:
        session.add(NoteVersion(note_id=note.id, text=note.text, replaced_at=by.now))
        note.text, note.edited_at = text, by.now
        session.query(Mention).filter_by(note_id=note.id).delete()
        _mention(session, note)
        events.record(session, conversation, EventKind.NOTE_EDITED, by=by, note_id=note.id)


def delete(session: Session, note: Note, *, by: Actor) -> None:
    """Take one's own note away; what it said stays in the history."""
    if note.deleted_at is None:
        conversation = _own(session, note, by=by)
        session.add(NoteVersion(note_id=note.id, text=note.text, replaced_at=by.now))
        note.text, note.deleted_at = "", by.now
        events.record(session, conversation, EventKind.NOTE_DELETED, by=by, note_id=note.id)


def note_of(session: Session, conversation: Conversation, note_id: int) -> Note:
    """A note of a conversation that the caller has already been allowed to see."""
    note = session.get(Note, note_id)
    if note is None or note.conversation_id != conversation.id or note.deleted_at is not None:
        raise NotFound(N_("This note does not exist any more."))
    return note


def _added(session: Session, conversation: Conversation, note: Note, *, by: Actor) -> Note:
    session.add(note)
    session.flush()
    named = _mention(session, note)
    events.record(
        session, conversation, EventKind.NOTE_ADDED, by=by, note_id=note.id,
        people=[person.id for person in named.people], teams=[team.id for team in named.teams],
    )  # fmt: skip
    return note


def _checked(text: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise Invalid(N_("Write something first."), field="note")
    if len(text) > LONGEST:
        raise Invalid(N_("A note can have %(most)d characters; this one has %(length)d."), field="note",
                      most=LONGEST, length=len(text))  # fmt: skip
    return text


def _own(session: Session, note: Note, *, by: Actor) -> Conversation:
    if note.author_id != by.person_id:
        raise NotAllowed(N_("Only its author can change a note."))
    return session.get_one(Conversation, note.conversation_id)


def _mention(session: Session, note: Note) -> mentions.Named:
    named = mentions.named_in(session, note.organization_id, note.text)
    session.add_all(Mention(note_id=note.id, person_id=person.id) for person in named.people)
    session.add_all(Mention(note_id=note.id, team_id=team.id) for team in named.teams)
    return named
