"""The addresses of teams' channels, sealed: whoever knows one can post there."""

from __future__ import annotations

from inbox.models import TeamChannel
from inbox.secrets import KeyRing


def row_of(channel: TeamChannel) -> str:
    """The row's identity that its sealed address is bound to."""
    return f"team_channel:{channel.team_id}:{channel.key}"


def address_of(channel: TeamChannel, ring: KeyRing) -> str:
    """Where it is posted to. Raises CannotOpen."""
    return ring.open(channel.address, row=row_of(channel)).decode()


def seal(channel: TeamChannel, address: str, ring: KeyRing) -> None:
    """Keep an address for it."""
    channel.address = ring.seal(address.encode(), row=row_of(channel))
