"""Playing segments of the script: undisturbed, and killed at chosen points."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.crash import normal_form
from tests.crash.normal_form import NormalForm
from tests.crash.outside import OUTSIDE
from tests.crash.plan import Playing, Point
from tests.crash.scene import Scene
from tests.crash.script import WORK, Step, segment
from tests.crash.sites import killed, watching
from tests.crash.staff import act
from tests.crash.stage import Stage


@dataclass(frozen=True)
class Undisturbed:
    """A segment without a crash: where it could have been killed, and what it ended in."""

    number: int
    points: tuple[Point, ...]
    end: NormalForm


@dataclass(frozen=True)
class Disturbed:
    """A segment with crashes: those that it came to, and what it ended in."""

    reached: tuple[Point, ...]
    end: NormalForm


def undisturbed(stage: Stage, number: int) -> Undisturbed:
    """Play a segment, and note every point."""
    points: list[Point] = []
    with stage.scene() as scene:
        for place, step in enumerate(segment(number)):
            scene.begin(place)
            if step.verb in OUTSIDE:
                OUTSIDE[step.verb](scene, step)
                continue
            with watching(step.verb) as watch:
                _do(scene, place, step)
            points += watch.points(number, place)
            _after(scene, place, step)
        return Undisturbed(number, tuple(points), normal_form.of(scene))


def disturbed(
    stage: Stage, number: int, points: Iterable[Point], spoil: Callable[[Scene], None] = lambda _: None
) -> Disturbed:
    """Play a segment and be killed at these points, at most one in a step. Recovered from each, it goes on.

    `spoil` does in the end what should be noticed.
    """
    targets = {point.step: point for point in points}
    reached: list[Point] = []
    with stage.scene() as scene:
        for place, step in enumerate(segment(number)):
            scene.begin(place)
            if step.verb in OUTSIDE:
                OUTSIDE[step.verb](scene, step)
                continue
            if place not in targets:
                _do(scene, place, step)
            elif _is_killed(scene, place, step, targets[place]):
                reached.append(targets[place])
            _after(scene, place, step)
        spoil(scene)
        return Disturbed(tuple(reached), normal_form.of(scene))


def complaint(stage: Stage, played: Undisturbed, points: Playing) -> str:
    """What is different after these crashes; nothing, if all is well. Names the crash that it takes.

    A crash may change what a later step passes on its way to the same end: what was missed is played alone.
    """
    got = disturbed(stage, played.number, points)
    difference = played.end.difference(got.end)
    for point in points if len(points) > 1 else ():
        alone = complaint(stage, played, [point]) if difference or point not in got.reached else ""
        if alone:
            return alone
    crashes = "\n".join(f"  in step {point.step}, at pass {point.nth} of: {point.site}" for point in points)
    if len(points) == 1 and not got.reached:
        return f"Segment {played.number} never came to\n{crashes}"
    return f"Segment {played.number}, killed\n{crashes}\n{difference}" if difference else ""


def _is_killed(scene: Scene, place: int, step: Step, point: Point) -> bool:
    died = killed(scene.work.runtime.engine, lambda: _do(scene, place, step), step.verb, (point.site, point.nth))
    if died and step.verb != WORK:
        _do(scene, place, step)  # the answer never came, so it is pressed again
    scene.has_died |= died
    return died


def _do(scene: Scene, place: int, step: Step) -> None:
    if step.verb == WORK:
        scene.do_work()
    else:
        act(scene, place, step)


def _after(scene: Scene, place: int, step: Step) -> None:
    if step.verb == WORK:
        if scene.has_died:
            scene.recover()
        scene.has_died = False
        scene.begin(place)
        scene.bring_copies()
    elif step.verb == "reply":
        scene.let_days_pass()
