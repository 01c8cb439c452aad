"""Looking through a mailbox: pages of messages and threads, newest first."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from simulator.google import search
from simulator.google.accounts import Account
from simulator.google.search_terms import Scope, carrying

LONGEST_PAGE = 500
USUAL_PAGE = 100
END_OF_TIME = 2**63 - 1


@dataclass(frozen=True)
class Query:
    """What a list is asked for."""

    q: str = ""
    label_ids: tuple[str, ...] = ()
    include_spam_trash: bool = False
    limit: int = USUAL_PAGE
    page_token: str | None = None

    @property
    def start(self) -> int:
        """The place in the order before which the page lies."""
        return min(int(self.page_token), END_OF_TIME) if self.page_token else END_OF_TIME

    @property
    def length(self) -> int:
        return min(self.limit or USUAL_PAGE, LONGEST_PAGE)


@dataclass(frozen=True)
class Page:
    """Part of a list, and the token of the next part where there is one."""

    ids: list[int]
    next: str | None
    estimate: int


def messages(connection: sqlite3.Connection, account: Account, query: Query, now: datetime) -> Page:
    """A page of message ids."""
    ids = matching(connection, account, query, now)
    chosen = sorted((number for number in ids if number < query.start), reverse=True)[: query.length + 1]
    return page(chosen, chosen, query.length, len(ids))


def threads(connection: sqlite3.Connection, account: Account, query: Query, now: datetime) -> Page:
    """A page of thread ids, those with the newest message first."""
    ids = matching(connection, account, query, now)
    rows = connection.execute(
        "SELECT thread, max(id) AS newest FROM messages WHERE account = ?"
        " AND thread IN (SELECT thread FROM messages WHERE id IN (SELECT value FROM json_each(?)))"
        " GROUP BY thread ORDER BY newest DESC",
        (account.key, json.dumps(list(ids))),
    ).fetchall()
    chosen = [row for row in rows if row["newest"] < query.start][: query.length + 1]
    places = [row["newest"] for row in chosen]
    return page([row["thread"] for row in chosen], places, query.length, len(rows))


def page(ids: list[int], places: list[int], length: int, estimate: int) -> Page:
    """Cut a list that is one longer than the page when there is more."""
    more = len(ids) > length
    return Page(ids[:length], str(places[length - 1]) if more else None, estimate)


def matching(connection: sqlite3.Connection, account: Account, query: Query, now: datetime) -> set[int]:
    """The messages a query names."""
    scope = Scope(connection, account, now)
    ids = search.found(scope, query.q)
    for label_id in query.label_ids:
        ids &= carrying(scope, [label_id])
    asked = {*query.label_ids} & {"SPAM", "TRASH"}
    if not (query.include_spam_trash or asked or search.reaches_hidden(query.q)):
        ids -= carrying(scope, ["SPAM", "TRASH"])
    return ids
