"""What the lists of the API have in common: parameters, refusals, pages."""

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection

from simulator.google import labels
from simulator.google.accounts import Account
from simulator.google.call import Call
from simulator.google.errors import forbidden, invalid_argument
from simulator.google.faults import Strike
from simulator.google.reading import USUAL_PAGE, Page, Query
from simulator.google.search_terms import BadQuery


def page(call: Call, read: Callable[[Connection, Account, Query, datetime], Page], *label_ids: str) -> Page:
    """A page of what a call lists."""
    asked = query(call, label_ids)
    if gap := empty_page(call, asked.start):
        return Page([], gap, 0)
    try:
        return read(call.connection, call.account, asked, call.now)
    except BadQuery as trouble:
        raise invalid_argument(str(trouble)) from trouble


def query(call: Call, label_ids: tuple[str, ...]) -> Query:
    """What a list of messages, threads or drafts is asked for."""
    q = call.parameters.get("q", "")
    if q and call.only_metadata:
        raise forbidden("Metadata scope does not support 'q' parameter")
    token = page_token(call)
    known = labels.keys(call.connection, call.account.key)
    if unknown := [each for each in call.parameters.get("labelIds", ()) if each not in known]:
        raise invalid_argument(f"Invalid label: {unknown[0]}")
    return Query(
        q=q,
        label_ids=(*label_ids, *call.parameters.get("labelIds", ())),
        include_spam_trash=call.parameters.get("includeSpamTrash", False),
        limit=most(call, call.parameters.get("maxResults") or USUAL_PAGE),
        page_token=token,
    )


def page_token(call: Call) -> str | None:
    """The token of the page asked for, which is a number to us."""
    token: str | None = call.parameters.get("pageToken")
    if token and (not token.isdigit() or struck(call, "page-expired")):
        raise invalid_argument("Invalid pageToken")
    return token


def empty_page(call: Call, start: int) -> str | None:
    """The token after a page with nothing on it, if one comes now; the page after it is a usual one."""
    after_gap = (call.parameters.get("pageToken") or "").startswith("0")
    return f"0{start}" if not after_gap and struck(call, "empty-pages") else None


def most(call: Call, wanted: int) -> int:
    """How many entries a page gets; Google promises no number, only the largest."""
    short = struck(call, "short-pages")
    return min(wanted, short.amount) if short else wanted


def struck(call: Call, kind: str) -> Strike | None:
    """The trouble of this kind that strikes the call."""
    method = call.method.id.removeprefix("gmail.")
    return call.world.faults.take(kind, method=method, mailbox=call.account.email)
