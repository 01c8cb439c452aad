"""The way of every API call: find the method, check who calls and what, do it, answer, write it down."""

from http import HTTPStatus

import orjson

from simulator.google import authorization, dialects, discovery, fields, tokens, troubles, uploads, validation
from simulator.google.api import HANDLERS
from simulator.google.call import Answer, Call, Request
from simulator.google.calls import LoggedCall
from simulator.google.discovery import Method
from simulator.google.errors import ApiError, login_required, malformed, not_played
from simulator.google.uploads import Upload
from simulator.google.world import World

JSON = {"Content-Type": "application/json; charset=UTF-8", "Vary": "Origin, X-Origin, Referer"}
PHRASES = {status.value: status.phrase for status in HTTPStatus}
NO_CONTENT = 204


def answer(world: World, request: Request) -> Answer:
    """Answer one call to the Gmail API."""
    path = uploads.PREFIX.sub("", request.path)
    mailbox = mailbox_of(world, request)
    method: Method | None = None
    try:
        if path != request.path and "upload_id" in dict(request.query):
            resumed = uploads.resume(world, request)
            return resumed if isinstance(resumed, Answer) else answer(world, resumed)
        method, names = found(request, path)
        given = troubles.before(world, short(method), mailbox, batched=request.batched) or perform(
            world, request, method, names
        )
    except ApiError as error:
        given = error_answer(dialects.refusal(world, short(method), mailbox, error))
    given = troubles.after(world, short(method), mailbox, given)
    world.calls.add(logged(world, request, method, mailbox, given.status))
    return given


def found(request: Request, path: str) -> tuple[Method, dict[str, str]]:
    """The method of a call; there must be one that the simulator plays."""
    routed = discovery.route(request.verb, path)
    if routed is None:
        raise ApiError(404, f"There is no method {request.verb} {path}", "notFound")
    method, names = routed
    if path != request.path and not method.largest_upload:
        raise ApiError(404, f"{method.id} takes no upload", "notFound")
    if method.id not in HANDLERS:
        raise not_played(method.id)
    return method, names


def mailbox_of(world: World, request: Request) -> str:
    """The mailbox a call is about, as far as its token tells."""
    try:
        token = authorization.bearer(request)
    except ApiError:
        return ""
    with world.store.reading() as connection:
        known = tokens.look_up(connection, token, now=world.clock())
    return known.email if known else ""


def perform(world: World, request: Request, method: Method, names: dict[str, str]) -> Answer:
    """Do what the call asks, all of it or nothing."""
    now = world.clock()
    is_upload = uploads.PREFIX.match(request.path) is not None
    transaction = world.store.reading() if method.verb == "GET" else world.store.writing()
    with transaction as connection:
        caller = authorization.authorise(connection, request, method, names["userId"], now=now, faults=world.faults)
        email = caller.account.email
        parameters = validation.parameters(method, dialects.inward(world, email, request.query))
        mask = fields.parse(parameters["fields"]) if "fields" in parameters else {}
        fields.check(mask, method.response)
        if is_upload and uploads.is_session(request):
            return uploads.begin(world, connection, request, method)
        upload = uploads.taken_apart(request, method) if is_upload else Upload(json_of(request), None)
        call = Call(
            world=world,
            connection=connection,
            account=caller.account,
            method=method,
            parameters=parameters | names,
            body=validation.body(method, upload.json),
            media=upload.media,
            scopes=caller.scopes,
            open_message=caller.open_message,
            now=now,
        )
        troubles.spend(world, short(method), email, now=now)
        result = HANDLERS[method.id](call)
    if method.verb != "GET":
        world.changed.set()
    if result is None:
        return Answer(NO_CONTENT)
    told = dialects.outward(world, short(method), email, result)
    return Answer(200, orjson.dumps(fields.keep(mask, told)), JSON)


def json_of(request: Request) -> bytes:
    """The body of a call that takes JSON."""
    content_type = request.headers.get("content-type", "application/json")
    if request.body and not content_type.startswith("application/json"):
        raise malformed(f"Invalid JSON payload received. The content type is {content_type}")
    return request.body


def error_answer(error: ApiError) -> Answer:
    """A refusal as the API writes it."""
    headers = JSON | error.headers
    if error.code == login_required().code:
        headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/"'
    return Answer(error.code, orjson.dumps(error.body()), headers)


def short(method: Method | None) -> str:
    """A method's name without that of the API."""
    return method.id.removeprefix("gmail.") if method else ""


def logged(world: World, request: Request, method: Method | None, mailbox: str, status: int) -> LoggedCall:
    """A call as the log keeps it, which holds nobody's token."""
    query = "&".join(f"{name}={value}" for name, value in request.query if "token" not in name)
    return LoggedCall(
        time=world.clock().isoformat(),
        verb=request.verb,
        path=f"{request.path}?{query}" if query else request.path,
        method=short(method),
        mailbox=mailbox,
        status=status,
        units=world.quota.cost(short(method)) if method else 0,
        batched=request.batched,
    )
