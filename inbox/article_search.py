"""Finding articles by the words that stand in them and by what they mean, together; works without any model.

Words are weighed as BM25 does it. Meanings are vectors that workers have computed; comparing them needs no library, so
that the web service can do it, too.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import mul
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from inbox import article_terms
from inbox.access import Viewer, team_ids_of
from inbox.mail import languages
from inbox.models import Article, ArticlePassage, ArticleTeam, Audience, Role

_FREQUENT, _LONG = 1.2, 0.6
"""How soon another occurrence of a word counts less, and how much the length of a passage matters."""
_INSIDE = 0.5
"""What a word counts inside a longer one, as German builds them."""
_SHORTEST_BEGINNING, _SHORTEST_INSIDE = 3, 5
"""Shorter words are found as they stand only, or not inside of others."""
_HALF = 6.0
"""So many points of BM25 are half of what words can give."""
_UNRELATED, _SAME, _OF_ENGLISH = 0.22, 0.82, "en"
"""Cosines of texts that have nothing to do with each other, and of such that say the same."""
_ALIKE = 0.55
"""The former for other languages: to a model that learned English, any two texts of another one sound alike."""
_NAMED = 1.6
"""What a word counts that the title names, too."""
_MEANT = 0.8
"""What the same meaning without a common word comes to."""
_SAME_LANGUAGE = 1.15
_FEWEST = 20
"""How rare a word is cannot be told from fewer passages: as if there were so many, the others without it."""
_WORDS_SHOWN = 4

_article = Article.__table__.c
_passage = ArticlePassage.__table__.c
_of_team = ArticleTeam.__table__.c


class Meaning(NamedTuple):
    """What a text means, by one model: half floats of a vector of length 1."""

    model: str
    vector: bytes


class Found(NamedTuple):
    """An article, with the passage of it that fits best."""

    article_id: int
    title: str
    passage: str
    score: float
    """From 0 to 1."""
    passage_id: int
    heading: str
    language: str
    audience: Audience
    words: tuple[str, ...]
    """Words of the query that led there, as they stand in it."""


class _Candidate(NamedTuple):
    id: int
    article_id: int
    language: str
    words: str
    length: int
    embedding: bytes | None
    model: str
    title: str


def find(
    session: Session, organization_id: int, viewer_or_team: Viewer | int | None, text: str, *, language: str = "",
    limit: int, meaning: Meaning | None = None, audience: Audience | None = None,
) -> list[Found]:  # fmt: skip
    """The articles that a text asks for, best first: those that a viewer may read, or a team, or everybody's.

    `language` is the text's, as far as it is known; articles in it go before others that fit as well. `meaning` is the
    text's: without it words decide alone. `audience` leaves only articles for that one.
    """
    candidates = _candidates(session, organization_id, viewer_or_team, audience)
    spoken = language or languages.guessed(text)
    by_words = _by_words(candidates, text, spoken)
    by_meaning = _by_meaning(candidates, meaning)
    scores = {
        one.id: _together(by_words.get(one.id, (0.0, ()))[0], by_meaning.get(one.id, 0.0), one.language == spoken)
        for one in candidates
        if one.id in by_words or one.id in by_meaning
    }
    best: dict[int, int] = {}
    for one in candidates:
        if one.id in scores and scores[one.id] > scores.get(best.get(one.article_id, 0), 0.0):
            best[one.article_id] = one.id
    chosen = sorted(best.values(), key=lambda id_: (-scores[id_], id_))[:limit]
    return _read(session, chosen, scores, by_words)


def readable(session: Session, viewer_or_team: Viewer | int | None) -> ColumnElement[bool]:
    """The condition on `Article` for what a viewer, or a team, may read of an organization."""
    if isinstance(viewer_or_team, Viewer):
        if viewer_or_team.role is Role.COLLABORATOR:
            return _article.id.is_(None)
        if viewer_or_team.is_admin:
            return _article.id.is_not(None)
        teams: Sequence[int] = team_ids_of(session, viewer_or_team)
    else:
        teams = [] if viewer_or_team is None else [viewer_or_team]
    every = select(_of_team.team_id).where(_of_team.article_id == _article.id)
    return or_(~every.exists(), every.where(_of_team.team_id.in_(teams)).exists())


def packed(vector: Sequence[float]) -> bytes:
    """A vector as it is stored."""
    return struct.pack(f"<{len(vector)}e", *vector)


def _candidates(
    session: Session, organization_id: int, viewer_or_team: Viewer | int | None, audience: Audience | None
) -> list[_Candidate]:
    query = (
        select(
            _passage.id, _passage.article_id, _article.language, _passage.words, _passage.length, _passage.embedding,
            _passage.model, _article.title,
        )
        .join(Article.__table__, _article.id == _passage.article_id)
        .where(
            _passage.organization_id == organization_id, _article.organization_id == organization_id,
            _article.archived_at.is_(None), readable(session, viewer_or_team),
        )
    )  # fmt: skip
    if audience is not None:
        query = query.where(_article.audience == audience)
    return [_Candidate._make(row) for row in session.execute(query)]


def _by_words(candidates: Sequence[_Candidate], text: str, spoken: str) -> dict[int, tuple[float, tuple[str, ...]]]:
    """Of each passage that has any of the words: how well it fits, from 0 to 1, and the words by their weight."""
    wanted = {one: article_terms.terms(text, one, spoken) for one in {each.language for each in candidates} | {spoken}}
    counted = {one.id: dict(_counted(one, wanted[one.language])) for one in candidates}
    frequent: dict[str, int] = {}
    for counts in counted.values():
        for term in counts:
            frequent[term] = frequent.get(term, 0) + 1
    usual = sum(one.length for one in candidates) / len(candidates) if candidates else 1.0
    found = {}
    for one in candidates:
        named = article_terms.indexed(one.title, one.language)[0] if counted[one.id] else ""
        weights = {
            term: _weight(count, len(candidates), frequent[term], one.length / usual) * (_NAMED if term in named else 1)
            for term, count in counted[one.id].items()
        }
        if weights:
            points = sum(weights.values())
            shown = sorted(weights, key=lambda term: -weights[term])[:_WORDS_SHOWN]
            found[one.id] = points / (points + _HALF), tuple(wanted[one.language][term] for term in shown)
    return found


def _counted(one: _Candidate, wanted: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """How often each term begins a word of the passage; in German also inside of one."""
    looks_inside = one.language == "de"
    for term in wanted:
        is_short = len(term) < _SHORTEST_BEGINNING
        count: float = f"{one.words} ".count(f" {term} ") if is_short else one.words.count(f" {term}")
        if looks_inside and len(term) >= _SHORTEST_INSIDE:
            count += _INSIDE * (one.words.count(term) - count)
        if count:
            yield term, count


def _weight(count: float, passages: int, having: int, length: float) -> float:
    rarity = math.log(1 + (max(passages, _FEWEST) - having + 0.5) / (having + 0.5))
    return rarity * count * (_FREQUENT + 1) / (count + _FREQUENT * (1 - _LONG + _LONG * length))


def _by_meaning(candidates: Sequence[_Candidate], meaning: Meaning | None) -> dict[int, float]:
    """Of each passage whose meaning the same model computed: how near it is, from 0 to 1."""
    if meaning is None:
        return {}
    asked = _unpacked(meaning.vector)
    found = {}
    for one in candidates:
        if one.embedding is not None and one.model == meaning.model and len(one.embedding) == len(meaning.vector):
            cosine = sum(map(mul, asked, _unpacked(one.embedding)))
            unrelated = _UNRELATED if one.language == _OF_ENGLISH else _ALIKE
            near = min(max((cosine - unrelated) / (_SAME - unrelated), 0.0), 1.0)
            if near > 0:
                found[one.id] = near
    return found


def _unpacked(vector: bytes) -> tuple[float, ...]:
    return _shape(len(vector) // 2).unpack(vector)


@lru_cache
def _shape(width: int) -> struct.Struct:
    return struct.Struct(f"<{width}e")


def _together(by_words: float, by_meaning: float, is_same_language: bool) -> float:
    """Either is enough to be found; both together go before one alone."""
    both = 1 - (1 - by_words) * (1 - _MEANT * by_meaning)
    return min(both * _SAME_LANGUAGE, 1.0) if is_same_language else both


def _read(
    session: Session,
    ids: Sequence[int],
    scores: Mapping[int, float],
    words: Mapping[int, tuple[float, tuple[str, ...]]],
) -> list[Found]:
    query: Select[Any] = (
        select(
            _passage.id, _passage.article_id, _article.title, _passage.text, _passage.heading, _article.language,
            _article.audience,
        )
        .join(Article.__table__, _article.id == _passage.article_id)
        .where(_passage.id.in_(ids))
    )  # fmt: skip
    rows = {row[0]: row for row in session.execute(query)} if ids else {}
    return [
        Found(
            article_id=row[1], title=row[2], passage=row[3], score=scores[id_], passage_id=id_, heading=row[4],
            language=row[5], audience=row[6], words=words.get(id_, (0.0, ()))[1],
        )
        for id_ in ids
        if (row := rows.get(id_)) is not None
    ]  # fmt: skip
