"""The script of provider and staff changes, played at Outlook: killed at many sites, it ends as without a crash."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.matrix import complaint, undisturbed
from tests.crash.plan import one_of_each
from tests.crash.stage import Stage, on_sqlite
from tests.simulator.running import Running
from tests.valkey import Valkey

NUMBER = 20
"""A segment with a reply, a resync and labels by hand; `make crash` with ARGS="--provider outlook" plays all."""
WRITING = {
    "PATCH /messages/*", "POST /$batch", "POST /messages/*/createReply", "POST /messages/*/send",
    "POST /outlook/masterCategories",
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(google_process: Running, valkey: Valkey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A clinic with its mailboxes at the simulated Microsoft 365."""
    with on_sqlite(google_process, valkey.url, tmp_path_factory.mktemp("stage"), "outlook") as built:
        yield built


def test_killed_at_many_sites_it_ends_as_if_nothing_had_happened(stage: Stage) -> None:
    played = undisturbed(stage, NUMBER)
    sites = {tuple(point.site.split(" ")[:3]) for point in played.points}
    assert {(when, *call.split(" ")) for when in ("before", "after") for call in WRITING} <= sites

    most = sorted(one_of_each(played.points), key=len, reverse=True)[:2]

    assert [complaint(stage, played, playing) for playing in most] == ["", ""]
