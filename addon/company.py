"""Who else is at a conversation, for the cards of one viewer: read from the leases, at most once a card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from redis import Redis

from cards.company import NOBODY, Others
from inbox.access import Viewer
from sync import presence
from sync.presence import REPLYING, VIEWING, Somebody


@dataclass(frozen=True)
class RedisCompany:
    """The company of one viewer at one moment."""

    redis: Redis
    viewer: Viewer
    now: datetime

    def enter(self, conversation_id: int) -> Others:
        """Take the lease of looking, and see who else is there."""
        self._come(conversation_id, VIEWING)
        return self.at([conversation_id]).get(conversation_id, NOBODY)

    def at(self, conversation_ids: Sequence[int]) -> Mapping[int, Others]:
        """Everybody but the viewer."""
        found = presence.at(self.redis, self.viewer.organization_id, conversation_ids, now=self.now)
        return {id_: self._others(kinds) for id_, kinds in found.items()}

    def reply(self, conversation_id: int) -> None:
        """The viewer is about to answer."""
        self._come(conversation_id, REPLYING)

    def stop_replying(self, conversation_id: int) -> None:
        """The viewer answered, or does not after all."""
        presence.leave(self.redis, self.viewer.organization_id, conversation_id, self._me, REPLYING)

    @property
    def _me(self) -> Somebody:
        return Somebody(self.viewer.person_id, self.viewer.name)

    def _come(self, conversation_id: int, kind: str) -> None:
        presence.come(self.redis, self.viewer.organization_id, conversation_id, self._me, kind, now=self.now)

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
