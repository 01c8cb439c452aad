"""What the lists of the API have in common: parameters, refusals, pages."""

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection

from simulator.google import labels
from simulator.google.accounts import Account
from simulator.google.call import Call
from simulator.google.errors import forbidden, invalid_argument
from simulator.google.reading import Page, Query
from simulator.google.search_terms import BadQuery


def page(call: Call, read: Callable[[Connection, Account, Query, datetime], Page], *label_ids: str) -> Page:
    """A page of what a call lists."""
    try:
        return read(call.connection, call.account, query(call, label_ids), call.now)
    except BadQuery as trouble:
        raise invalid_argument(str(trouble)) from trouble


def query(call: Call, label_ids: tuple[str, ...]) -> Query:
    """What a list of messages, threads or drafts is asked for."""
    q = call.parameters.get("q", "")
    if q and call.only_metadata:
        raise forbidden("Metadata scope does not support 'q' parameter")
    token = call.parameters.get("pageToken")
    if token and not token.isdigit():
        raise invalid_argument("Invalid pageToken")
    known = labels.keys(call.connection, call.account.key)
    if unknown := [each for each in call.parameters.get("labelIds", ()) if each not in known]:
        raise invalid_argument(f"Invalid label: {unknown[0]}")
    return Query(
        q=q,
        label_ids=(*label_ids, *call.parameters.get("labelIds", ())),
        include_spam_trash=call.parameters.get("includeSpamTrash", False),
        limit=call.parameters.get("maxResults", 0),
        page_token=token,
    )
