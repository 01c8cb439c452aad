"""A mailbox that answers the few calls of Graph the page makes, and gives out tokens that say what they were asked."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

TENANT = "7e57c11c-0000-4000-8000-00000000000a"
ANA = {"id": "oid-ana", "tenant": TENANT, "email": "ana@clinic.example.org", "name": "Ana Lund", "purpose": "user"}
DESK = {"id": "oid-desk", "tenant": TENANT, "email": "desk@clinic.example.org", "name": "Desk", "purpose": "shared"}
BILLING = DESK | {"id": "oid-billing", "email": "billing@clinic.example.org", "name": "Billing"}


@dataclass
class Mail:
    """What is in the mailbox, and what was done to it."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    sent: list[tuple[str, Any]] = field(default_factory=list)

    def fill(self) -> None:
        """Two messages that nobody has read."""
        self.sent.clear()
        self.messages[:] = [message("blood", "Blood test"), message("referral", "Referral")]


def message(name: str, subject: str) -> dict[str, Any]:
    """One message; its ids have signs that Outlook writes otherwise."""
    return {
        "id": f"AAMk-{name}_x=", "conversationId": f"AAQk-{name}_y=", "internetMessageId": f"<{name}@example.org>",
        "subject": subject, "from": {"emailAddress": {"address": "nora@example.com"}}, "isRead": False,
        "toRecipients": [{"emailAddress": {"address": DESK["email"]}}], "categories": ["Own"], "isDraft": False,
        "receivedDateTime": "2026-03-04T09:30:00Z",
        "body": {"contentType": "html", "content": f"<p>The text of {name}</p><script>document.title='bad'</script>"},
    }  # fmt: skip


def token(claims: dict[str, Any]) -> str:
    """A token that can be read and that nobody signed."""
    parts = (json.dumps(each).encode() for each in ({"alg": "none"}, claims))
    return ".".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts) + ".c2ln"


def claims_of(authorization: str) -> Any:
    """What a token says."""
    return json.loads(base64.urlsafe_b64decode(authorization.split(".")[1] + "=="))


def blueprint(mail: Mail) -> Blueprint:
    """The addresses."""
    routes = Blueprint("mail", __name__)
    at = "/graph/v1.0/users/<mailbox>"

    @routes.get("/simulator/microsoft/state")
    def state() -> ResponseReturnValue:
        return jsonify(entra_url="https://login.example.org", accounts=[ANA, DESK, BILLING])

    @routes.post("/simulator/microsoft/tokens")
    def tokens() -> ResponseReturnValue:
        return jsonify(access_token=token({**request.get_json()["claims"], "exp": 4102444800, "iat": 1, "nbf": 1}))

    @routes.get(f"{at}/mailFolders")
    def folders(mailbox: str) -> ResponseReturnValue:
        return jsonify(value=[{"id": "inbox", "displayName": "Inbox"}])

    @routes.get(f"{at}/mailFolders/<folder>/messages")
    def listed(mailbox: str, folder: str) -> ResponseReturnValue:
        assert claims_of(request.headers["Authorization"])["oid"] == ANA["id"]
        return jsonify(value=mail.messages if mailbox == DESK["email"] else [])

    @routes.route(f"{at}/messages/<id_>", methods=["GET", "PATCH"])
    def one(mailbox: str, id_: str) -> ResponseReturnValue:
        found = next((each for each in mail.messages if each["id"] == id_), None)
        if request.method == "PATCH":
            if found is None:
                mail.sent.append((id_, request.get_json()))
            else:
                found.update(request.get_json())
        return jsonify(found)

    @routes.post(f"{at}/messages/<id_>/<verb>")
    def act(mailbox: str, id_: str, verb: str) -> ResponseReturnValue:
        mail.sent.append((f"{id_} {verb}", None))
        return jsonify(id="draft-1")

    @routes.post(f"{at}/sendMail")
    def send(mailbox: str) -> ResponseReturnValue:
        mail.sent.append(("sendMail", request.get_json()["message"]))
        return "", 202

    return routes
