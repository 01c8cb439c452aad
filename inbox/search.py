"""Finding conversations: every word must occur somewhere in one, in its messages, its people or its tags."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Select,
    bindparam,
    column,
    func,
    intersect,
    literal_column,
    select,
    table,
    union,
)
from sqlalchemy.orm import Session

from inbox import database
from inbox.access import Viewer, team_ids_of
from inbox.models import Conversation, ConversationTag, Message, Tag
from inbox.paging import BEGINNING, Page, Slice, in_turn, read
from inbox.views import LENGTH, Listed, listed

MOST_WORDS = 8
"""Further words of a query count for nothing."""
NEWEST = 5_000
"""Of a word that is everywhere, its newest messages are looked at: the price of a search has an end."""

_ITEM = re.compile(r'"([^"]*)"|(\S+)')
_TOKEN = re.compile(r"[^\W_]+")
_SHORTEST_START = 2
_LONGEST_PHRASE = 16

_conversation = Conversation.__table__.c
_message = Message.__table__.c
_tagging = ConversationTag.__table__.c
_index = table("message_text", column("rowid"))
_of_teams: BindParameter[Any] = bindparam("teams", expanding=True)


class Word(NamedTuple):
    """A word or a quoted phrase to look for; a start may go on."""

    tokens: tuple[str, ...]
    is_start: bool = False


def conversations(
    session: Session, viewer: Viewer, query: str, part: Slice = BEGINNING, *,
    team_id: int | None = None, limit: int = LENGTH,
) -> Page[Listed]:  # fmt: skip
    """What a query finds among all that the viewer may see, or in one team of that; newest first."""
    sought = words(query)
    teams = [team for team in team_ids_of(session, viewer) if team_id in (None, team)]
    if not sought or not teams:
        return Page([])
    tagged = _tags(session, viewer.organization_id, sought)
    is_sqlite = database.is_sqlite(session)
    speak = _to_sqlite if is_sqlite else _to_postgresql
    values: dict[str, Any] = {"teams": teams, "newest": NEWEST, "all_words": speak(sought)}
    for number, word in enumerate(sought):
        values |= {f"word_{number}": speak([word]), f"tags_{number}": tagged[number]}
    return read(session, _listing(is_sqlite, len(sought), part.turn), values, Listed._make, part, limit)


def words(query: str) -> list[Word]:
    """Take a query apart. Whatever is typed is words and phrases, never commands to the index."""
    found: list[Word] = []
    for phrase, word in _ITEM.findall(query):
        tokens = tuple(_TOKEN.findall(_folded(phrase or word)))[:_LONGEST_PHRASE]
        if tokens:
            found.append(Word(tokens, is_start=not phrase and len(tokens[-1]) >= _SHORTEST_START))
    found = found[:MOST_WORDS]
    return [Word(word.tokens) for word in found[:-1]] + found[-1:]


def _folded(text: str) -> str:
    """Lower case without accents, as the indexes keep it."""
    parts = unicodedata.normalize("NFD", text.replace("\0", " ").lower())
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))


def _to_sqlite(sought: Sequence[Word]) -> str:
    return " AND ".join(f'"{" ".join(word.tokens)}"' + (" *" if word.is_start else "") for word in sought)


def _to_postgresql(sought: Sequence[Word]) -> str:
    phrases = (" <-> ".join(f"'{token}'" for token in word.tokens) + (":*" if word.is_start else "") for word in sought)
    return " & ".join(f"({phrase})" for phrase in phrases)


def _tags(session: Session, organization_id: int, sought: Sequence[Word]) -> list[list[int]]:
    """Of each word, the tags that it names."""
    names = session.execute(select(Tag.id, Tag.name).where(Tag.organization_id == organization_id)).all()
    known = [(id_, tuple(_TOKEN.findall(_folded(name)))) for id_, name in names]
    return [[id_ for id_, name in known if _names(word, name)] for word in sought]


def _names(word: Word, name: tuple[str, ...]) -> bool:
    size = len(word.tokens)
    for start in range(len(name) - size + 1):
        here = name[start : start + size]
        if here[:-1] == word.tokens[:-1] and (
            here[-1].startswith(word.tokens[-1]) if word.is_start else here[-1] == word.tokens[-1]
        ):
            return True
    return False


@lru_cache(maxsize=128)
def _listing(is_sqlite: bool, count: int, turn: str) -> Select[Any]:
    """Conversations that hold every word somewhere, or all of them in one message."""
    each = [_holding(is_sqlite, f"word_{number}", f"tags_{number}") for number in range(count)]
    found = intersect(*[select(one.subquery()) for one in each]) if count > 1 else each[0]
    if count > 1:
        found = union(select(found.subquery()), select(_in_messages(is_sqlite, "all_words").subquery()))
    ids = found.subquery()
    matching = (
        select(_conversation.id)
        .select_from(ids)
        .join(Conversation.__table__, _conversation.id == ids.c.conversation_id)
        .where(_conversation.team_id.in_(_of_teams), _conversation.merged_into_id.is_(None))
    )
    picked = in_turn(matching, turn, _conversation.last_message_at, _conversation.id)
    picked_ids = picked.limit(bindparam("limit")).subquery()
    return in_turn(listed(picked_ids), turn, _conversation.last_message_at, _conversation.id)


def _holding(is_sqlite: bool, word: str, tags: str) -> CompoundSelect[Any]:
    """Conversations with a word in a message or as a tag."""
    tagged = (
        select(_tagging.conversation_id)
        .where(_tagging.tag_id.in_(bindparam(tags, expanding=True)))
        .order_by(_tagging.conversation_id.desc())
        .limit(bindparam("newest"))
    )
    return union(select(_in_messages(is_sqlite, word).subquery()), select(tagged.subquery()))


def _in_messages(is_sqlite: bool, word: str) -> Select[Any]:
    query = select(_message.conversation_id)
    if is_sqlite:
        query = query.select_from(_index).join(Message.__table__, _message.id == _index.c.rowid)
        query = query.where(literal_column("message_text").op("MATCH")(bindparam(word)))
        newest_first = _index.c.rowid.desc()
    else:
        sought = func.to_tsquery("simple", bindparam(word))
        query = query.where(literal_column("message.message_text").op("@@")(sought))
        newest_first = _message.id.desc()
    query = query.where(_message.team_id.in_(_of_teams))
    return query.order_by(newest_first).limit(bindparam("newest"))
