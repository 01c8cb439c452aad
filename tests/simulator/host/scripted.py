"""An add-on that answers what a test tells it to, over real HTTP, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request

from tests import loopback
from tests.simulator.host.png import plain_png

PUBLIC = "https://inbox.example.org"
SCOPES = [
    f"https://www.googleapis.com/auth/{name}"
    for name in (
        "gmail.addons.execute",
        "gmail.addons.current.message.metadata",
        "gmail.addons.current.action.compose",
        "userinfo.email",
        "script.locale",
    )
]
Answer = dict[str, Any] | Response | Callable[[dict[str, Any]], "Answer"]


@dataclass(frozen=True)
class Heard:
    """One call of the add-on."""

    path: str
    authorization: str
    event: dict[str, Any]


@dataclass
class Scripted:
    """The answers by path, and the calls in their order."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    deployment: dict[str, Any] = field(default_factory=dict)

    def last(self, path: str) -> Heard:
        """The newest call of a path."""
        return [each for each in self.heard if each.path == path][-1]

    def count(self, path: str) -> int:
        """How often a path was called."""
        return sum(each.path == path for each in self.heard)


def function(path: str) -> str:
    """The public address of one of the add-on's functions."""
    return f"{PUBLIC}{path}"


def pushed(*sections: dict[str, Any], **card: Any) -> dict[str, Any]:
    """A trigger's answer: one card with these sections."""
    return {"action": {"navigations": [{"pushCard": {"sections": list(sections), **card}}]}}


def rendered(*navigations: dict[str, Any], changed: bool = False, **action: Any) -> dict[str, Any]:
    """A press' answer."""
    told = {"navigations": list(navigations), **action} if navigations else action
    return {"renderActions": {"action": told}} | ({"stateChanged": True} if changed else {})


def text(words: str) -> dict[str, Any]:
    """A section with one paragraph."""
    return {"widgets": [{"textParagraph": {"text": words}}]}


def button(words: str, path: str, **action: Any) -> dict[str, Any]:
    """A button that runs a function."""
    return {"text": words, "onClick": {"action": {"function": function(path), **action}}}


def buttons(*each: dict[str, Any]) -> dict[str, Any]:
    """A section with a row of buttons."""
    return {"widgets": [{"buttonList": {"buttons": list(each)}}]}


def descriptor() -> dict[str, Any]:
    """A deployment as the documentation describes it."""
    return {
        "oauthScopes": SCOPES,
        "addOns": {
            "common": {
                "name": "Shared Desk",
                "logoUrl": f"{PUBLIC}/logo.png",
                "layoutProperties": {"primaryColor": "#0b57a4"},
                "useLocaleFromApp": True,
                "homepageTrigger": {"runFunction": function("/home")},
                "universalActions": [
                    {"label": "Open queue", "openLink": f"{PUBLIC}/queue"},
                    {"label": "Settings", "runFunction": function("/settings")},
                ],
                "openLinkUrlPrefixes": [f"{PUBLIC}/"],
            },
            "gmail": {
                "contextualTriggers": [{"unconditional": {}, "onTriggerFunction": function("/message")}],
                "composeTrigger": {
                    "actions": [{"runFunction": function("/compose"), "label": "Insert template"}],
                    "draftAccess": "METADATA",
                },
            },
            "httpOptions": {"authorizationHeader": "SYSTEM_ID_TOKEN", "granularOauthPermissionSupport": "OPT_IN"},
        },
    }


@contextmanager
def scripted_addon() -> Iterator[Scripted]:
    """A running add-on."""
    addon = Scripted(deployment=descriptor())
    with loopback.serving(application(addon)) as addon.url:
        yield addon


def application(addon: Scripted) -> Flask:
    """The add-on as a web application."""
    app = Flask(__name__, static_folder=None)

    @app.post("/<path:path>")
    def called(path: str) -> Response:
        event = request.get_json()
        addon.heard.append(Heard(f"/{path}", request.headers.get("Authorization", ""), event))
        answer: Answer = addon.answers.get(f"/{path}", pushed(text(f"Nothing is written for /{path}")))
        while callable(answer) and not isinstance(answer, Response):
            answer = answer(event)
        return answer if isinstance(answer, Response) else jsonify(answer)

    @app.get("/logo.png")
    def logo() -> Response:
        return Response(plain_png(64, 64, (11, 87, 164)), mimetype="image/png")

    @app.get("/deployment.json")
    def deployment() -> Response:
        return jsonify(addon.deployment)

    return app
