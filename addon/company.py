"""Who else is at a conversation, for the cards of one viewer: read from the leases, at most once a card.

Where Redis does not answer once, it is not asked again while the same call is answered: a person waits once at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from redis import Redis

from cards.company import NOBODY, Others
from inbox.access import Viewer
from sync import presence
from sync.presence import REPLYING, VIEWING, Somebody


@dataclass
class RedisCompany:
    """The company of one viewer at one moment."""

    redis: Redis
    viewer: Viewer
    now: datetime
    _is_away: bool = False
    _seen: dict[int, Others] = field(default_factory=dict)

    def enter(self, conversation_id: int) -> Others:
        """Take the lease of looking, and see who else is there. Doing it again asks nobody."""
        if conversation_id not in self._seen and not self._is_away:
            organization_id = self.viewer.organization_id
            found = presence.enter(self.redis, organization_id, conversation_id, self._me, now=self.now)
            self._is_away = found is None
            self._seen[conversation_id] = self._others(found or {})
        return self._seen.get(conversation_id, NOBODY)

    def at(self, conversation_ids: Sequence[int]) -> Mapping[int, Others]:
        """Everybody but the viewer."""
        if self._is_away:
            return {}
        found = presence.at(self.redis, self.viewer.organization_id, conversation_ids, now=self.now)
        return {id_: self._others(kinds) for id_, kinds in found.items()}

    def reply(self, conversation_id: int) -> None:
        """The viewer is about to answer."""
        self._seen.pop(conversation_id, None)
        if not self._is_away:
            organization_id = self.viewer.organization_id
            is_there = presence.come(self.redis, organization_id, conversation_id, self._me, REPLYING, now=self.now)
            self._is_away = not is_there

    def stop_replying(self, conversation_id: int) -> None:
        """The viewer answered, or does not after all."""
        self._seen.pop(conversation_id, None)
        if not self._is_away:
            presence.leave(self.redis, self.viewer.organization_id, conversation_id, self._me, REPLYING)

    @property
    def _me(self) -> Somebody:
        return Somebody(self.viewer.person_id, self.viewer.name)

    def _others(self, kinds: Mapping[str, tuple[Somebody, ...]]) -> Others:
        replying = kinds.get(REPLYING, ())
        writes = {one.person_id for one in replying if one.person_id is not None}
        return Others(
            viewing=self._names(one for one in kinds.get(VIEWING, ()) if one.person_id not in writes),
            replying=self._names(replying),
            am_replying=self.viewer.person_id in writes,
        )

    def _names(self, people: Iterable[Somebody]) -> tuple[str, ...]:
        return tuple(sorted(one.name for one in people if one.person_id != self.viewer.person_id))
