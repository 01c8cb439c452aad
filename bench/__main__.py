"""`make bench`: every measurement, beside the limits of this machine in the same run. ARGS="--quick" for a glance."""

from __future__ import annotations

import argparse
import sys
from statistics import median

from bench import clocks, corpus, freshness, intake, limits, pane, table, web
from bench.installation import POSTGRESQL, SQLITE


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=["intake", "web", "freshness", "pane", "clocks"], help="only this part")
    parser.add_argument("--quick", action="store_true", help="small amounts and single runs: a glance, not a figure")
    chosen = parser.parse_args(arguments)
    runs, mails, sizes = (1, 500, (500, 2_000)) if chosen.quick else (5, 5_000, (2_000, 200_000))
    if chosen.only in (None, "freshness"):
        many, old = (20, 2_000) if chosen.quick else (200, 50_000)
        fresh, seconds = (20, 10.0) if chosen.quick else (80, 60.0)
        freshness.measure(mailboxes=many, backfilled=old, mails=fresh, seconds=seconds)
    if chosen.only in (None, "pane"):
        pane.measure(runs=5 if chosen.quick else 30)
    if chosen.only in ("freshness", "pane"):
        return
    if chosen.only in (None, "clocks"):
        for kind in (SQLITE, POSTGRESQL):
            clocks.measure(kind, (2_000, 20_000) if chosen.quick else (2_000, 1_000_000), runs=runs)
    if chosen.only == "clocks":
        return
    trivial, parse = _limits(runs, mails)
    if chosen.only != "web":
        intake.measure(mails=mails, threads=mails * 2 // 5, runs=runs, parse_rate=parse)
    if chosen.only != "intake":
        for kind in (SQLITE, POSTGRESQL):
            web.measure(kind, sizes, runs=runs, requests_each=400 if chosen.quick else 2_000, trivial_rate=trivial)


def _limits(runs: int, mails: int) -> tuple[float, float]:
    raws = [mail.raw for mail in corpus.generate(mails, mails * 2 // 5)]
    routes = [limits.trivial_route() for _ in range(runs)]
    compat = limits.best_of(runs, lambda: limits.parsing(raws, "compat32"))
    default = limits.best_of(runs, lambda: limits.parsing(raws[: mails // 5], "default"))
    rates = [one.per_second for one in routes]
    table.show(
        "Limits of this machine, in this run",
        ("limit", "per second", "p95 ms"),
        [
            ("trivial Flask route, gunicorn with 2 workers, concurrency 8", table.spread(rates),
             median(one.p95 for one in routes)),
            ("standard library, parse and decode, compat32", table.spread(compat), ""),
            ("standard library, parse and decode, policy.default", table.spread(default), ""),
        ],
    )  # fmt: skip
    return median(rates), median(compat)


if __name__ == "__main__":
    main(sys.argv[1:])
