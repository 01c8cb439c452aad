"""The pages beside the web page itself: where one signs in, and what is said when something is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import Response, render_template, request

from addon.open_id import Provider
from cards.wording import LANGUAGES, Wording, wording
from inbox.translation import N_

PRODUCT = "Embedded Inbox"
HOME = "/app"
SIGN_IN = "/app/sign-in"
SIGN_OUT = "/app/sign-out"

CANCELLED = N_("You did not finish signing in. Please try again, or use another account.")
AGAIN = N_("This sign-in took too long, or was begun in another window. Please sign in again.")
UNPROVEN = N_("Who you are could not be confirmed. Please sign in again. If that does not help, tell your admin.")
UNREACHABLE = N_("The sign-in service does not answer just now. Please try again in a minute.")
NO_ACCESS = N_("You have no access yet. Ask an admin of your organization to add you, or use another account.")
NO_TENANT = N_(
    "Your organization is not set up for signing in with Microsoft. Ask an admin of the shared inbox to add it, or use "
    "another account."
)
OUT_OF_REACH = N_("Signing in is out of reach just now. Please try again in a minute. Your mail is not affected.")
TOO_MANY = N_("That was a lot in a short time. Please wait a minute.")
FORGED = N_("This was not asked for by our own page. Please open the page anew and try again.")
SIGNED_OUT = N_("You are not signed in any more. Please sign in again.")


@dataclass(frozen=True)
class _Button:
    label: str
    action: str
    fields: Mapping[str, str] = field(default_factory=dict)


def words() -> Wording:
    """The words for somebody of whom we know no more than their browser."""
    return wording(request.accept_languages.best_match(LANGUAGES) or "en", "UTC")


def sign_in(providers: Iterable[Provider], next_: str, *, trouble: str = "", status: int = 200) -> Response:
    """A button for each provider; above them, what went wrong and what to do."""
    known, said = tuple(providers), words()
    label = said.gettext("Sign in with %(provider)s")
    text = "" if known else said.gettext("Nobody can sign in here yet. Ask an admin to set it up.")
    buttons = [_Button(label % {"provider": one.name}, f"{SIGN_IN}/{one.key}", {"next": next_}) for one in known]
    return _page(
        said, said.gettext("Sign in"), text, buttons, trouble=said.gettext(trouble) if trouble else "", status=status,
        leads_to=tuple(one.origin for one in known),
    )  # fmt: skip


def no_access(csrf: str) -> Response:
    """For somebody who is signed in, but whom nobody let in, or does no longer."""
    said = words()
    button = _Button(said.gettext("Use another account"), SIGN_OUT, {"csrf": csrf})
    return _page(said, said.gettext("No access"), "", [button], trouble=said.gettext(NO_ACCESS), status=403)


def trouble(title: str, text: str, status: int) -> Response:
    """Something is in the way of the page. `title` and `text` are in the person's language."""
    said = words()
    return _page(said, title, "", (), trouble=text, status=status, link=(HOME, said.gettext("Try again")))


def out_of_reach() -> Response:
    """Nobody can tell who is signed in."""
    said = words()
    return trouble(said.gettext("Out of reach"), said.gettext(OUT_OF_REACH), 503)


def _page(
    said: Wording, title: str, text: str, buttons: Iterable[_Button], *, trouble: str, status: int,
    leads_to: tuple[str, ...] = (), link: tuple[str, str] = ("", ""),
) -> Response:  # fmt: skip
    address, label = link
    written = render_template(
        "sign_in.html", language=said.language, title=title, product=PRODUCT, trouble=trouble, text=text,
        buttons=buttons, link=address, link_label=label,
    )  # fmt: skip
    answer = Response(written, status=status, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _policy(leads_to)
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Referrer-Policy"] = "same-origin"  # else forms would not say where they come from
    return answer


def _policy(leads_to: tuple[str, ...]) -> str:
    """Browsers hold a form's redirects to the same rule as the form: those with whom one signs in are named."""
    targets = " ".join(("'self'", *leads_to))
    return (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action {targets}"
    )
