"""Telling new mail from mail that is there already, and finding where both lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import NamedTuple

from inbox import matching
from inbox.letters import Letter, Recipient
from inbox.mail.classification import MailClass
from inbox.matching import Member, Web
from inbox.models import Asks, Direction
from inbox.neighbourhood import Known, Neighbourhood

_ASKING = (Asks.ANSWER, Asks.ATTENTION, Asks.PATIENCE, Asks.NOTHING)


class Aspect(NamedTuple):
    """What a message is to a team, which the mailboxes it came to may see differently."""

    direction: Direction
    mail_class: str
    class_header: str
    asks: Asks
    received_at: datetime

    def combined(self, other: Aspect) -> Aspect:
        """Both together: rather sent by us than received, rather by a person than by a machine, when it first came."""
        better = min(self, other, key=Aspect._rank)
        return better._replace(received_at=min(self.received_at, other.received_at))

    def _rank(self) -> tuple[bool, bool, str, int]:
        is_inbound, is_machine = self.direction is Direction.INBOUND, self.mail_class != MailClass.HUMAN
        return is_inbound, is_machine, self.mail_class, _ASKING.index(self.asks)


@dataclass(slots=True, eq=False)
class Newcomer:
    """A letter that is a message of its own."""

    letter: Letter
    key: str
    has_reused_id: bool
    siblings: list[Known]
    """The same message in other teams."""
    members: list[Member] = field(default_factory=list)
    """Where it stands in the web, once for each thread it turned up in; empty while it is in quarantine."""
    repeats: list[Letter] = field(default_factory=list)
    message_id: int = 0
    """0 until it is stored."""

    @property
    def is_quarantined(self) -> bool:
        return not self.members

    @property
    def aspect(self) -> Aspect:
        return reduce(Aspect.combined, (aspect(one) for one in (self.letter, *self.repeats)))


@dataclass(slots=True)
class Batch:
    """What a batch of letters turned out to be."""

    web: Web
    newcomers: list[Newcomer] = field(default_factory=list)
    repeats: list[tuple[Letter, Known]] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    """Messages that were there already and turned up in another thread."""
    reused: set[int] = field(default_factory=set)
    """Messages that were there already, whose Message-ID now turned out to be used twice."""
    cleared: set[int] = field(default_factory=set)
    """Conversations in quarantine whose mail another mailbox took for no spam."""


def aspect(letter: Letter) -> Aspect:
    """How the mailbox that a letter came to sees it."""
    return Aspect(
        letter.direction, letter.mail_class.value, letter.class_header, letter.asks, letter.arrival.received_at
    )


def second_key(key: str, fingerprint: str) -> str:
    """The key of a mail whose Message-ID belongs to another mail already."""
    return f"{key} {fingerprint}"


def recognise(to: Recipient, around: Neighbourhood, letters: Iterable[Letter]) -> Batch:
    """Match some letters, the oldest first. They are of one mailbox."""
    batch = Batch(around.web)
    own: defaultdict[str, list[Newcomer]] = defaultdict(list)
    for letter in sorted(letters, key=lambda one: (one.arrival.received_at, one.arrival.provider_id)):
        named = around.namesakes.get(letter.key, [])
        ours = [one for one in named if one.team_id == to.mailbox.team_id]
        known = next((one for one in ours if one.fingerprint == letter.fingerprint), None)
        twin = next((one for one in own[letter.key] if one.letter.fingerprint == letter.fingerprint), None)
        if known is not None:
            _know_again(batch, letter, known)
        elif twin is not None:
            _double(batch, letter, twin)
        else:
            siblings = [one for one in named if one not in ours and one.fingerprint == letter.fingerprint]
            own[letter.key].append(_welcome(batch, letter, ours, own[letter.key], siblings))
    return batch


def _know_again(batch: Batch, letter: Letter, known: Known) -> None:
    batch.repeats.append((letter, known))
    if known.is_quarantined:
        if not letter.is_spam:
            batch.cleared.add(known.conversation_id)
        return
    at = letter.arrival.received_at
    matter = batch.web.matters[known.conversation_id]
    member = Member(matter, known.sender, at, at, letter.is_bounce, known.id)
    batch.members.append(member)
    matching.appear(batch.web, member, letter.clues)


def _double(batch: Batch, letter: Letter, twin: Newcomer) -> None:
    """The same message twice in one batch. It is spam only if it is in both places."""
    twin.repeats.append(letter)
    if not twin.members and not letter.is_spam:
        _place(batch, twin)
    if twin.members:
        at = letter.arrival.received_at
        member = Member(twin.members[0].matter, twin.letter.sender.address, at, at, letter.is_bounce)
        twin.members.append(member)
        matching.appear(batch.web, member, letter.clues)


def _welcome(
    batch: Batch, letter: Letter, ours: list[Known], fellows: list[Newcomer], siblings: list[Known]
) -> Newcomer:
    is_reused = bool(ours or fellows)
    key = second_key(letter.key, letter.fingerprint) if is_reused else letter.key
    newcomer = Newcomer(letter, key, is_reused, siblings)
    batch.reused.update(one.id for one in ours if not one.has_reused_id)
    for one in fellows:
        one.has_reused_id = True
    batch.newcomers.append(newcomer)
    if not letter.is_spam:
        _place(batch, newcomer)
    return newcomer


def _place(batch: Batch, newcomer: Newcomer) -> None:
    clues = newcomer.letter.clues
    newcomer.members.append(matching.begin(clues))
    matching.place(batch.web, newcomer.members[0], clues)
