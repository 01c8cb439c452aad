"""Who else is at a conversation just now: what cards know of it, however it is found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Others:
    """People at one conversation besides the viewer, by name; an empty name is somebody in the mailbox itself."""

    viewing: tuple[str, ...] = ()
    replying: tuple[str, ...] = ()
    am_replying: bool = False
    """Whether the viewer said so of themselves."""


NOBODY = Others()


class Company(Protocol):
    """Who is where. Never fails: where it cannot be found out, nobody is anywhere."""

    def enter(self, conversation_id: int) -> Others:
        """The viewer looks at a conversation: who else does?"""
        ...

    def at(self, conversation_ids: Sequence[int]) -> Mapping[int, Others]:
        """Who is at several conversations, asked for at once; those that nobody is at may be left out."""
        ...

    def reply(self, conversation_id: int) -> None:
        """The viewer is about to answer."""
        ...

    def stop_replying(self, conversation_id: int) -> None:
        """The viewer answered, or does not after all."""
        ...


class Alone:
    """Nobody else is anywhere."""

    def enter(self, conversation_id: int) -> Others:
        """Nobody is there."""
        return NOBODY

    def at(self, conversation_ids: Sequence[int]) -> Mapping[int, Others]:
        """Nobody is there either."""
        return {}

    def reply(self, conversation_id: int) -> None:
        """Nobody hears of it."""

    def stop_replying(self, conversation_id: int) -> None:
        """Nobody hears of it."""


ALONE = Alone()
