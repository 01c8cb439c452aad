"""Google's addresses: tokens, keys, the Gmail API, batches."""

import errno
import time
from collections.abc import Iterator

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from simulator.google import batch, consents, dispatch, grants, keys
from simulator.google.call import Answer, Request
from simulator.google.calls import LoggedCall
from simulator.google.world import World

routes = Blueprint("google", __name__)
# Google lets its keys be kept for some hours.
CERTIFICATES_KEPT = 21_600


def world() -> World:
    """The simulation this process runs."""
    found = current_app.extensions["google"]
    assert isinstance(found, World)
    return found


@routes.post("/token")
def token() -> ResponseReturnValue:
    """Change an assertion or a refresh token into an access token."""
    for kind in ("status", "outage"):
        if fault := world().faults.take(kind, method="token"):
            return written("token", jsonify(error="server_error"), fault.status)
    for kind in ("hang", "cut-before"):
        if fault := world().faults.take(kind, method="token"):
            time.sleep(fault.seconds)
            return written("token", sent(Answer(503, cut=True)), 503)
    try:
        granted = grants.grant(world(), request.form.to_dict())
    except grants.Refused as refused:
        return written("token", jsonify(refused.body), refused.status)
    return written("token", jsonify(granted), 200)


@routes.post("/revoke")
def revoke() -> ResponseReturnValue:
    """End a refresh or access token."""
    with world().store.writing() as connection:
        known = consents.revoke(connection, request.values.get("token", ""))
    if known:
        return written("revoke", jsonify({}), 200)
    return written("revoke", jsonify(error="invalid_token", error_description="Token expired or revoked"), 400)


@routes.get("/oauth2/v1/certs")
def certificates() -> ResponseReturnValue:
    """Google's public keys as certificates by their id."""
    with world().store.reading() as connection:
        published = keys.published(connection)
    return public(jsonify({key.id: key.certificate_pem for key in published}))


@routes.get("/oauth2/v3/certs")
def web_keys() -> ResponseReturnValue:
    """Google's public keys as a JSON Web Key Set."""
    with world().store.reading() as connection:
        published = keys.published(connection)
    return public(jsonify(keys=[keys.web_key(key) for key in published]))


def public(answer: Response) -> ResponseReturnValue:
    """An answer that may be kept for a while, unless Google is in trouble."""
    if fault := world().faults.take("status", method="certs"):
        return written("certs", jsonify(error="unavailable"), fault.status)
    answer.cache_control.public = True
    answer.cache_control.max_age = CERTIFICATES_KEPT
    answer.cache_control.must_revalidate = True
    return written("certs", answer, 200)


def written(method: str, answer: Response, status: int) -> ResponseReturnValue:
    """An answer, written down in the log of calls."""
    moment = world().clock().isoformat()
    world().calls.add(LoggedCall(moment, request.method, request.path, method, "", status, 0, False))
    return answer, status


@routes.route("/gmail/v1/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@routes.route("/upload/gmail/v1/<path:rest>", methods=["POST", "PUT"])
@routes.route("/resumable/upload/gmail/v1/<path:rest>", methods=["POST", "PUT"])
def gmail(rest: str) -> ResponseReturnValue:
    """One call to the Gmail API."""
    time.sleep(world().config.latency)
    return sent(dispatch.answer(world(), read()))


@routes.post("/batch")
@routes.post("/batch/gmail/v1")
def gmail_batch() -> ResponseReturnValue:
    """Several calls to the Gmail API."""
    time.sleep(world().config.latency)
    answer = batch.answer(world(), read())
    written("batch", Response(), answer.status)
    return sent(answer)


def read() -> Request:
    """The request as the API takes it; the path is left encoded as it came."""
    path = request.environ.get("RAW_URI", request.full_path).partition("?")[0]
    body = request.get_data()
    if len(body) < (request.content_length or 0):
        abort(400)  # the caller went away in the middle of it: nothing is done
    return Request(
        verb=request.method,
        path=path,
        query=list(request.args.items(multi=True)),
        headers={name.casefold(): value for name, value in request.headers.items()},
        body=body,
    )


def sent(answer: Answer) -> Response:
    """The answer, or the first half of it."""
    if not answer.cut:
        response = Response(answer.body, answer.status, dict(answer.headers))
    else:
        response = Response(half(answer.body), answer.status, dict(answer.headers))
        response.content_length = max(len(answer.body), 1)
    if "Content-Type" not in answer.headers:
        del response.headers["Content-Type"]
    return response


def half(body: bytes) -> Iterator[bytes]:
    """Break off in the middle: the server closes the connection on the error, and takes this one for a usual one."""
    yield body[: len(body) // 2]
    raise ConnectionResetError(errno.ECONNRESET, "The simulator was told to break the answer off")
