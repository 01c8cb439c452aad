"""What somebody has to be able to do to be given a conversation: its mailbox, its category and its tags say so."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.models import Category, Conversation, ConversationTag, Mailbox, Tag

Skills = frozenset[str]


def needed(session: Session, conversations: Sequence[Conversation]) -> dict[int, Skills]:
    """What each needs. Asks three questions, however many they are."""
    mailboxes = dict(_of(session, Mailbox, {one.mailbox_id for one in conversations}))
    categories = dict(_of(session, Category, {one.category_id for one in conversations if one.category_id}))
    tags: dict[int, Skills] = {}
    ids = [one.id for one in conversations]
    query = (
        select(ConversationTag.conversation_id, Tag.skills)
        .join(Tag, Tag.id == ConversationTag.tag_id)
        .where(ConversationTag.conversation_id.in_(ids))
    )
    for conversation_id, listed in session.execute(query):
        tags[conversation_id] = tags.get(conversation_id, Skills()) | frozenset(listed)
    return {
        one.id: mailboxes.get(one.mailbox_id, Skills())
        | categories.get(one.category_id or 0, Skills())
        | tags.get(one.id, Skills())
        for one in conversations
    }


def written(needs: Skills) -> str:
    """As it is kept with what waits."""
    return " ".join(sorted(needs))


def _of(session: Session, table: type[Mailbox] | type[Category], ids: Collection[int]) -> list[tuple[int, Skills]]:
    query = select(table.id, table.skills).where(table.id.in_(ids))
    return [(row[0], frozenset(row[1])) for row in session.execute(query)] if ids else []
