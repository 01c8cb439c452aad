"""The host page's own addresses: the page, the mail in it, and the way to the add-on."""

from flask import Blueprint, Response, current_app, jsonify, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ValidationError

from simulator.google import accounts, messages, search_terms
from simulator.google.accounts import UnknownMailbox
from simulator.google.errors import ApiError
from simulator.google.routes import world
from simulator.host import asking, content, mailview, pictures, session, state, writing
from simulator.host.deployment import Refused
from simulator.host.event import Asked
from simulator.host.mailview import NotThere
from simulator.host.pictures import NoPicture
from simulator.host.state import Host
from simulator.host.writing import Written

routes = Blueprint("host", __name__, url_prefix="/host", static_folder="static")
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)


class Consent(BaseModel):
    """Scopes a person grants or takes back."""

    person: str
    add: list[str] = []
    remove: list[str] = []


class Labelling(BaseModel):
    """Labels to put on a conversation and to take off."""

    add: list[str] = []
    remove: list[str] = []


class FromOutside(BaseModel):
    """A mail written by hand in the drawer."""

    mailbox: str
    sender: str
    subject: str
    text: str


@routes.record_once
def remember(setup: BlueprintSetupState) -> None:
    """Give the application a memory for the page."""
    setup.app.extensions["host"] = Host()


def host() -> Host:
    """The page's memory."""
    found = current_app.extensions["host"]
    assert isinstance(found, Host)
    return found


@routes.errorhandler(NotThere)
@routes.errorhandler(UnknownMailbox)
@routes.errorhandler(NoPicture)
@routes.errorhandler(Refused)
def not_there(trouble: Exception) -> ResponseReturnValue:
    """Say what is missing."""
    return jsonify(error=str(trouble)), 404


@routes.errorhandler(ApiError)
@routes.errorhandler(search_terms.BadQuery)
@routes.errorhandler(ValidationError)
@routes.errorhandler(ValueError)
def mistaken(trouble: Exception) -> ResponseReturnValue:
    """Say what was wrong with what the page sent."""
    return jsonify(error=str(trouble)), 400


@routes.after_request
def guard(response: Response) -> Response:
    """Nothing but our own files runs; nothing is kept where it could be out of date."""
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@routes.get("/")
def page() -> ResponseReturnValue:
    """The page itself."""
    return routes.send_static_file("page.html")


@routes.get("/session")
def start() -> ResponseReturnValue:
    """Who is there, and which add-on."""
    return jsonify(session.describe(world(), host()))


@routes.post("/addon")
def ask() -> ResponseReturnValue:
    """Pass a press, a change or the opening of a card on to the add-on."""
    return jsonify(asking.ask(world(), host(), Asked.model_validate(request.get_json())))


@routes.get("/consent")
def consented() -> ResponseReturnValue:
    """The scopes a person has granted."""
    scopes = state.deployed(host(), world().config).scopes
    return jsonify(granted=state.granted(host(), request.args["person"], scopes))


@routes.post("/consent")
def consent() -> ResponseReturnValue:
    """Change the scopes a person has granted."""
    change = Consent.model_validate(request.get_json())
    state.change_consent(host(), change.person, add=change.add, remove=change.remove)
    return jsonify({})


@routes.get("/image")
def image() -> ResponseReturnValue:
    """A picture of a card."""
    found = pictures.fetch(world().config.addon, request.args["url"])
    return Response(found.content, mimetype=found.kind, headers={"Cache-Control": "max-age=300"})


@routes.post("/receive")
def receive() -> ResponseReturnValue:
    """Let a mail arrive that was written by hand."""
    asked = request.get_json()
    arriving = FromOutside.model_validate({**asked, "sender": asked.get("from")})
    now = world().clock()
    raw = writing.from_outside(arriving.sender, arriving.mailbox, arriving.subject, arriving.text, now=now)
    message_id, thread_id = world().store.deliver(arriving.mailbox, raw, received_at=now)
    world().changed.set()
    return jsonify(id=message_id, threadId=thread_id)


@routes.get("/mailboxes/<mailbox>/labels")
def labels(mailbox: str) -> ResponseReturnValue:
    """The labels of a mailbox."""
    with world().store.reading() as connection:
        return jsonify(labels=mailview.label_list(connection, accounts.get(connection, mailbox)))


@routes.get("/mailboxes/<mailbox>/changes")
def changes(mailbox: str) -> ResponseReturnValue:
    """The number that moves with every change of a mailbox."""
    return jsonify(historyId=str(world().store.account(mailbox).history_id))


@routes.get("/mailboxes/<mailbox>/threads")
def threads(mailbox: str) -> ResponseReturnValue:
    """The conversations of a label or a search."""
    with world().store.reading() as connection:
        listed = mailview.thread_list(
            connection,
            accounts.get(connection, mailbox),
            label=request.args.get("label", ""),
            query=request.args.get("q", ""),
            limit=request.args.get("limit", 50, type=int),
            now=world().clock(),
        )
    return jsonify(listed)


@routes.get("/mailboxes/<mailbox>/threads/<thread_id>")
def thread(mailbox: str, thread_id: str) -> ResponseReturnValue:
    """One conversation."""
    with world().store.reading() as connection:
        return jsonify(mailview.thread(connection, accounts.get(connection, mailbox), thread_id))


@routes.post("/mailboxes/<mailbox>/threads/<thread_id>/labels")
def relabel(mailbox: str, thread_id: str) -> ResponseReturnValue:
    """Archive, delete, mark or label a conversation."""
    change = Labelling.model_validate(request.get_json())
    with world().store.writing() as connection:
        account = accounts.get(connection, mailbox)
        mailview.relabel(connection, account, thread_id, add=change.add, remove=change.remove)
    world().changed.set()
    return jsonify({})


@routes.get("/mailboxes/<mailbox>/messages/<message_id>/body")
def body(mailbox: str, message_id: str) -> ResponseReturnValue:
    """The text of a message, for the frame it is shown in."""
    shown = content.safe_page(
        raw_of(mailbox, message_id), f"/host/mailboxes/{mailbox}/messages/{message_id}/attachments"
    )
    return Response(shown, mimetype="text/html", headers={"Content-Security-Policy": MAIL_POLICY})


@routes.get("/mailboxes/<mailbox>/messages/<message_id>/attachments/<place>")
def attachment(mailbox: str, message_id: str, place: str) -> ResponseReturnValue:
    """An attachment, to be saved and never to be opened by the browser itself."""
    found = content.attachment(raw_of(mailbox, message_id), place)
    if found is None:
        raise NotThere("This attachment is no longer here")
    response = Response(
        found.content, mimetype=found.kind if found.kind in pictures.KINDS else "application/octet-stream"
    )
    response.headers.add("Content-Disposition", "attachment", filename=found.name or "attachment")
    return response


def raw_of(mailbox: str, message_id: str) -> bytes:
    """A message's bytes."""
    with world().store.reading() as connection:
        account = accounts.get(connection, mailbox)
        return messages.raw_of(connection, mailview.message(connection, account, message_id))


@routes.get("/mailboxes/<mailbox>/draft")
def draft(mailbox: str) -> ResponseReturnValue:
    """A draft, to be taken up again."""
    with world().store.reading() as connection:
        account = accounts.get(connection, mailbox)
        names = {"draft_id": request.args.get("draft", ""), "message_id": request.args.get("message", "")}
        return jsonify(writing.taken_up(connection, account, **names))


@routes.post("/mailboxes/<mailbox>/send")
@routes.post("/mailboxes/<mailbox>/drafts")
@routes.post("/mailboxes/<mailbox>/discard")
def write(mailbox: str) -> ResponseReturnValue:
    """Send, keep or throw away what stands in the compose window."""
    written = Written.model_validate(request.get_json())
    what = request.path.rpartition("/")[2]
    now = world().clock()
    with world().store.writing() as connection:
        account = accounts.get(connection, mailbox)
        if what == "send":
            writing.send(connection, account, written, now=now)
        elif what == "drafts":
            writing.keep(connection, account, written, now=now)
        else:
            writing.discard(connection, account, written)
    world().changed.set()
    return jsonify({})
