"""Which messages belong together: conversations are what hangs together by accepted ties, in whatever order they come.

A tie says that one message refers to another. It is accepted when the sender of the referring one takes part in the
other's conversation. Joining makes more people take part, never fewer, so the ties that were not accepted are tried
again whenever something is joined, and the outcome does not depend on the order. Where staff have acted on both sides
nothing is joined; there the order in which ties are tried decides where a message goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inbox.models import Conversation, SuggestedLink

SUBJECT_WINDOW = timedelta(hours=48)
_NO_ALIASES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Clues:
    """What a message tells of where it belongs."""

    sender: str
    people: frozenset[str]
    at: datetime
    asks: bool
    """Whether somebody outside wrote it to us."""
    is_bounce: bool
    message_id: str | None
    references: tuple[str, ...]
    """Message-IDs in the order in which they are tried."""
    tokens: tuple[int, ...]
    """Conversations that our own Message-IDs and addresses in it name, in the same order."""
    thread_id: str
    subject: str
    """Normalised, where mail may be joined by it; else empty."""


@dataclass(slots=True, eq=False)
class Matter:
    """A conversation that is there already, or one in the making."""

    conversations: list[Conversation] = field(default_factory=list)
    """None for a new one; several once they were found to be one, the one that lives on first."""
    members: list[Member] = field(default_factory=list)
    """The messages that are new in it."""
    people: set[str] = field(default_factory=set)
    """Who takes part."""
    inherited: set[str] = field(default_factory=set)
    """Who took part in what it follows."""
    is_acted_on: bool = False
    closed_at: datetime | None = None
    """When staff closed it, while it is closed."""
    asked_at: datetime | None = None
    """When somebody outside first wrote, where nobody acted on it."""
    heir: Matter | None = None
    follows: Matter | None = None
    successor: Matter | None = None


@dataclass(slots=True, eq=False)
class Member:
    """A message, or several from one sender in one thread, as matching sees it."""

    matter: Matter
    sender: str
    since: datetime
    until: datetime
    is_bounce: bool = False
    message_id: int = 0
    """0 until it is stored."""


@dataclass(slots=True, eq=False)
class Tie:
    """`source` refers to `target`. One that awaits a person is stored as a suggestion."""

    source: Member
    target: Member
    suggestion: SuggestedLink | None = None


@dataclass(slots=True, eq=False)
class Web:
    """The surroundings of a batch of mail: what is there already and what it refers to."""

    ours: frozenset[str]
    window: timedelta
    """So long after its closing, mail opens a conversation again."""
    aliases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """All other addresses of a known contact, by each of its addresses."""
    matters: dict[int, Matter] = field(default_factory=dict)
    """By the ids of their conversations, merged ones included."""
    present: dict[int, set[str]] = field(default_factory=dict)
    """Whoever is known to take part, by conversation."""
    by_id: defaultdict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))
    referrers: defaultdict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))
    threads: defaultdict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))
    subjects: defaultdict[tuple[str, str], list[Member]] = field(default_factory=lambda: defaultdict(list))
    tokens: dict[int, Member] = field(default_factory=dict)
    waiting: list[Tie] = field(default_factory=list)
    """Ties whose sender takes no part on the other side, so far."""
    barred: list[Tie] = field(default_factory=list)
    """Accepted ties between two conversations that staff have both acted on."""
    successions: list[tuple[Matter, Matter]] = field(default_factory=list)
    """What was closed too long ago, and what follows it now."""


def begin(clues: Clues) -> Member:
    """A message in a matter of its own."""
    matter = Matter(people=set(clues.people), asked_at=clues.at if clues.asks else None)
    member = Member(matter, clues.sender, clues.at, clues.at, clues.is_bounce)
    matter.members.append(member)
    return member


def place(web: Web, member: Member, clues: Clues) -> None:
    """Find where a message belongs, and what it brings together."""
    threaded = _thread_ties(web, member, clues.thread_id)
    candidates = {current(one.matter, member.since) for one in web.threads.get(clues.thread_id, ())}
    named = [*_token_ties(web, member, clues), *_reference_ties(web, member, clues)]
    ties = [*threaded, *named] if len(candidates) <= 1 else [*named, *_newest_first(threaded)]
    bind(web, [*ties, *_subject_ties(web, member, clues)])
    if clues.message_id:
        bind(web, [Tie(one, member) for one in web.referrers.get(clues.message_id, ())])
    _remember(web, member, clues)


def appear(web: Web, member: Member, clues: Clues) -> None:
    """A message that is there already turns up once more, perhaps in another thread or at another time."""
    bind(web, [*_newest_first(_thread_ties(web, member, clues.thread_id)), *_subject_ties(web, member, clues)])
    _remember_place(web, member, clues)


def bind(web: Web, ties: Iterable[Tie]) -> None:
    """Try some ties in their order, and then those that wait, until none of them helps any more."""
    for tie in ties:
        _try(web, tie)
    has_changed = True
    while has_changed and web.waiting:
        waiting, web.waiting = web.waiting, []
        for tie in waiting:
            _try(web, tie)
        has_changed = len(web.waiting) < len(waiting)


def root(matter: Matter) -> Matter:
    """What a matter has become part of."""
    while matter.heir is not None:
        matter = matter.heir
    return matter


def current(matter: Matter, at: datetime) -> Matter:
    """Where mail of that time goes: to the newest successor, unless it came before the closing."""
    matter = root(matter)
    passed = {matter}
    while matter.successor is not None and not (matter.closed_at and at <= matter.closed_at):
        following = root(matter.successor)
        if following in passed:  # staff merged a successor back
            break
        matter = following
        passed.add(matter)
    return matter


def _thread_ties(web: Web, member: Member, thread_id: str) -> list[Tie]:
    """In a provider's thread the later message refers to the earlier one."""
    others = web.threads.get(thread_id, []) if thread_id else []
    ties = [Tie(member, one) for one in others if one.since <= member.until]
    return ties + [Tie(one, member) for one in others if one.until >= member.since]


def _token_ties(web: Web, member: Member, clues: Clues) -> list[Tie]:
    return [Tie(member, web.tokens[one]) for one in clues.tokens if one in web.tokens]


def _reference_ties(web: Web, member: Member, clues: Clues) -> list[Tie]:
    return [Tie(member, target) for one in clues.references for target in web.by_id.get(one, ())]


def _subject_ties(web: Web, member: Member, clues: Clues) -> list[Tie]:
    others = web.subjects.get((clues.sender, clues.subject), ()) if clues.subject else ()
    return _newest_first(Tie(member, one) for one in others if abs(one.since - member.since) <= SUBJECT_WINDOW)


def _newest_first(ties: Iterable[Tie]) -> list[Tie]:
    return sorted(ties, key=lambda tie: max(tie.source.until, tie.target.until), reverse=True)


def _remember(web: Web, member: Member, clues: Clues) -> None:
    """Let later messages find this one."""
    if clues.message_id:
        web.by_id[clues.message_id].append(member)
    for one in clues.references:
        web.referrers[one].append(member)
    _remember_place(web, member, clues)


def _remember_place(web: Web, member: Member, clues: Clues) -> None:
    if clues.thread_id:
        web.threads[clues.thread_id].append(member)
    if clues.subject:
        web.subjects[clues.sender, clues.subject].append(member)


def _try(web: Web, tie: Tie) -> None:
    source = current(tie.source.matter, tie.target.since)
    target = current(tie.target.matter, tie.source.since)
    if source is target:
        return
    if not _is_welcome(web, tie.source, target):
        web.waiting.append(tie)
    elif not _unite(web, source, target):
        web.barred.append(tie)


def _is_welcome(web: Web, source: Member, target: Matter) -> bool:
    if source.is_bounce or source.sender in web.ours:
        return True
    names = web.aliases.get(source.sender, _NO_ALIASES) | {source.sender}
    return not (names.isdisjoint(target.people) and names.isdisjoint(target.inherited))


def _unite(web: Web, one: Matter, other: Matter) -> bool:
    """Make two matters one, or one the successor of the other. False where staff have acted on both."""
    if one.is_acted_on and other.is_acted_on:
        return False
    if _is_successor(one, other) or _is_successor(other, one):
        return True
    if _is_past(web, one, other):
        _follow(web, one, other)
    elif _is_past(web, other, one):
        _follow(web, other, one)
    else:
        _merge(*_by_right(one, other))
    return True


def _is_successor(new: Matter, old: Matter) -> bool:
    return new.follows is not None and root(new.follows) is old


def _is_past(web: Web, old: Matter, new: Matter) -> bool:
    """Whether one was closed so long before the other began that the matter is a new one."""
    if old.closed_at is None or new.asked_at is None or new.follows is not None:
        return False
    return new.asked_at > old.closed_at + web.window


def _follow(web: Web, old: Matter, new: Matter) -> None:
    new.follows, old.successor = old, new
    new.inherited |= old.people | old.inherited
    web.successions.append((old, new))


def _by_right(one: Matter, other: Matter) -> tuple[Matter, Matter]:
    """Which of two lives on: the one that staff acted on, else the one that began first."""
    return (one, other) if _rank(one) <= _rank(other) else (other, one)


def _rank(matter: Matter) -> tuple[bool, bool, float, int]:
    if not matter.conversations:
        return (True, True, 0.0, 0)
    first = matter.conversations[0]
    return (not matter.is_acted_on, False, first.first_message_at.timestamp(), first.id)


def _merge(heir: Matter, gone: Matter) -> None:
    gone.heir = heir
    heir.conversations += gone.conversations
    heir.members += gone.members
    heir.people |= gone.people
    heir.inherited |= gone.inherited
    heir.is_acted_on |= gone.is_acted_on
    heir.follows = heir.follows or gone.follows
    heir.successor = heir.successor or gone.successor
    if heir.closed_at and gone.asked_at and gone.asked_at > heir.closed_at:
        heir.closed_at = None
    if gone.asked_at and (heir.asked_at is None or gone.asked_at < heir.asked_at):
        heir.asked_at = gone.asked_at
