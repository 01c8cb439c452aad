"""Processes that live and end together, with whatever they start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from addon.cli.processes import Child, Family, Unstartable
from tests.workers.processes import eventually

PARENT = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], process_group=0)
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(600)
"""
"""A process whose child leaves its process group, as workers' children do."""
GUARDIAN = """
import sys, time
from pathlib import Path
from addon.cli.processes import Child, Family
family = Family(print)
child = family.start(Child("sleeper", [sys.executable, "-c", "import time; time.sleep(600)"]))
Path(sys.argv[1]).write_text(str(child.process.pid))
time.sleep(600)
"""


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def noted(path: Path) -> int:
    """The pid that a process wrote down."""
    eventually(lambda: path.exists() and path.read_text(), "the pid")
    return int(path.read_text())


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def family(said: list[str]) -> Iterator[Family]:
    one = Family(said.append)
    yield one
    one.end()


def child(tmp_path: Path, code: str, *arguments: Path) -> Child:
    return Child("one", [sys.executable, "-c", code, *map(str, arguments)], {}, tmp_path / "one.log")


def test_the_end_reaches_what_left_the_process_group(family: Family, tmp_path: Path) -> None:
    family.start(child(tmp_path, PARENT, tmp_path / "pid"))
    grandchild = noted(tmp_path / "pid")

    family.end()

    eventually(lambda: not is_alive(grandchild), "the grandchild's end")


def test_one_that_was_killed_is_started_again_without_its_remains(
    family: Family, said: list[str], tmp_path: Path
) -> None:
    one = family.start(child(tmp_path, PARENT, tmp_path / "pid"))
    grandchild = noted(tmp_path / "pid")
    assert one.process is not None
    first = one.process.pid
    os.kill(first, signal.SIGKILL)
    one.process.wait()
    one.started_at -= 60

    family.revive()

    assert one.is_running()
    assert one.process.pid != first
    assert not is_alive(grandchild)
    assert said == [f"one ended and is started again; {tmp_path / 'one.log'} may say why."]


def test_one_that_dies_at_once_is_given_a_pause(family: Family, said: list[str], tmp_path: Path) -> None:
    one = family.start(child(tmp_path, "pass"))
    assert one.process is not None
    one.process.wait()

    family.revive()

    assert said == []


def test_one_that_never_gets_ready_says_where_to_look(family: Family, tmp_path: Path) -> None:
    with pytest.raises(Unstartable, match=r"one ended at once; .*one.log says why"):
        family.wait_for(family.start(child(tmp_path, "print('because')")), lambda: False)

    assert (tmp_path / "one.log").read_text() == "because\n"


def test_work_to_be_finished_tells_how_it_went(family: Family, tmp_path: Path) -> None:
    assert family.finish(child(tmp_path, "pass"))
    assert not family.finish(child(tmp_path, "raise SystemExit(3)"))
    assert family.children == []


def test_those_that_others_need_end_last(family: Family, tmp_path: Path) -> None:
    ending = "import signal, sys, time\nsignal.signal(15, lambda *_: (print('{}', flush=True), sys.exit()))\n"
    ready = "print('ready', flush=True)\ntime.sleep(600)"
    for name, is_needed in (("queue", True), ("worker", False)):
        one = child(tmp_path, ending.format(name) + ready)
        one.is_needed = is_needed
        family.start(one)
    log = tmp_path / "one.log"
    eventually(lambda: log.read_text().count("ready") == 2, "both")

    family.end()

    assert log.read_text().split()[2:] == ["worker", "queue"]


def test_they_end_with_us_even_when_we_are_killed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", GUARDIAN, str(tmp_path / "pid")]) as guardian:
        sleeper = noted(tmp_path / "pid")
        guardian.kill()

    eventually(lambda: not is_alive(sleeper), "the child's end")
