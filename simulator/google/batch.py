"""Several calls in one request: each is authorised, counted and answered by itself."""

import random
import secrets
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from simulator.google import dispatch, multipart, troubles
from simulator.google.call import Answer, Request
from simulator.google.errors import ApiError, malformed
from simulator.google.multipart import Part
from simulator.google.world import World

MOST_CALLS = 100
METHOD = "batch"


def answer(world: World, request: Request) -> Answer:
    """The answers to the inner calls, in their order unless there is trouble."""
    mailbox = dispatch.mailbox_of(world, request)
    try:
        given = troubles.before(world, METHOD, mailbox) or answered(world, mailbox, calls_in(request))
    except ApiError as error:
        given = dispatch.error_answer(error)
    return troubles.after(world, METHOD, mailbox, given)


def answered(world: World, mailbox: str, inner: list[tuple[Part, Request]]) -> Answer:
    """All inner calls carried out, and what comes of it."""
    take = world.faults.take
    pieces = []
    for part, call in inner:
        whole = piece(part, dispatch.answer(world, call))
        if not take("batch-missing", method=METHOD, mailbox=mailbox):
            pieces.append(whole)
    if shuffled := take("batch-shuffled", method=METHOD, mailbox=mailbox):
        random.Random(shuffled.luck).shuffle(pieces)
    mark = f"batch_{secrets.token_urlsafe(24)}"
    headers = {"Content-Type": f"multipart/mixed; boundary={mark}"}
    whole_answer = Answer(200, multipart.joined(pieces, mark.encode()), headers)
    if cut := take("batch-cut", method=METHOD, mailbox=mailbox):
        kept = int(len(whole_answer.body) * cut.luck)
        return replace(whole_answer, body=whole_answer.body[: min(kept, len(whole_answer.body) - 4)])
    return whole_answer


def calls_in(request: Request) -> list[tuple[Part, Request]]:
    """The inner calls, none of which may be missing its parts."""
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith("multipart/mixed"):
        raise malformed("A batch is of type multipart/mixed")
    parts = multipart.parts(content_type, request.body)
    if len(parts) > MOST_CALLS:
        raise malformed(f"The batch request has {len(parts)} calls; the maximum is {MOST_CALLS}.")
    return [(part, inner_call(part, request)) for part in parts]


def inner_call(part: Part, outer: Request) -> Request:
    """The call inside one part; what it does not say of itself is taken from the batch."""
    if not part.headers.get("content-type", "").startswith("application/http"):
        raise malformed("Every part of a batch is of type application/http")
    head, body = multipart.split_head(part.content)
    line, _, rest = head.partition(b"\n")
    words = line.decode("utf-8", "replace").split()
    if len(words) != 3:
        raise malformed(f"Failed to parse batch request, error: Failed in parsing HTTP payload. {words}")
    address = urlsplit(words[1])
    inherited = {name: value for name, value in outer.headers.items() if name == "authorization"}
    headers = inherited | (multipart.headers(rest) if rest.strip() else {})
    query = parse_qsl(address.query, keep_blank_values=True)
    if address.path.startswith(("/upload/", "/resumable/", "/batch")):
        raise malformed("Media uploads and batches are not supported inside a batch")
    return Request(words[0], address.path, query, headers, trimmed(body, headers), batched=True)


def trimmed(body: bytes, headers: dict[str, str]) -> bytes:
    """A body without the line break that only ends its part."""
    length = headers.get("content-length", "")
    return body[: int(length)] if length.isdigit() else body.strip()


def piece(part: Part, inner: Answer) -> tuple[dict[str, str], bytes]:
    """An inner answer as a part of the whole one."""
    names = {"Content-Type": "application/http"}
    if "content-id" in part.headers:
        names["Content-ID"] = "<response-" + part.headers["content-id"].removeprefix("<")
    lines = [f"HTTP/1.1 {inner.status} {dispatch.PHRASES.get(inner.status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in inner.headers.items()]
    lines.append(f"Content-Length: {len(inner.body)}")
    return names, "\r\n".join(lines).encode() + b"\r\n\r\n" + inner.body
