"""Which crash belongs into which playing: every one of them, or one of each kind, in as few playings as possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """A place in time: the n-th passing of a site within a step of a segment."""

    segment: int
    step: int
    site: str
    nth: int


Playing = list[Point]
"""Crashes of one segment, at most one in a step."""


def playings(points: Iterable[Point]) -> list[Playing]:
    """All these points."""
    by_segment: dict[int, list[Playing]] = {}
    for point in points:
        open_ones = by_segment.setdefault(point.segment, [])
        for playing in open_ones:
            if all(other.step != point.step for other in playing):
                playing.append(point)
                break
        else:
            open_ones.append([point])
    return [sorted(playing, key=lambda one: one.step) for each in by_segment.values() for playing in each]


def one_of_each(points: Iterable[Point]) -> list[Point]:
    """A point for every site: for the rare sites first, where the fewest others were chosen."""
    by_site: dict[str, list[Point]] = {}
    for point in points:
        by_site.setdefault(point.site, []).append(point)
    taken: Counter[tuple[int, int]] = Counter()
    chosen = []
    for site in sorted(by_site, key=lambda one: len(by_site[one])):
        best = min(by_site[site], key=lambda point: taken[point.segment, point.step])
        taken[best.segment, best.step] += 1
        chosen.append(best)
    return chosen
