"""Which crash belongs into which playing: every one of them, or one of each kind, in as few playings as possible."""

from __future__ import annotations

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
            if _fits(point, playing):
                playing.append(point)
                break
        else:
            open_ones.append([point])
    return [sorted(playing, key=lambda one: one.step) for each in by_segment.values() for playing in each]


def one_of_each(points: Iterable[Point]) -> list[Playing]:
    """A point for every site, the rare ones first, wherever it needs no further playing."""
    by_site: dict[str, list[Point]] = {}
    for point in points:
        by_site.setdefault(point.site, []).append(point)
    found: list[Playing] = []
    for site in sorted(by_site, key=lambda one: len(by_site[one])):
        fitting = ((playing, point) for playing in found for point in by_site[site] if _fits(point, playing))
        playing, point = next(fitting, ([], by_site[site][0]))
        if not playing:
            found.append(playing)
        playing.append(point)
    return [sorted(playing, key=lambda one: one.step) for playing in found]


def _fits(point: Point, playing: Playing) -> bool:
    return all(other.segment == point.segment and other.step != point.step for other in playing)
