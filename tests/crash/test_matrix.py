"""Killed once at every distinct site, a script of provider and staff changes ends as it does without a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import delete, func, select

from inbox.models import Conversation, Delivery, Event, Status
from tests.crash import script
from tests.crash.matrix import Undisturbed, complaint, disturbed, undisturbed
from tests.crash.plan import Playing, one_of_each, playings
from tests.crash.scene import PLAYED_AT, Scene
from tests.crash.script import ENOUGH, WORK
from tests.crash.sites import killed
from tests.crash.stage import Stage, on_postgresql, on_sqlite
from tests.inbox.post import letter
from tests.simulator.running import Running
from tests.valkey import Valkey

CALLS = {
    "POST /token", "GET /profile", "GET /messages", "GET /history", "GET /labels", "POST /batch", "POST /labels",
    "PATCH /labels/*", "POST /messages/*/modify", "POST /messages/batchModify", "POST /messages/send", "POST /watch",
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(google_process: Running, valkey: Valkey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A clinic on SQLite."""
    with on_sqlite(google_process, valkey.url, tmp_path_factory.mktemp("stage")) as built:
        yield built


@pytest.fixture(scope="module")
def played(stage: Stage) -> dict[int, Undisturbed]:
    """Segments without a crash, enough of them to come to every site."""
    return {number: undisturbed(stage, number) for number in ENOUGH}


@pytest.fixture(scope="module")
def chosen(played: dict[int, Undisturbed]) -> list[Playing]:
    """Crashes at every distinct site."""
    return one_of_each(point for each in played.values() for point in each.points)


def test_the_script_has_300_changes() -> None:
    changes = [step for number in range(script.SEGMENTS) for step in script.segment(number) if step.verb != WORK]

    assert len(changes) == 300


def test_every_kind_of_call_is_killed_before_and_where_it_changes_something_after(chosen: list[Playing]) -> None:
    sites = {tuple(point.site.split(" ")[:3]) for playing in chosen for point in playing}

    before = {" ".join(site[1:]) for site in sites if site[0] == "before" and site[1] != "commit"}
    after = {" ".join(site[1:]) for site in sites if site[0] == "after" and site[1] != "commit"}
    assert before == CALLS
    assert after == {call for call in CALLS if not call.startswith("GET")} - {"POST /token", "POST /batch"}


@pytest.mark.parametrize("number", ENOUGH)
def test_killed_at_any_site_it_ends_as_if_nothing_had_happened(
    stage: Stage, played: dict[int, Undisturbed], chosen: list[Playing], number: int
) -> None:
    for playing in chosen:
        if playing[0].segment == number:
            assert complaint(stage, played[number], playing) == ""


def test_every_point_of_a_segment_belongs_to_one_playing(played: dict[int, Undisturbed]) -> None:
    points = played[ENOUGH[0]].points

    planned = playings(points)

    assert sorted(map(repr, points)) == sorted(repr(point) for playing in planned for point in playing)
    assert all(len({point.step for point in playing}) == len(playing) for playing in planned)


def _drop_a_message(scene: Scene) -> None:
    with scene.work.unit() as session:
        session.execute(delete(Delivery).where(Delivery.id == session.scalars(select(func.max(Delivery.id))).one()))


def _forget_an_event(scene: Scene) -> None:
    with scene.work.unit() as session:
        session.execute(delete(Event).where(Event.id == session.scalars(select(func.max(Event.id))).one()))


def _misfile(scene: Scene) -> None:
    with scene.work.unit() as session:
        one = session.scalars(select(Conversation).where(Conversation.status == Status.OPEN)).first()
        assert one is not None
        one.status = Status.CLOSED


def _take_a_label_off(scene: Scene) -> None:
    message = next(id_ for id_ in scene.mails.values() if "Desk/Open" in scene.desk.on(id_))
    scene.desk.put(message, remove=("Desk/Open",))


def _send_again(scene: Scene) -> None:
    gmail = scene.front_desk.gmail
    gmail.deliver(b"Message-ID: <again@x>\r\nFrom: reception@clinic.example.org\r\n\r\nOnce more\r\n", "SENT")


@pytest.mark.parametrize("spoil", [_drop_a_message, _forget_an_event, _misfile, _take_a_label_off, _send_again])
def test_the_comparison_notices(stage: Stage, played: dict[int, Undisturbed], spoil: Callable[[Scene], None]) -> None:
    number = ENOUGH[0]

    assert played[number].end.difference(disturbed(stage, number, []).end) == ""
    assert played[number].end.difference(disturbed(stage, number, [], spoil).end) != ""


def test_a_crash_that_nobody_recovers_from_is_noticed(stage: Stage, played: dict[int, Undisturbed]) -> None:
    number = ENOUGH[0]
    fetching = next(point.site for point in played[number].points if ":fetch:" in point.site)

    def come(scene: Scene) -> None:
        scene.front_desk.gmail.deliver(letter(PLAYED_AT, id_="<last@example.com>"), at=PLAYED_AT)

    def work(scene: Scene) -> None:
        come(scene)
        scene.do_work()

    def die(scene: Scene) -> None:
        come(scene)
        assert killed(scene.work.runtime.engine, scene.do_work, WORK, (fetching, 1))

    def recover(scene: Scene) -> None:
        die(scene)
        scene.recover()

    whole, cut, recovered = (disturbed(stage, number, [], last).end for last in (work, die, recover))
    assert whole.difference(cut) != ""
    assert whole.difference(recovered) == ""


def test_on_postgresql_the_playing_with_the_most_crashes_ends_alike(google_process: Running, valkey: Valkey) -> None:
    with on_postgresql(google_process, valkey.url) as stage:
        played = undisturbed(stage, ENOUGH[0])

        assert complaint(stage, played, max(one_of_each(played.points), key=len)) == ""
