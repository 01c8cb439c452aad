"""The way of every call to Graph: who calls, what, with which words; do it, answer, write it down."""

import re
import sqlite3
import time
import uuid
from dataclasses import replace

import orjson

from simulator.google.call import Answer
from simulator.google.calls import LoggedCall
from simulator.microsoft import accounts, options, shapes, tokens, troubles
from simulator.microsoft.accounts import Account
from simulator.microsoft.api import ROUTER
from simulator.microsoft.call import Call, Reply, Request, Route
from simulator.microsoft.errors import GraphError, bad_request, denied, no_mailbox, no_user, not_played
from simulator.microsoft.tokens import Caller
from simulator.microsoft.world import PREFIX, World

JSON = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
# What Graph has and nobody here asks for: better no answer than a wrong one.
NOT_PLAYED = re.compile(
    r"^users/delta$|^users/[^/]+/messages/delta|childFolders/delta|/messageRules|/extensions|ExtendedProperties(/|$)"
    r"|/createUploadSession|/getMailTips",
    re.IGNORECASE,
)
BEGINNING = f"{PREFIX}/v1.0/"


def answer(world: World, request: Request) -> Answer:
    """Answer one call."""
    route, names = None, dict[str, str]()
    mailbox = ""
    try:
        route, names = found(request)
        authorization = request.headers.get("authorization", "")
        mailbox = mailbox_of(world, names.get("user", ""), authorization)
        with world.throttle.entered(
            (tokens.named(authorization, "appid"), mailbox),
            now=world.clock(),
            scarce=troubles.scarce(world, route.name, mailbox),
        ):
            time.sleep(world.config.latency)
            given = troubles.before(world, route.name, mailbox, batched=request.batched) or perform(
                world, request, route, names
            )
    except GraphError as error:
        given = refusal(world, request, error)
    given = troubles.after(world, route.name if route else "", mailbox, given)
    world.calls.add(logged(world, request, route, mailbox, given.status))
    return given


def found(request: Request) -> tuple[Route, dict[str, str]]:
    """The route of a call; there must be one."""
    path = request.path.removeprefix(BEGINNING)
    if path == request.path:
        raise bad_request("Invalid version.")
    if path == "me" or path.startswith("me/"):
        path = "users/me" + path[2:]
    route, names, is_known = ROUTER.find(request.verb, path)
    if NOT_PLAYED.search(path):
        raise not_played(path)
    if route is None and is_known:
        raise GraphError(405, "Request_BadRequest", f"The method {request.verb} is not allowed here.")
    if route is None:
        raise bad_request(f"Resource not found for the segment '{path.split('/')[-1]}'.")
    return route, names


def mailbox_of(world: World, name: str, authorization: str) -> str:
    """The address of the mailbox a call is about, as far as its path tells, or its token where it says `me`."""
    if name == "me":
        name = tokens.named(authorization, "oid")
    with world.store.reading() as connection:
        account = accounts.find(connection, name) if name else None
    return account.email if account else ""


def perform(world: World, request: Request, route: Route, names: dict[str, str]) -> Answer:
    """Do what the call asks, all of it or nothing."""
    if route.before:
        with world.store.reading() as connection:
            route.before(prepared(world, connection, request, route, names))
    transaction = world.store.reading() if request.verb == "GET" else world.store.writing()
    with transaction as connection:
        call = prepared(world, connection, request, route, names)
        reply = route.handler(call)
    if request.verb != "GET":
        world.changed.set()
    return written(reply, call.preferences.applied())


def prepared(
    world: World, connection: sqlite3.Connection, request: Request, route: Route, names: dict[str, str]
) -> Call:
    """The call, authorised and validated."""
    now = world.clock()
    caller = tokens.caller(connection, request.headers.get("authorization", ""), now=now)
    mailbox = None
    if "user" in names:
        mailbox = entered(connection, caller, route, names["user"])
    elif not caller.may(route.needs):
        raise denied()
    if mailbox and (fault := world.faults.take("access-revoked", method=f"graph.{route.name}", mailbox=mailbox.email)):
        raise GraphError(fault.status, fault.reason, "Access is denied. Check credentials and try again.")
    return Call(
        world=world,
        connection=connection,
        route=route,
        caller=caller,
        mailbox=mailbox,
        names=names,
        options=options.parse(request.query, route.options, route.properties),
        preferences=options.preferences(request.headers.get("prefer", "")),
        body=shapes.body(request, route.fields),
        headers=request.headers,
        now=now,
    )


def entered(connection: sqlite3.Connection, caller: Caller, route: Route, name: str) -> Account:
    """The mailbox of a call, which the caller must be let into."""
    if name == "me":
        if caller.person is None:
            raise bad_request("/me request is only valid with delegated authentication flow.")
        name = caller.person.id
    account = accounts.find(connection, name)
    if account is None or account.tenant != caller.tenant:
        raise no_user(name) if route.name == "users.get" else no_mailbox(name)
    if not caller.may(route.needs):
        raise denied()
    if caller.person is not None and not accounts.may_open(connection, account, caller.person):
        raise denied()
    if caller.person is None and (caller.consent is None or not caller.consent.reaches(account.email)):
        raise denied()
    return account


def written(reply: Reply, applied: str = "") -> Answer:
    """A reply on its way out."""
    headers = {"request-id": str(uuid.uuid4()), **reply.headers}
    if applied:
        headers["Preference-Applied"] = applied
    if reply.body is None:
        return Answer(reply.status, b"", headers)
    if isinstance(reply.body, bytes):
        return Answer(reply.status, reply.body, {"Content-Type": "text/plain"} | headers)
    return Answer(reply.status, orjson.dumps(reply.body), {"Content-Type": JSON} | headers)


def refusal(world: World, request: Request, error: GraphError) -> Answer:
    """A refusal as Graph writes it."""
    body = error.body(world.clock(), request.headers.get("client-request-id", ""))
    answer = written(Reply(error.status, body, error.headers))
    if error.status != 401:
        return answer
    return replace(answer, headers={**answer.headers, "WWW-Authenticate": 'Bearer realm="", error="invalid_token"'})


def logged(world: World, request: Request, route: Route | None, mailbox: str, status: int) -> LoggedCall:
    """A call as the log keeps it, which holds nobody's token."""
    query = "&".join(f"{name}={value}" for name, value in request.query if "token" not in name)
    return LoggedCall(
        time=world.clock().isoformat(),
        verb=request.verb,
        path=f"{request.path}?{query}" if query else request.path,
        method=f"graph.{route.name}" if route else "graph",
        mailbox=mailbox,
        status=status,
        units=1,
        batched=request.batched,
    )
