"""The server's answers: chat completions, and the list of models."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from simulator.openai import thinking
from simulator.openai.state import Ahead, State
from simulator.openai.validation import Refused, check

routes = Blueprint("openai", __name__)


def create_app(state: State) -> Flask:
    """The server as an application of its own."""
    app = Flask(__name__, static_folder=None)
    app.extensions["openai"] = state
    app.register_blueprint(routes)
    return app


@routes.get("/v1/models")
def models() -> ResponseReturnValue:
    """What can be asked."""
    state = _state()
    if not _is_known(state):
        return _error(401, "Incorrect API key provided", "invalid_request_error", code="invalid_api_key")
    listed = [{"id": name, "object": "model", "created": 0, "owned_by": "simulator"} for name in state.models]
    return jsonify(object="list", data=listed)


@routes.post("/v1/chat/completions")
def complete() -> ResponseReturnValue:
    """One answer."""
    state, body = _state(), request.get_json(silent=True)
    state.keep({**(body if isinstance(body, dict) else {}), "headers": dict(request.headers)})
    if not _is_known(state):
        return _error(401, "Incorrect API key provided", "invalid_request_error", code="invalid_api_key")
    try:
        check(body)
    except Refused as refusal:
        return _error(400, str(refusal), "invalid_request_error", param=refusal.param)
    assert isinstance(body, dict)
    if body["model"] not in state.models:
        text = f"The model `{body['model']}` does not exist"
        return _error(404, text, "invalid_request_error", code="model_not_found")
    trouble = state.trouble()
    return _in_trouble(state, body, trouble) if trouble else jsonify(_completion(body, _said(state, body)))


def _in_trouble(state: State, body: dict[str, Any], trouble: Ahead) -> ResponseReturnValue:
    if trouble.kind == "slow":
        state.over.wait(trouble.seconds)
        return jsonify(_completion(body, _said(state, body)))
    if trouble.kind == "busy":
        answer = _error(429, "Rate limit reached", "requests", code="rate_limit_exceeded")
        answer.headers["Retry-After"] = f"{trouble.seconds:g}"
        return answer
    if trouble.kind == "broken":
        return _error(500, "The server had an error while processing your request", "server_error")
    if trouble.kind == "redirect":
        return Response(status=307, headers={"Location": request.url})
    if trouble.kind == "not-json":
        return Response("<html>it works</html>", content_type="text/html")
    if trouble.kind == "no-choices":
        return jsonify({**_completion(body, ""), "choices": []})
    if trouble.kind == "refusal":
        return jsonify(_completion(body, None, refusal="I cannot help with that."))
    if trouble.kind == "cut-off":
        return jsonify(_completion(body, '{"mails": [{"number"', reason="length"))
    return jsonify(_completion(body, "Once upon a time" if trouble.kind == "nonsense" else '{"other": 1}'))


def _said(state: State, body: dict[str, Any]) -> str:
    scripted = state.content()
    if scripted is not None:
        return scripted
    last = next(one["content"] for one in reversed(body["messages"]) if one["role"] == "user")
    return thinking.answer(_schema(body), last if isinstance(last, str) else "".join(one["text"] for one in last))


def _schema(body: dict[str, Any]) -> dict[str, Any]:
    if body.get("tools"):
        found: dict[str, Any] = body["tools"][0]["function"]["parameters"]
        return found
    described: dict[str, Any] = (body.get("response_format") or {}).get("json_schema", {}).get("schema", {})
    return described


def _completion(
    body: dict[str, Any], content: str | None, *, reason: str = "stop", refusal: str | None = None
) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": refusal, "annotations": []}
    if body.get("tools") and content is not None and body.get("tool_choice") != "none":
        name = body["tools"][0]["function"]["name"]
        call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": content}}
        message, reason = {**message, "content": None, "tool_calls": [call]}, "tool_calls"
    asked = sum(len(str(one.get("content") or "")) for one in body["messages"]) // 4
    answered = len(content or "") // 4
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": int(time.time()), "model": body["model"],
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": reason}],
        "usage": {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered},
        "service_tier": "default", "system_fingerprint": "fp_simulated",
    }  # fmt: skip


def _error(status: int, message: str, kind: str, *, param: str | None = None, code: str | None = None) -> Response:
    answer = jsonify(error={"message": message, "type": kind, "param": param, "code": code})
    answer.status_code = status
    return answer


def _is_known(state: State) -> bool:
    return request.headers.get("Authorization") == f"Bearer {state.key}"


def _state() -> State:
    found = current_app.extensions["openai"]
    assert isinstance(found, State)
    return found
