"""Mail sent as it is beside the JSON of a call: in one piece, in two parts, or in chunks."""

import re
import secrets
import sqlite3
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from simulator.google import multipart
from simulator.google.call import Answer, Request
from simulator.google.discovery import Method
from simulator.google.errors import ApiError, invalid_argument, malformed, not_found
from simulator.google.world import World

PREFIX = re.compile(r"/(?:resumable/)?upload(?=/)")
CHUNK = re.compile(r"bytes (?:(?P<first>\d+)-(?P<last>\d+)|\*)/(?P<total>\d+|\*)")
PERMITTED = "message/*"


@dataclass(frozen=True)
class Upload:
    """What came with the call: its JSON and its mail."""

    json: bytes
    media: bytes | None


def taken_apart(request: Request, method: Method) -> Upload:
    """The JSON and the mail of an upload in one request."""
    if dict(request.query).get("uploadType", "media") != "multipart":
        check(method, request.headers.get("content-type", ""), len(request.body))
        return Upload(b"", request.body)
    parts = multipart.parts(request.headers.get("content-type", ""), request.body)
    if len(parts) != 2:
        raise malformed("A multipart upload has two parts: JSON and media")
    described, media = parts
    check(method, media.headers.get("content-type", ""), len(media.content))
    return Upload(described.content, media.content)


def check(method: Method, content_type: str, size: int) -> None:
    """Refuse what is no mail, or too much of it."""
    if not content_type.startswith("message/"):
        message = f"Media type '{content_type}' is not supported. Valid media types: [{PERMITTED}]"
        raise ApiError(400, message, "badContent")
    if size > (method.largest_upload or 0):
        message = f"Request is too large: more than {method.largest_upload} bytes"
        raise ApiError(413, message, "uploadTooLarge")


def is_session(request: Request) -> bool:
    """Whether a request opens or continues an upload in chunks."""
    return dict(request.query).get("uploadType") == "resumable"


def begin(world: World, connection: sqlite3.Connection, request: Request, method: Method) -> Answer:
    """Open a session; the media goes to the address given back."""
    size = request.headers.get("x-upload-content-length", "0")
    content_type = request.headers.get("x-upload-content-type", "message/rfc822")
    check(method, content_type, int(size) if size.isdigit() else 0)
    number = secrets.token_urlsafe(40)
    query = urlencode([(name, value) for name, value in request.query if name != "uploadType"])
    target = f"{request.verb} {request.path}?{query}"
    connection.execute("INSERT INTO uploads VALUES (?, ?, ?, ?)", (number, target, request.body, b""))
    query = urlencode([*request.query, ("upload_id", number)])
    address = f"{world.config.public_url}{request.path}?{query}"
    return Answer(200, headers={"Location": address, "X-GUploader-UploadID": number})


def resume(world: World, request: Request) -> Request | Answer:
    """Take a chunk: the whole request once the last one is here, till then how far it has come."""
    number = dict(request.query)["upload_id"]
    with world.store.writing() as connection:
        row = connection.execute("SELECT * FROM uploads WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise not_found()
        content, complete = appended(request, bytes(row["content"]))
        connection.execute("UPDATE uploads SET content = ? WHERE id = ?", (content, number))
        if complete:
            connection.execute("DELETE FROM uploads WHERE id = ?", (number,))
    if not complete:
        return Answer(308, headers={"Range": f"bytes=0-{len(content) - 1}"} if content else {})
    return whole(request, str(row["target"]), bytes(row["metadata"]), content)


def appended(request: Request, so_far: bytes) -> tuple[bytes, bool]:
    """The content with this chunk, and whether that is all of it."""
    match = CHUNK.fullmatch(request.headers.get("content-range", "bytes */*"))
    if match is None:
        raise invalid_argument("Failed to parse Content-Range header.")
    if "content-range" not in request.headers:
        return request.body, True
    if match["first"] is not None:
        if int(match["first"]) > len(so_far):
            raise invalid_argument("A chunk is missing before this one.")
        so_far = so_far[: int(match["first"])] + request.body
    return so_far, match["total"] == str(len(so_far))


def whole(request: Request, target: str, metadata: bytes, content: bytes) -> Request:
    """The call as if it had been made in one piece."""
    verb, _, address = target.partition(" ")
    path, _, query = address.partition("?")
    mark = secrets.token_hex(24)
    body = multipart.joined(
        [({"Content-Type": "application/json"}, metadata), ({"Content-Type": "message/rfc822"}, content)],
        mark.encode(),
    )
    headers = dict(request.headers) | {"content-type": f"multipart/related; boundary={mark}"}
    pairs = [*parse_qsl(query, keep_blank_values=True), ("uploadType", "multipart")]
    return replace(request, verb=verb, path=path, query=pairs, headers=headers, body=body)
