"""The page of the house's mail: what staff were sent, newest first."""

from html import escape

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from simulator.pages import head
from simulator.post.tray import Received, Tray

routes = Blueprint("post", __name__, url_prefix="/post")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def tray() -> Tray:
    """The one that the server fills."""
    found = current_app.extensions["post"]
    assert isinstance(found, Tray)
    return found


@routes.after_request
def guard(response: Response) -> Response:
    """Nothing in a mail runs, and nothing is fetched for it."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.get("/")
def page() -> ResponseReturnValue:
    """All mails, or those to one person."""
    to = request.args.get("to", "").lower()
    listed = [one for one in tray().newest_first() if not to or to in one.recipients]
    rows = "".join(row(one) for one in listed)
    none = "<p>No mail yet. Mention somebody in a note, or give them a conversation.</p>"
    return f"{head('Mail to staff')}<ul>{rows}</ul>{'' if rows else none}</main></html>"


def row(one: Received) -> str:
    """A mail in the list."""
    when = one.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    subject, to = escape(str(one.mail["Subject"] or "")), escape(", ".join(one.recipients))
    return f'<li><p><a href="/post/{one.number}">{subject}</a><br>{to}<br><small>{when}</small></p></li>'


@routes.get("/<int:number>")
def mail(number: int) -> ResponseReturnValue:
    """One mail: its headers and its text."""
    one = tray().find(number)
    if one is None:
        abort(404)
    headers = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in one.mail.items())
    text = f'<pre style="white-space:pre-wrap">{escape(one.text("plain"))}</pre>'
    back = '<p><a href="/post/">All mail</a></p>'
    return f"{head(str(one.mail['Subject'] or ''))}{back}{text}<hr><dl>{headers}</dl></main></html>"


@routes.get("/mails")
def mails() -> ResponseReturnValue:
    """The same for programs."""
    return jsonify(
        mails=[
            {
                "number": one.number,
                "sender": one.sender,
                "recipients": one.recipients,
                "at": one.at.isoformat(),
                "headers": [[name, str(value)] for name, value in one.mail.items()],
                "text": one.text("plain"),
                "html": one.text("html"),
            }
            for one in tray().newest_first()
        ]
    )
