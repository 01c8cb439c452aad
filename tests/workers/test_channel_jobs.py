"""Cards that go into a team's channel at Google Chat or Teams, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, Response, request

from inbox import team_channels
from inbox.models import (
    Channel,
    TeamChannel,
)
from tests.house import SUBJECT, House
from tests.loopback import serving

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@contextmanager
def room(answers: list[int | Response]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A channel's incoming webhook; gives its address and what was posted."""
    posted: list[dict[str, Any]] = []
    app = Flask("room")

    @app.post("/room")
    def take() -> Response:
        answer = answers.pop(0) if answers else 200
        if isinstance(answer, Response):
            return answer
        if answer == 200:
            posted.append(request.get_json())
        return Response("", answer)

    with serving(app) as address:
        yield f"{address}/room?key=secret", posted


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", [Channel.GOOGLE_CHAT, Channel.TEAMS])
def test_a_channel_gets_a_card_that_only_opens_a_page(house: House, kind: Channel) -> None:
    slow = Response("", 429, {"Retry-After": "120"})
    with room([503, slow]) as (address, posted):
        channel = _channel(house, kind, address)
        house.tell()
        house.send()
        house.clock.pass_by(seconds=30)
        house.send()
        house.clock.pass_by(seconds=100)
        house.send()
        assert posted == []
        house.clock.pass_by(seconds=60)
        house.send()

        [card] = posted
        assert SUBJECT not in str(card)
        assert f"/app/conversations/{house.conversation_id}" in str(card)
        with house.work.unit(writes=False) as session:
            assert b"secret" not in session.get_one(TeamChannel, channel).address
    if kind is Channel.TEAMS:
        inside = card["attachments"][0]["content"]
        assert [one["type"] for one in inside["actions"]] == ["Action.OpenUrl"]
    else:
        assert card["cardsV2"][0]["card"]["header"]["title"] == "A response is overdue"


@on_sqlite
def test_a_channel_that_is_gone_is_noted_and_does_not_keep_the_mail_waiting(house: House) -> None:
    with room([404]) as (address, _):
        channel = _channel(house, Channel.TEAMS, address)
        house.tell()
        house.send()

    with house.work.unit(writes=False) as session:
        assert session.get_one(TeamChannel, channel).trouble == "answered 404"
    assert len(house.tray.newest_first()) == 1


def _channel(house: House, kind: Channel, address: str) -> int:
    with house.work.unit() as session:
        team = house.clinic.reception
        row = TeamChannel(
            organization_id=team.organization_id, team_id=team.id, key="room", channel=kind, notices=["sla-breach"]
        )
        team_channels.seal(row, address, house.work.runtime.ring)
        session.add(row)
        session.flush()
        return row.id
