"""The event an add-on gets: who asks, from where, with which form; and the tokens that prove it."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from simulator.config import AddOn
from simulator.google import accounts, identifiers, messages, tokens
from simulator.google.accounts import Account
from simulator.google.messages import Message
from simulator.host.deployment import Deployment

AUTH = "https://www.googleapis.com/auth/"
EMAIL_SCOPE = f"{AUTH}userinfo.email"
LOCALE_SCOPE = f"{AUTH}script.locale"
COMPOSE_SCOPE = f"{AUTH}gmail.addons.current.action.compose"


class OpenMessage(BaseModel):
    """The message on the screen, by its API id."""

    id: str
    mailbox: str


class Recipients(BaseModel):
    """Whom the draft on the screen is for."""

    to: list[str] = []
    cc: list[str] = []
    bcc: list[str] = []


class Asked(BaseModel):
    """What the page wants of the add-on."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    person: str
    locale: str = "en"
    time_zone: str = "UTC"
    entry: str
    """home, message, compose, universal or action"""
    index: int = 0
    url: str = ""
    message: OpenMessage | None = None
    recipients: Recipients | None = None
    form_inputs: dict[str, Any] = {}
    parameters: dict[str, str] = {}


@dataclass(frozen=True)
class Proof:
    """The tokens of one call."""

    system: str
    user: str


def build(
    connection: sqlite3.Connection,
    addon: AddOn,
    deployment: Deployment,
    asked: Asked,
    *,
    function: str,
    scopes: list[str],
    now: datetime,
) -> tuple[dict[str, Any], Proof]:
    """The event as Gmail sends it, with its tokens."""
    person = accounts.get(connection, asked.person)
    proof = Proof(
        tokens.id_token(connection, tokens.system_claims(addon.service_account, function), now=now),
        tokens.id_token(connection, tokens.user_claims(person, addon.client_id), now=now),
    )
    opened = found_message(connection, asked)
    owner = opened[0] if opened else person
    authorization = {
        "userOAuthToken": tokens.issue(connection, owner.email, scopes, granted_to=addon.client_id, now=now),
        "systemIdToken": proof.system,
        "authorizedScopes": scopes,
    }
    if EMAIL_SCOPE in scopes:
        authorization["userIdToken"] = proof.user
    event: dict[str, Any] = {
        "commonEventObject": common(deployment, asked, function=function, scopes=scopes, now=now),
        "authorizationEventObject": authorization,
    }
    gmail = mail_part(connection, opened, now=now) | draft_part(deployment, asked, scopes)
    return event | ({"gmail": gmail} if gmail else {}), proof


def common(
    deployment: Deployment, asked: Asked, *, function: str, scopes: Iterable[str], now: datetime
) -> dict[str, Any]:
    """The part every event has."""
    part: dict[str, Any] = {"hostApp": "GMAIL", "platform": "WEB"}
    if deployment.uses_locale and LOCALE_SCOPE in scopes:
        offset = now.astimezone(ZoneInfo(asked.time_zone)).utcoffset()
        milliseconds = int(offset.total_seconds() * 1000) if offset else 0
        part["userLocale"] = asked.locale
        part["timeZone"] = {"id": asked.time_zone, "offset": milliseconds}
    if asked.entry == "action":
        part["invokedFunction"] = function
    if asked.form_inputs:
        part["formInputs"] = asked.form_inputs
    if asked.parameters:
        part["parameters"] = asked.parameters
    return part


def found_message(connection: sqlite3.Connection, asked: Asked) -> tuple[Account, Message] | None:
    """The open message and the mailbox it lies in."""
    if asked.message is None:
        return None
    owner = accounts.get(connection, asked.message.mailbox)
    number = identifiers.parse(asked.message.id)
    message = messages.find(connection, owner, number) if number is not None else None
    return (owner, message) if message else None


def mail_part(
    connection: sqlite3.Connection, opened: tuple[Account, Message] | None, *, now: datetime
) -> dict[str, Any]:
    """The open message as the add-on may know it: event ids, and a token for this message only."""
    if opened is None:
        return {}
    owner, message = opened
    first = messages.of_thread(connection, owner, message.thread)[0]
    return {
        "messageId": identifiers.for_event(message.id, self_authored=message.self_authored, kind="msg"),
        "threadId": identifiers.for_event(message.thread, self_authored=first.self_authored, kind="thread"),
        "accessToken": tokens.issue_for_message(connection, owner, message.id, now=now),
    }


def draft_part(deployment: Deployment, asked: Asked, scopes: Iterable[str]) -> dict[str, Any]:
    """The draft's recipients, where the deployment asks for them and the person lets the add-on see them."""
    if asked.recipients is None or not deployment.sees_draft_recipients or COMPOSE_SCOPE not in scopes:
        return {}
    return {
        "toRecipients": asked.recipients.to,
        "ccRecipients": asked.recipients.cc,
        "bccRecipients": asked.recipients.bcc,
    }
