"""Several calls in one: each with an answer of its own, in any order, some only after others."""

import base64
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

import orjson

from simulator.google.call import Answer, Request
from simulator.google.calls import LoggedCall
from simulator.microsoft import dispatch, shapes, throttling, tokens
from simulator.microsoft.call import Reply
from simulator.microsoft.errors import GraphError, bad_request
from simulator.microsoft.world import PREFIX, World

MOST = 20
VERBS = {"GET", "POST", "PATCH", "PUT", "DELETE"}
PART = {
    "id": str,
    "method": str,
    "url": str,
    "headers": dict,
    "body": object,
    "dependsOn": [str],
    "atomicityGroup": str,
}
FAILED = 424


def answer(world: World, request: Request) -> Answer:
    """Answer every call inside."""
    try:
        with world.store.reading() as connection:
            tokens.caller(connection, request.headers.get("authorization", ""), now=world.clock())
        parts = read(request)
    except GraphError as error:
        given = dispatch.refusal(world, request, error)
    else:
        given = dispatch.written(Reply(200, {"responses": answered(world, request, parts)}))
    world.calls.add(
        LoggedCall(world.clock().isoformat(), request.verb, request.path, "graph.batch", "", given.status, 0, False)
    )
    return given


def read(request: Request) -> list[dict[str, Any]]:
    """The calls inside, which must make sense together."""
    body = shapes.body(request, {"requests": [PART]})
    parts: list[dict[str, Any]] = body.get("requests") or []
    if not 1 <= len(parts) <= MOST:
        raise bad_request(f"Number of batch request steps exceeds the maximum value of {MOST}, or there are none.")
    seen: set[str] = set()
    for part in parts:
        if (
            not part.get("id")
            or part["id"] in seen
            or part.get("method", "").upper() not in VERBS
            or not part.get("url")
        ):
            raise bad_request("Every request needs an id of its own, a method and a url.")
        if not set(part.get("dependsOn") or ()) <= seen:
            raise bad_request(f"Request {part['id']} depends on one that does not come before it.")
        names = {name.casefold() for name in part.get("headers") or ()}
        if part.get("body") is not None and "content-type" not in names:
            raise bad_request(f"Write request id : {part['id']} does not contain Content-Type header or body.")
        seen.add(part["id"])
    return parts


def answered(world: World, request: Request, parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The answers, the last first unless they are shuffled: nobody should count on their order."""
    statuses: dict[str, int] = {}
    together: Counter[tuple[int, str]] = Counter()
    depth: dict[str, int] = {}
    answers = []
    for part in parts:
        before = part.get("dependsOn") or ()
        depth[part["id"]] = 1 + max((depth[each] for each in before), default=0)
        at_once = (depth[part["id"]], part["url"].lstrip("/").split("/messages")[0].split("/mailFolders")[0])
        together[at_once] += 1
        if any(statuses[each] >= 400 for each in before):
            given = refused(world, request, GraphError(FAILED, "FailedDependency", "A request it depends on failed."))
        elif world.throttle.concurrent is not None and together[at_once] > world.throttle.concurrent:
            # Those that depend on nothing go to the mailbox all at once.
            given = refused(world, request, throttling.too_many("Application is over its MailboxConcurrency limit.", 1))
        else:
            given = dispatch.answer(world, inner(request, part))
        statuses[part["id"]] = given.status
        if not world.faults.take("batch-missing", method="graph.batch"):
            answers.append(told(part["id"], given))
    answers.reverse()
    if shuffled := world.faults.take("batch-shuffled", method="graph.batch"):
        random.Random(shuffled.luck).shuffle(answers)
    return answers


def refused(world: World, request: Request, error: GraphError) -> Answer:
    return dispatch.refusal(world, request, error)


def inner(request: Request, part: Mapping[str, Any]) -> Request:
    """One call as if it had come by itself, with the token of all."""
    path, _, query = part["url"].lstrip("/").partition("?")
    headers = {name.casefold(): str(value) for name, value in (part.get("headers") or {}).items()}
    return Request(
        verb=part["method"].upper(),
        path=f"{PREFIX}/v1.0/{quote(unquote(path), safe='/$()=@,')}",
        query=parse_qsl(query, keep_blank_values=True),
        headers={"authorization": request.headers.get("authorization", ""), **headers},
        body=b"" if part.get("body") is None else orjson.dumps(part["body"]),
        batched=True,
    )


def told(part_id: str, given: Answer) -> dict[str, Any]:
    """One answer as it stands among the others; what is no JSON is written in base64."""
    headers = {name: value for name, value in given.headers.items() if name != "request-id"}
    found: dict[str, Any] = {"id": part_id, "status": given.status, "headers": headers}
    if given.body:
        is_json = headers.get("Content-Type", "").startswith("application/json")
        found["body"] = orjson.loads(given.body) if is_json else base64.b64encode(given.body).decode()
    return found
