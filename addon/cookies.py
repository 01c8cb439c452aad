"""The cookies of the web page: unreadable for scripts, and never sent along when another site asks for something."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from addon.desk import desk
from addon.web_sessions import SIGN_IN_LASTS

SESSION, BROWSER = "inbox", "inbox-sign-in"
_LONGEST = 200


def read(name: str) -> str:
    """The value that the browser sent; empty without one, or with one that is none of ours."""
    value = request.cookies.get(_named(name), "")
    return value if value.isascii() and len(value) <= _LONGEST else ""


def keep_session(answer: Response, id_: str) -> None:
    """Until the browser is closed, or longer where it keeps its windows."""
    _set(answer, SESSION, id_, None)


def keep_browser(answer: Response, value: str) -> None:
    """While somebody signs in."""
    _set(answer, BROWSER, value, int(SIGN_IN_LASTS.total_seconds()))


def forget(answer: Response, name: str) -> None:
    """Take a cookie back."""
    _set(answer, name, "", 0)


def _set(answer: Response, name: str, value: str, seconds: int | None) -> None:
    answer.set_cookie(
        _named(name), value, max_age=seconds, path="/", secure=_is_safe(), httponly=True, samesite="Lax"
    )  # fmt: skip


def _named(name: str) -> str:
    """Browsers take the prefix only over https, from this very host, and let no other host set it."""
    return f"__Host-{name}" if _is_safe() else name


def _is_safe() -> bool:
    return desk().settings.web_origin.startswith("https://")
