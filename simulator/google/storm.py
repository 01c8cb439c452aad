"""All troubles at once, at moderate rates: a very bad day that can be repeated by its seed.

What a mailbox has for life (the size of its history ids, the dialects of other emulators) is no part of it.
"""

from collections.abc import Collection
from typing import Any

from simulator.google.faults import Fault, made

# Each with its share of the chance asked for; what stops a mailbox for a long while happens only so many times.
SCRIPT: tuple[tuple[float, dict[str, Any]], ...] = (
    (1.0, {"kind": "slow", "seconds": 0.05}),
    (0.2, {"kind": "hang", "seconds": 0.2}),
    (0.2, {"kind": "hang-after", "seconds": 0.2}),
    (0.5, {"kind": "cut"}),
    (0.5, {"kind": "cut-before"}),
    (0.5, {"kind": "outage"}),
    (0.3, {"kind": "rate-limit", "retry": "seconds"}),
    (0.3, {"kind": "rate-limit", "retry": "date", "method": "users.*"}),
    (0.3, {"kind": "rate-limit", "retry": "message", "status": 403, "reason": "userRateLimitExceeded", "method": "u*"}),
    (0.3, {"kind": "few-units", "amount": 60_000}),
    (0.1, {"kind": "daily-limit", "times": 1}),
    (1.0, {"kind": "fresh-404", "seconds": 1}),
    (0.1, {"kind": "history-expired", "times": 2}),
    (1.0, {"kind": "empty-pages"}),
    (1.0, {"kind": "short-pages", "amount": 50}),
    (0.5, {"kind": "page-expired", "times": 5}),
    (0.5, {"kind": "batch-part"}),
    (0.5, {"kind": "batch-part", "status": 500, "reason": "backendError", "method": "users.*"}),
    (0.5, {"kind": "batch-missing"}),
    (0.5, {"kind": "batch-cut"}),
    (1.0, {"kind": "batch-shuffled"}),
    (0.1, {"kind": "delegation-revoked", "times": 1}),
    (1.0, {"kind": "push-lost"}),
    (1.0, {"kind": "push-duplicate"}),
    (1.0, {"kind": "push-redelivered"}),
    (1.0, {"kind": "push-late", "seconds": 2}),
    (1.0, {"kind": "push-reordered", "seconds": 2}),
    (0.2, {"kind": "watch-dies", "times": 2}),
    (1.0, {"kind": "clock-skew", "seconds": 3}),
    (0.1, {"kind": "delta-expired", "times": 2}),
    (1.0, {"kind": "delta-late"}),
    (1.0, {"kind": "delta-repeated"}),
    (1.0, {"kind": "delta-shuffled"}),
    (0.5, {"kind": "delta-replayed"}),
    (0.5, {"kind": "delta-sparse"}),
    (0.5, {"kind": "moves-look-deleted"}),
    (0.5, {"kind": "no-page-headers"}),
    (0.2, {"kind": "thin-headers"}),
    (0.1, {"kind": "access-revoked", "times": 1}),
    (0.2, {"kind": "subscription-vanishes", "times": 2}),
)


def storm(
    seed: int = 7, chance: float = 0.05, mailbox: str = "*", lasts: float | None = None, without: Collection[str] = ()
) -> list[Fault]:
    """Every trouble of a day, some kinds left out where they are named."""
    common = {"mailbox": mailbox, "seed": seed, "lasts": lasts}
    return [
        made({**fault, **common, "chance": min(share * chance, 1.0)})
        for share, fault in SCRIPT
        if fault["kind"] not in without
    ]
