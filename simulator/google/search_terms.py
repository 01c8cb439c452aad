"""The operators of the search box that the simulator knows, each a question to the mailbox."""

import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from simulator.google import labels
from simulator.google.accounts import Account
from simulator.google.timing import milliseconds

# The API reads bare dates as midnight there.
GMAIL_ZONE = ZoneInfo("America/Los_Angeles")
DATE = re.compile(r"(?P<year>\d{4})[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2})")
AGE = re.compile(r"(?P<number>\d{1,5})(?P<unit>[dmy])")
SIZE = re.compile(r"(?P<number>\d+)(?P<unit>[kKmM]?)[bB]?")
DAYS = {"d": 1, "m": 30, "y": 365}
BYTES = {"": 1, "k": 1024, "m": 1024**2}
PLACES = {"drafts": "DRAFT", "chats": "CHAT", "bin": "TRASH"}


class BadQuery(ValueError):
    """The simulator cannot make sense of the query."""


class UnknownOperator(BadQuery):
    """Gmail may know this operator; the simulator does not, and says so rather than guess."""


@dataclass(frozen=True)
class Scope:
    """The mailbox searched, and the moment it is searched."""

    connection: sqlite3.Connection
    account: Account
    now: datetime

    def ids(self, statement: str, *values: object) -> set[int]:
        """The ids a statement gives; its first mark is the account."""
        return {row[0] for row in self.connection.execute(statement, (self.account.key, *values))}

    def everything(self) -> set[int]:
        return self.ids("SELECT id FROM messages WHERE account = ?")


def term(scope: Scope, operator: str, value: str) -> set[int]:
    """The messages one operator with its value names; without operator, a word anywhere."""
    try:
        search = OPERATORS[operator]
    except KeyError:
        raise UnknownOperator(f"The simulator does not know the search operator {operator}:") from None
    return search(scope, value)


def anywhere(scope: Scope, phrase: str) -> set[int]:
    return words(scope, "{sender recipients subject body}", phrase)


def sender(scope: Scope, phrase: str) -> set[int]:
    return words(scope, "sender", scope.account.email if phrase == "me" else phrase)


def recipient(scope: Scope, phrase: str) -> set[int]:
    return words(scope, "recipients", scope.account.email if phrase == "me" else phrase)


def subject(scope: Scope, phrase: str) -> set[int]:
    return words(scope, "subject", phrase)


def words(scope: Scope, columns: str, phrase: str) -> set[int]:
    """Whole words one after the other, in the given columns."""
    quoted = phrase.replace('"', '""')
    return scope.ids(
        "SELECT id FROM messages JOIN words ON words.rowid = id WHERE account = ? AND words MATCH ?",
        f'{columns} : "{quoted}"',
    )


def rfc822_id(scope: Scope, value: str) -> set[int]:
    return scope.ids("SELECT id FROM messages WHERE account = ? AND rfc822_id = ?", value.strip("<>"))


def place(scope: Scope, value: str) -> set[int]:
    """in: a system label, a label's name, or anywhere."""
    name = value.casefold()
    if name == "anywhere":
        return scope.everything()
    return labelled(scope, PLACES.get(name, value))


def labelled(scope: Scope, value: str) -> set[int]:
    wanted = labels.search_name(value)
    found = [
        label.id
        for label in labels.everything(scope.connection, scope.account.key)
        if labels.search_name(label.name) == wanted
    ]
    return carrying(scope, found)


def carrying(scope: Scope, label_ids: Iterable[str]) -> set[int]:
    """The messages that carry any of the labels."""
    ids: set[int] = set()
    for label_id in label_ids:
        ids |= scope.ids(
            "SELECT message FROM message_labels JOIN labels ON labels.key = label WHERE account = ? AND labels.id = ?",
            label_id,
        )
    return ids


def state(scope: Scope, value: str) -> set[int]:
    """is: unread, read, starred, important."""
    name = value.casefold()
    if name == "read":
        return scope.everything() - carrying(scope, ["UNREAD"])
    if name not in {"unread", "starred", "important"}:
        raise UnknownOperator(f"The simulator does not know is:{value}")
    return carrying(scope, [name.upper()])


def having(scope: Scope, value: str) -> set[int]:
    """has: attachment, userlabels, nouserlabels."""
    name = value.casefold()
    if name == "attachment":
        return scope.ids("SELECT id FROM messages WHERE account = ? AND has_attachment")
    tagged = scope.ids(
        "SELECT message FROM message_labels JOIN labels ON labels.key = label WHERE account = ? AND kind = 'user'"
    )
    if name not in {"userlabels", "nouserlabels"}:
        raise UnknownOperator(f"The simulator does not know has:{value}")
    return tagged if name == "userlabels" else scope.everything() - tagged


def after(scope: Scope, value: str) -> set[int]:
    return since(scope, moment(value))


def before(scope: Scope, value: str) -> set[int]:
    return scope.everything() - after(scope, value)


def newer_than(scope: Scope, value: str) -> set[int]:
    return since(scope, milliseconds(scope.now - age(value)))


def older_than(scope: Scope, value: str) -> set[int]:
    return scope.everything() - newer_than(scope, value)


def since(scope: Scope, moment: int) -> set[int]:
    return scope.ids("SELECT id FROM messages WHERE account = ? AND internal_date >= ?", moment)


def moment(value: str) -> int:
    """A day in Gmail's zone, or seconds since 1970."""
    if value.isdigit() and len(value) > 4:
        return int(value) * 1000
    if (match := DATE.fullmatch(value)) is None:
        raise UnknownOperator(f"The simulator reads dates as 2026/03/31 or seconds, not {value}")
    year, month, day = (int(part) for part in match.groups())
    return milliseconds(datetime(year, month, day, tzinfo=GMAIL_ZONE))


def age(value: str) -> timedelta:
    if (match := AGE.fullmatch(value)) is None:
        raise UnknownOperator(f"The simulator reads ages as 2d, 3m or 1y, not {value}")
    return timedelta(days=int(match["number"]) * DAYS[match["unit"]])


def larger(scope: Scope, value: str) -> set[int]:
    if (match := SIZE.fullmatch(value)) is None:
        raise UnknownOperator(f"The simulator reads sizes as 10000, 200k or 5m, not {value}")
    size = int(match["number"]) * BYTES[match["unit"].casefold()]
    return scope.ids("SELECT id FROM messages WHERE account = ? AND size > ?", size)


def smaller(scope: Scope, value: str) -> set[int]:
    return scope.everything() - larger(scope, value)


OPERATORS: dict[str, Callable[[Scope, str], set[int]]] = {
    "": anywhere,
    "from": sender,
    "to": recipient,
    "subject": subject,
    "rfc822msgid": rfc822_id,
    "in": place,
    "label": labelled,
    "is": state,
    "has": having,
    "after": after,
    "newer": after,
    "before": before,
    "older": before,
    "newer_than": newer_than,
    "older_than": older_than,
    "larger": larger,
    "size": larger,
    "smaller": smaller,
}
