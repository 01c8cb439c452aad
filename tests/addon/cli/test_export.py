"""`inbox export`: everything, one conversation a line, whoever reads it and for however long."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inbox.database import unit_of_work
from tests.addon.cli.conftest import Type
from tests.clinic import conversation
from tests.office import Office
from tests.sync.outside import letter


def inbox_process(*words: str, **more: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "addon.cli", *words], stderr=subprocess.PIPE, **more)  # type: ignore[call-overload, no-any-return]


def test_each_line_is_a_whole_conversation(inbox: Type, office: Office) -> None:
    yesterday, today = datetime.now(UTC) - timedelta(days=1), datetime.now(UTC)
    provider_id = office.gmail.deliver(letter("Blood test", number=71), at=yesterday)
    office.gmail.deliver(letter("Re: Blood test", number=72, in_reply_to="<71@mail.example.com>"), at=today)
    office.gmail.deliver(letter("Our offers", list_unsubscribe="<https://shop.example.com/out>"), at=today)
    office.read_everything()

    lines = [json.loads(line) for line in inbox("export").output.splitlines()]
    lines.sort(key=lambda one: one["subject"])

    assert [(one["subject"], len(one["messages"])) for one in lines] == [("Blood test", 2), ("Our offers", 1)]
    first = lines[0]["messages"][0]
    assert (first["class"], first["disposition"], first["visible_text"]) == (
        "human", "conversation", "This is mail number 71.",
    )  # fmt: skip
    assert first["deliveries"][0]["provider_id"] == provider_id
    assert lines[1]["messages"][0]["class_header"].lower().startswith("list-unsubscribe")
    assert [event["kind"] for event in lines[0]["events"]][:2] == ["created", "received"]


def test_it_is_written_to_a_file(inbox: Type, office: Office) -> None:
    with office.work.unit() as session:
        conversation(session, office.clinic.front_desk, now=office.work.clock())

    answer = inbox("export", "--output", "all.jsonl")

    assert answer.output == "1 conversation written to all.jsonl.\n"
    assert json.loads(Path("all.jsonl").read_text())["subject"] == "Appointment on Friday"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_reader_who_has_seen_enough_ends_it_quietly(office: Office, surroundings: dict[str, str]) -> None:
    with unit_of_work(office.work.runtime.make) as session:
        conversation(session, office.clinic.front_desk, now=office.work.clock(), text="much to read " * 40_000)
    reading, writing = os.pipe()

    with inbox_process("export", stdout=writing) as process:
        os.close(writing)
        os.read(reading, 1)
        os.close(reading)

        assert process.stderr is not None
        assert process.stderr.read() == b""


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_key_that_interrupts_ends_it_quietly(office: Office, surroundings: dict[str, str]) -> None:
    with unit_of_work(office.work.runtime.make) as session:
        conversation(session, office.clinic.front_desk, now=office.work.clock(), text="much to read " * 40_000)
    reading, writing = os.pipe()

    with inbox_process("export", stdout=writing) as process:
        os.close(writing)
        os.read(reading, 1)  # the pipe is full, and it waits for us
        process.send_signal(signal.SIGINT)

        assert process.stderr is not None
        assert process.stderr.read().strip() in (b"", b"Aborted!")
        os.close(reading)
