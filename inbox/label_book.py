"""Which label of a mailbox stands for what, kept in step with the labels that the mailbox has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox import label_names
from inbox.label_names import Name
from inbox.models import Delivery, Mailbox, MailboxLabel

_AT_ONCE = 500


@dataclass(frozen=True)
class Repairs:
    """What is to be done in the mailbox, so that its labels are there and called as they should be."""

    renamed: dict[str, str] = field(default_factory=dict)
    """The name to give, by the provider's id."""
    missing: list[Name] = field(default_factory=list)


def keys(session: Session, mailbox_id: int) -> dict[str, str]:
    """What each of our labels stands for, by the provider's id."""
    query = select(MailboxLabel.provider_label_id, MailboxLabel.key).where(MailboxLabel.mailbox_id == mailbox_id)
    return {row[0]: row[1] for row in session.execute(query)}


def texts(session: Session, mailbox_id: int) -> dict[str, str]:
    """What each of our labels was called when it was last made or adopted, also one that is no longer in use."""
    query = select(MailboxLabel.key, MailboxLabel.name).where(MailboxLabel.mailbox_id == mailbox_id)
    return {row[0]: row[1] for row in session.execute(query)}


def reconcile(session: Session, mailbox: Mailbox, listed: Mapping[str, str], *, now: datetime) -> Repairs:
    """Compare with the labels that the mailbox has, names by the provider's id.

    A label that somebody deleted is forgotten, so that messages that lost it tell nothing. One that somebody renamed
    is known by its id. One that is there under a name of ours is adopted.
    """
    query = select(MailboxLabel).where(MailboxLabel.mailbox_id == mailbox.id)
    rows = {one.key: one for one in session.scalars(query)}
    gone = [one for one in rows.values() if one.provider_label_id not in listed]
    for one in gone:
        session.delete(rows.pop(one.key))
    if gone:
        _compare_everything(session, mailbox, now)
    session.flush()
    repairs = Repairs()
    known = {one.provider_label_id for one in rows.values()}
    free = {label_names.folded(name): (id_, name) for id_, name in listed.items() if id_ not in known}
    for name in label_names.names(session, mailbox).values():
        row, same = rows.get(name.key), free.get(label_names.folded(name.text))
        if row is not None:
            if label_names.folded(listed[row.provider_label_id]) != label_names.folded(name.text):
                repairs.renamed[row.provider_label_id] = name.text
        elif same is not None:
            session.add(_row(mailbox, name.key, *same))
        elif name.is_needed:
            repairs.missing.append(name)
    mailbox.labels_due_at = None
    return repairs


def add(session: Session, mailbox: Mailbox, made: Mapping[str, tuple[str, str]]) -> None:
    """Remember labels that were made, id and name by key; not one that stands for something else already."""
    known = keys(session, mailbox.id)
    present = set(known.values())
    for key, (id_, name) in made.items():
        if id_ not in known and key not in present:
            session.add(_row(mailbox, key, id_, name))


def replace(session: Session, mailbox: Mailbox, old: str, new: tuple[str, str]) -> None:
    """A label has another id now, also on all mail that carried it: nobody put it on anew."""
    query = select(MailboxLabel).where(MailboxLabel.mailbox_id == mailbox.id, MailboxLabel.provider_label_id == old)
    for row in session.scalars(query):
        row.provider_label_id, row.name = new[0], new[1][:255]
    theirs = select(Delivery).where(Delivery.mailbox_id == mailbox.id, Delivery.written_labels.is_not(None))
    for one in session.scalars(theirs.execution_options(yield_per=_AT_ONCE)):
        if old in one.labels or old in (one.written_labels or ()):
            one.labels = [new[0] if label == old else label for label in one.labels]
            one.written_labels = sorted(new[0] if label == old else label for label in one.written_labels or ())


def _row(mailbox: Mailbox, key: str, id_: str, name: str) -> MailboxLabel:
    return MailboxLabel(
        mailbox_id=mailbox.id, organization_id=mailbox.organization_id, key=key, provider_label_id=id_, name=name[:255]
    )


def _compare_everything(session: Session, mailbox: Mailbox, now: datetime) -> None:
    """All mail that carried a label that is gone is to get it again."""
    theirs = (Delivery.mailbox_id == mailbox.id, Delivery.message_id.is_not(None), Delivery.deleted_at.is_(None))
    query = update(Delivery).where(*theirs, Delivery.mirror_due_at.is_(None)).values(mirror_due_at=now)
    session.execute(query, execution_options={"synchronize_session": False})
