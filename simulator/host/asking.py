"""Calling the add-on as Google does, and saying in words what went wrong when it did not answer well."""

import json
from typing import Any

import requests

from simulator.config import AddOn
from simulator.google.world import World
from simulator.host import event
from simulator.host.deployment import Deployment, Refused
from simulator.host.event import Asked, Proof
from simulator.host.state import Host, deployed, granted

SHOWN_OF_BODY = 4000


class Failed(Exception):
    """The add-on did not give an answer that can be shown."""

    def __init__(self, title: str, detail: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail


def ask(world: World, host: Host, asked: Asked) -> dict[str, Any]:
    """The add-on's answer as {answer}, or what kept it from coming as {failure}."""
    try:
        return {"answer": answer(world, host, asked)}
    except Failed as failed:
        return {"failure": {"title": failed.title, "detail": failed.detail}}
    except Refused as refused:
        return {"failure": {"title": str(refused), "detail": ""}}


def answer(world: World, host: Host, asked: Asked) -> dict[str, Any]:
    """Build the event, sign it, post it and read what comes back."""
    deployment = deployed(host, world.config)
    addon = world.config.addon
    assert addon is not None
    function = function_asked(deployment, asked)
    address = internal_address(addon, function)
    scopes = granted(host, asked.person, deployment.scopes)
    with world.store.writing() as connection:
        built, proof = event.build(
            connection, addon, deployment, asked, function=function, scopes=scopes, now=world.clock()
        )
    response = sent(address, built, header(deployment, proof), function=function, limit=host.time_limit)
    return read(response, function)


def function_asked(deployment: Deployment, asked: Asked) -> str:
    """The address of the function behind what the person did."""
    if asked.entry == "action":
        return asked.url
    functions = {"home": [deployment.home], "message": [deployment.contextual]}
    functions["universal"] = [item.function for item in deployment.universal_actions]
    functions["compose"] = [item.function for item in deployment.compose_actions]
    known = functions.get(asked.entry, [])
    if asked.index >= len(known) or not known[asked.index]:
        raise Failed(f"The add-on's deployment has no trigger for this ({asked.entry}).")
    return known[asked.index]


def internal_address(addon: AddOn, function: str) -> str:
    """Where the add-on's public address is to be found on this machine."""
    if not function.startswith("https://"):
        raise Failed(f"A function must be an https address, not {function}")
    if not function.startswith(f"{addon.public_origin}/"):
        raise Failed(f"{function} does not belong to the add-on at {addon.public_origin}; nothing else is called here.")
    return addon.internal_origin + function.removeprefix(addon.public_origin)


def header(deployment: Deployment, proof: Proof) -> dict[str, str]:
    """The Authorization header the deployment asks for."""
    chosen = {"SYSTEM_ID_TOKEN": proof.system, "USER_ID_TOKEN": proof.user}.get(deployment.authorization_header)
    return {"Authorization": f"Bearer {chosen}"} if chosen else {}


def sent(
    address: str, built: dict[str, Any], headers: dict[str, str], *, function: str, limit: float
) -> requests.Response:
    """Post the event, within the time an add-on has."""
    try:
        return requests.post(address, json=built, headers=headers, timeout=limit, allow_redirects=False)
    except requests.Timeout as trouble:
        raise Failed(f"The add-on did not answer within {limit:g} seconds.", function) from trouble
    except requests.RequestException as trouble:
        raise Failed("The add-on cannot be reached.", f"{function}\n{trouble}") from trouble


def read(response: requests.Response, function: str) -> dict[str, Any]:
    """The JSON of a good answer."""
    shown = f"{function}\n{response.status_code} {response.reason}\n\n{response.text[:SHOWN_OF_BODY]}"
    if response.status_code != requests.codes.ok:
        raise Failed(f"The add-on answered {response.status_code}.", shown)
    try:
        found = json.loads(response.content)
    except ValueError as trouble:
        raise Failed("The add-on's answer is not JSON.", shown) from trouble
    if not isinstance(found, dict):
        raise Failed("The add-on's answer is not a JSON object.", shown)
    return found
