"""The simulated server of models refuses what the real one refuses, and fails as it is told to."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from simulator.openai import admin
from simulator.openai.routes import create_app
from simulator.openai.state import State

PLAIN: dict[str, Any] = {"model": "small", "messages": [{"role": "user", "content": "Hello"}]}
STRICT = {
    "type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"], "additionalProperties": False,
}  # fmt: skip


def as_form(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "Text", "strict": True, "schema": schema}}


@pytest.fixture
def client() -> FlaskClient:
    app = create_app(State(key="sk-1"))
    app.register_blueprint(admin.routes)
    return app.test_client()


def ask(client: FlaskClient, key: str = "sk-1", **changed: object) -> TestResponse:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.post("/v1/chat/completions", json={**PLAIN, **changed}, headers=headers)


def test_an_answer_has_what_the_real_one_has(client: FlaskClient) -> None:
    answer = ask(client, response_format=as_form(STRICT)).get_json()
    assert answer["object"] == "chat.completion"
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["usage"]["total_tokens"] == answer["usage"]["prompt_tokens"] + answer["usage"]["completion_tokens"]
    listed = client.get("/v1/models", headers={"Authorization": "Bearer sk-1"}).get_json()
    assert [one["id"] for one in listed["data"]] == ["small", "large"]


REFUSED: dict[str, dict[str, object]] = {
    "a field that it does not know": {"recipients": ["eve@example.org"]},
    "no messages": {"messages": []},
    "an unknown role": {"messages": [{"role": "admin", "content": "a"}]},
    "no text": {"messages": [{"role": "user", "content": 7}]},
    "too warm": {"temperature": 3},
    "both limits": {"max_tokens": 5, "max_completion_tokens": 5},
    "no limit": {"max_tokens": 0},
    "JSON that nobody speaks of": {"response_format": {"type": "json_object"}},
    "an unknown form": {"response_format": {"type": "xml"}},
    "a form that is open": {"response_format": as_form({**STRICT, "additionalProperties": True})},
    "a form with gaps": {"response_format": as_form({**STRICT, "required": []})},
    "a choice of no tool": {"tool_choice": "required"},
    "a stream": {"stream": True},
}


@pytest.mark.parametrize("changed", REFUSED.values(), ids=list(REFUSED))
def test_what_the_real_one_refuses_is_refused(client: FlaskClient, changed: dict[str, object]) -> None:
    refused = ask(client, **changed)
    assert refused.status_code == 400
    assert refused.get_json()["error"]["type"] == "invalid_request_error"
    assert "Hello" not in refused.get_data(as_text=True)


def test_keys_and_models_are_known_or_not(client: FlaskClient) -> None:
    for key in ("", "sk-2"):
        assert ask(client, key).status_code == 401
        assert ask(client, key).get_json()["error"]["code"] == "invalid_api_key"
    assert client.get("/v1/models").status_code == 401
    assert ask(client, model="huge").status_code == 404


def test_faults_are_switched_on_and_off(client: FlaskClient) -> None:
    put = client.put("/simulator/openai/trouble", json={"kind": "busy", "seconds": 7})
    assert put.get_json()["always"] == {"kind": "busy", "seconds": 7.0}
    busy = ask(client)
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "7")
    client.put("/simulator/openai/trouble", json={"kind": "broken"})
    assert ask(client).status_code == 500
    assert client.put("/simulator/openai/trouble", json={"kind": "bored"}).status_code == 400
    client.put("/simulator/openai/trouble", json={"kind": ""})
    assert ask(client).status_code == 200
