"""Answers that no honest server gives: too long, packed, or one thing in another without end."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import pytest
from flask import Flask, Response

from ai.model import ModelDown, Server
from ai.models.openai import build
from ai.questions import Manner, Rewrite
from tests.loopback import serving

QUESTION = Rewrite("Come at ten.", Manner.WARMER, "en")
PART = b" " * 100_000
PARTS = 2_000  # 200 MB


def answering(status: int, body: Iterator[bytes] | bytes, **headers: str) -> Flask:
    """A server that says this and nothing else."""
    app = Flask(__name__, static_folder=None)

    @app.post("/v1/chat/completions")
    def complete() -> Response:
        return Response(body, status, {"Content-Type": "application/json", **headers})

    return app


def ask(app: Flask) -> ModelDown:
    """How asking it ends."""
    with serving(app) as address, pytest.raises(ModelDown) as failed:
        build(Server(base_url=f"{address}/v1", key="k", name="small", timeout=20.0)).answer(QUESTION)
    return failed.value


@pytest.mark.parametrize("status", [200, 500])
def test_an_answer_of_200_megabytes_is_not_read_to_its_end(status: int) -> None:
    sent: list[int] = []

    def parts() -> Iterator[bytes]:
        for number in range(PARTS):
            sent.append(number)
            yield PART

    length = str(PARTS * len(PART))
    assert "cannot be reached" in str(ask(answering(status, parts(), **{"Content-Length": length})))
    assert len(sent) < PARTS / 2


def test_a_packed_answer_is_not_unpacked() -> None:
    message = {"role": "assistant", "content": '{"text": "Do come at ten."}'}
    said = {
        "id": "c", "object": "chat.completion", "created": 1, "model": "small",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }  # fmt: skip
    packed = gzip.compress(json.dumps(said).encode())
    assert "cannot be reached" in str(ask(answering(200, packed, **{"Content-Encoding": "gzip"})))


def test_one_thing_in_another_without_end_is_nonsense() -> None:
    assert ask(answering(200, b"[" * 200_000)).is_nonsense
