"""No mail, address or token gets into a log, whoever writes the line."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator

import pytest
import structlog

from inbox import log

SECRETS = (
    "ana.alvarez@example.com", "ana.alvarez%40", "My daughter has a fever",
    "ya29.a0AfB_byD-secret", "1//0gSecretRefresh",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "hunter2", "MIIEvQIBADANBg",
)  # fmt: skip


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What gets into the log; the logging of the test process is as before afterwards."""
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers, root.level
    monkeypatch.setattr("sys.stderr", stream)
    log.configure("INFO")
    yield stream
    root.handlers = before
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_its_time_level_and_values(written: io.StringIO) -> None:
    structlog.get_logger("sync").warning("a mailbox is tried again later", mailbox=7)

    (line,) = lines(written)
    assert (line["event"], line["mailbox"], line["level"]) == ("a mailbox is tried again later", 7, "warning")
    assert line["timestamp"]


def test_nothing_secret_is_written_by_name_by_shape_or_in_an_error(written: io.StringIO) -> None:
    mine, library = structlog.get_logger("sync"), logging.getLogger("somebody.else")
    mine.error("mail from ana.alvarez@example.com", body="My daughter has a fever", raw=b"My daughter has a fever")
    mine.error("token ya29.a0AfB_byD-secret", refresh=["1//0gSecretRefresh"], headers={"Authorization": "hunter2"})
    mine.error("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg", at="postgresql://inbox:hunter2@db/inbox")
    library.warning("GET with Bearer %s for %s", SECRETS[4], "ana.alvarez@example.com")
    library.warning("GET https://mail.example.org/search?q=ana.alvarez%40example.com&page=2")
    try:
        raise ValueError("cannot deliver to ana.alvarez@example.com with eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln")
    except ValueError:
        mine.exception("it failed", subject="My daughter has a fever")
        library.exception("it failed for %s", "ana.alvarez@example.com")

    assert len(lines(written)) == 7
    assert [secret for secret in SECRETS if secret in written.getvalue()] == []


def test_harmless_names_and_values_stay(written: io.StringIO) -> None:
    structlog.get_logger("sync").info("done", context="night", mailbox=3, seconds=0.5, ids=[1, 2], ok=True, none=None)

    (line,) = lines(written)
    assert {name: line[name] for name in ("context", "mailbox", "seconds", "ids", "ok", "none")} == {
        "context": "night", "mailbox": 3, "seconds": 0.5, "ids": [1, 2], "ok": True, "none": None,
    }  # fmt: skip


def test_a_long_value_takes_no_longer_than_its_length(written: io.StringIO) -> None:
    for part in ("a", "a.", "a@", "a%40", "x://"):
        began = time.process_time()
        structlog.get_logger("tests").warning("long", value=part * (100_000 // len(part)))
        assert time.process_time() - began < 2, part


def test_quiet_levels_are_left_out(written: io.StringIO) -> None:
    structlog.get_logger("sync").debug("nobody wants to know")

    assert lines(written) == []
