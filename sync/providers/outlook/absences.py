"""Out-of-office answers at Microsoft: whether one is on, and from when until when."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sync.errors import ProviderError
from sync.provider import Absence
from sync.providers.outlook import addressing
from sync.providers.outlook.addressing import Addresses
from sync.providers.outlook.answers import ClockAnswer, RepliesAnswer
from sync.providers.outlook.graph import Graph

_SECONDS = len("2026-03-04T09:30:00")


def read(graph: Graph, addresses: Addresses) -> Absence | None:
    """The answer that is on or planned; None where there is none."""
    said = graph.get(addresses.of("/mailboxSettings/automaticRepliesSetting"), RepliesAnswer)
    if said.status == "alwaysEnabled":
        return Absence(None, None)
    if said.status == "scheduled":
        return Absence(_moment(said.start), _moment(said.end))
    return None


def _moment(said: ClockAnswer | None) -> datetime | None:
    """Microsoft tells it in the zone that it was set in, by Windows' name of it or by the usual one."""
    if said is None or not said.time:
        return None
    try:
        zone = ZoneInfo(addressing.zone(said.zone)) if said.zone else UTC
        return datetime.fromisoformat(said.time[:_SECONDS]).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, KeyError) as error:
        raise ProviderError("Microsoft told a time that cannot be read") from error
