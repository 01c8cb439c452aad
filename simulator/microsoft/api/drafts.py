"""Writing: drafts, answers, and sending them."""

from collections.abc import Mapping
from typing import Any

from simulator.microsoft import drafts, folders, shapes
from simulator.microsoft.api.folders import named
from simulator.microsoft.api.messages import AT, ONE, entity, found
from simulator.microsoft.api.permissions import SEND, WRITE
from simulator.microsoft.call import Call, Reply, Route
from simulator.microsoft.errors import bad_request
from simulator.microsoft.messages import Message


def create(call: Call) -> Reply:
    """Begin a draft, in Drafts unless a folder is named."""
    drafts_folder = folders.well_known(call.connection, call.account.key, "drafts")
    folder = named(call) if "folder" in call.names else drafts_folder
    return entity(call, drafts.begin(call.connection, call.account, folder, call.body, now=call.now), 201)


def fields(call: Call) -> Mapping[str, Any]:
    """What an answer is to say besides what Exchange puts there; the comment of a draft gets lost, as it does there."""
    said: Mapping[str, Any] = call.body.get("message") or {}
    if call.body.get("comment") and said.get("body"):
        message = "Comment and message.body cannot be given together; only one of them may be specified."
        raise bad_request(message, "ErrorInvalidRequest")
    return said


def answer(call: Call, *, everybody: bool) -> Message:
    original = found(call)
    if original.is_draft:
        raise bad_request("A draft cannot be answered.", "ErrorInvalidReferenceItem")
    return drafts.answer(call.connection, call.account, original, fields(call), everybody=everybody, now=call.now)


def create_reply(call: Call) -> Reply:
    """A draft that answers the sender."""
    return entity(call, answer(call, everybody=False), 201)


def create_reply_all(call: Call) -> Reply:
    """A draft that answers everybody."""
    return entity(call, answer(call, everybody=True), 201)


def create_forward(call: Call) -> Reply:
    """A draft that passes a message on."""
    said = dict(fields(call)) | {name: call.body[name] for name in ("toRecipients",) if name in call.body}
    return entity(call, drafts.forward(call.connection, call.account, found(call), said, now=call.now), 201)


def reply(call: Call) -> Reply:
    """Answer the sender at once."""
    return answered(call, answer(call, everybody=False))


def reply_all(call: Call) -> Reply:
    """Answer everybody at once."""
    return answered(call, answer(call, everybody=True))


def answered(call: Call, draft: Message) -> Reply:
    if comment := call.body.get("comment"):
        body = draft.facts["body"]
        said = {"body": {"contentType": "html", "content": f"<p>{comment}</p>{body['content']}"}}
        draft = drafts.change(call.connection, call.account, draft, said, {}, now=call.now)
    drafts.send(call.connection, call.account, draft, now=call.now)
    return Reply(202)


def send(call: Call) -> Reply:
    """Send a draft."""
    drafts.send(call.connection, call.account, found(call), now=call.now)
    return Reply(202)


def send_mail(call: Call) -> Reply:
    """Write a mail and send it at once."""
    message = call.body.get("message")
    if not message:
        raise bad_request("The parameter 'Message' is missing.", "ErrorInvalidRequest")
    folder = folders.well_known(call.connection, call.account.key, "drafts")
    draft = drafts.begin(call.connection, call.account, folder, message, now=call.now)
    drafts.send(call.connection, call.account, draft, now=call.now, save=call.body.get("saveToSentItems") is not False)
    return Reply(202)


ANSWER = {"message": shapes.WRITTEN, "comment": str}
FORWARD = {**ANSWER, "toRecipients": [shapes.PERSON]}
MAIL = {"message": shapes.WRITTEN, "saveToSentItems": bool}
ROUTES = (
    Route("POST", AT, create, "messages.create", WRITE, fields=shapes.WRITTEN),
    Route("POST", f"{ONE}/createReply", create_reply, "messages.createReply", WRITE, fields=ANSWER),
    Route("POST", f"{ONE}/createReplyAll", create_reply_all, "messages.createReplyAll", WRITE, fields=ANSWER),
    Route("POST", f"{ONE}/createForward", create_forward, "messages.createForward", WRITE, fields=FORWARD),
    Route("POST", f"{ONE}/reply", reply, "messages.reply", SEND, fields=ANSWER),
    Route("POST", f"{ONE}/replyAll", reply_all, "messages.replyAll", SEND, fields=ANSWER),
    Route("POST", f"{ONE}/send", send, "messages.send", SEND),
    Route("POST", "users/{user}/sendMail", send_mail, "sendMail", SEND, fields=MAIL),
)
