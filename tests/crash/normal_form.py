"""What is there in the end, in words that every playing shares: no ids, no wall clock, no leases."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from inbox.models import Base
from tests.crash.scene import PLAYED_AT, Scene
from tests.office import Office

_VOLATILE_TABLES = {"click", "wakeup", "alembic_version", "model_call"}
_VOLATILE = {
    "mailbox": {
        "address",
        "credential",
        "cursor",
        "watch_expires_at",
        "pushed_at",
        "synced_at",
        "progress",
        "unannounced_at",
    },
    "lease": {"token"},
    "finding": {"priority_before"},
    "event": {"dedupe_key"},
    "message": {"fingerprint"},
    "delivery": {"provider_id", "provider_thread_id", "provider_version", "listed_at"},
    "outgoing": {
        "claim",
        "attempts",
        "is_doubtful",
        "detail",
        "trouble",
        "provider_id",
        "provider_thread_id",
        "send_at",
    },
    "mailbox_label": {"provider_label_id"},
    "notification": {"dedupe_key"},
    "posting": {"dedupe_key", "claim", "attempts", "due_at"},
    "ledger": {"hash", "seal", "stand"},
    "ledger_entry": {"hash", "seal", "previous"},
}
_TOLD_TIMES = {
    "received_at",
    "first_message_at",
    "last_message_at",
    "last_inbound_at",
    "last_outbound_at",
    "snoozed_until",
}
"""Times that come from the mail or from a person; of others only whether they are set."""
_NAMED = {
    "seen_message_id": "message", "seen_note_id": "note", "note_id": "note", "message_id": "message",
    "earlier": "message", "other": "conversation", "joined": "conversation", "source": "conversation",
    "into": "conversation", "follows": "conversation", "outgoing": "outgoing", "seen_outgoing_id": "outgoing",
    "finding_id": "finding",
}  # fmt: skip
"""What ids stand for where no foreign key says so: in the columns of intents, and in the data of events."""
_LABELS = {"labels", "written_labels", "intended_labels"}


@dataclass(frozen=True)
class NormalForm:
    """Lines, each as often as it occurs."""

    lines: Counter[str]

    def difference(self, other: NormalForm) -> str:
        """What only the one has, and what only the other."""
        mine = [f"- {line}" for line in sorted((self.lines - other.lines).elements())]
        theirs = [f"+ {line}" for line in sorted((other.lines - self.lines).elements())]
        return "\n".join([*mine, *theirs])


def of(scene: Scene) -> NormalForm:
    """Database and both mailboxes."""
    with scene.work.unit(writes=False) as session:
        names = _Names(session, scene)
        lines = [line for table in Base.metadata.sorted_tables for line in _rows(session, table, names)]
    lines += [line for office in scene.offices for line in _outside(office)]
    return NormalForm(Counter(map(names.plain, lines)))


class _Names:
    """What rows are called."""

    def __init__(self, session: Session, scene: Scene) -> None:
        self.rows: dict[str, dict[int, str]] = {}
        self.texts = {office.gmail.address: f"mailbox-{place}" for place, office in enumerate(scene.offices)}
        tables = Base.metadata.tables
        for name, column in (("message", "key"), ("person", "name"), ("mailbox", "name"), ("team", "key"),
                             ("tag", "name"), ("note", "text")):  # fmt: skip
            rows = session.execute(select(tables[name].c.id, tables[name].c[column]))
            self.rows[name] = {row[0]: f"{name} {row[1]}" for row in rows}
        for place, row in enumerate(session.execute(select(tables["outgoing"]).order_by(tables["outgoing"].c.id))):
            self.texts[row.internet_message_id] = f"<reply-{place}>"
            self.rows.setdefault("outgoing", {})[row.id] = f"reply {place}"
        finding = tables["finding"].c
        read = session.execute(select(finding.id, finding.message_id))
        self.rows["finding"] = {row[0]: f"finding in {self.of('message', row[1])}" for row in read}
        self._conversations(session)
        identity = tables["contact_identity"].c
        rows = session.execute(select(identity.contact_id, func.min(identity.value)).group_by(identity.contact_id))
        self.rows["contact"] = {row[0]: f"contact {row[1]}" for row in rows}
        labels = [label for office in scene.offices for label in office.gmail.connect().labels()]
        self.labels = {label.id: label.name for label in labels}

    def _conversations(self, session: Session) -> None:
        """By the first of their mails; one without any by its subject."""
        message, conversation = Base.metadata.tables["message"].c, Base.metadata.tables["conversation"].c
        held: dict[int, list[str]] = {}
        for row in session.execute(select(message.conversation_id, message.key)):
            held.setdefault(row[0], []).append(self.plain(row[1]))
        subjects = session.execute(select(conversation.id, conversation.subject)).all()
        self.rows["conversation"] = {row[0]: f"conversation {min(held.get(row[0], [row[1]]))}" for row in subjects}

    def of(self, table: str, value: Any) -> Any:
        """What a row is called; what names no row stays as it is."""
        return self.rows.get(table, {}).get(value, value) if isinstance(value, int) else value

    def plain(self, line: str) -> str:
        """Without what is different each time."""
        for text, instead in self.texts.items():
            line = line.replace(text, instead)
        return line


def _rows(session: Session, table: Table, names: _Names) -> Iterator[str]:
    if table.name in _VOLATILE_TABLES:
        return
    left_out = _VOLATILE.get(table.name, set()) | {"id"}
    for row in session.execute(select(table)):
        said = {
            column.name: _value(table, column.name, value, names)
            for column, value in zip(table.columns, row, strict=True) if column.name not in left_out
        }  # fmt: skip
        yield f"{table.name} {json.dumps(said, sort_keys=True, default=repr)}"


def _value(table: Table, column: str, value: Any, names: _Names) -> Any:
    if value is None:
        return None
    if isinstance(value, datetime):
        if column not in _TOLD_TIMES:
            return "some time"
        return "sent by us" if abs(value - PLAYED_AT) < timedelta(hours=12) else value.isoformat()
    if isinstance(value, float):
        return round(value, 3)  # the same mail among others is reckoned a millionth differently
    if column in _LABELS:
        return sorted(names.labels.get(label, label) for label in value)
    if table.name == "event" and column == "data":
        return {key: names.of(_NAMED.get(key, ""), said) for key, said in value.items()}
    referred = (key.column.table.name for key in table.columns[column].foreign_keys)
    return names.of(next(referred, _NAMED.get(column, "")), value)


def _outside(office: Office) -> Iterator[str]:
    """Every message at the provider with its labels."""
    name = office.mailbox.name
    yield from (f"{name} {each}" for each in office.gmail.holdings())
