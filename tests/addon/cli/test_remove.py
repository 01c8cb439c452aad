"""`inbox remove`: an organization leaves whole, and its neighbour in the same installation keeps every row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from inbox.models import Base, Mailbox, Organization
from sync.connecting import SealedTokens
from sync.provider import Account
from tests.addon.cli.conftest import Type
from tests.cards import states
from tests.clinic import found
from tests.office import Office
from workers.job import UnitsOfWork


def counted(work: UnitsOfWork) -> dict[str, int]:
    """How many rows each table has."""
    with work.unit(writes=False) as session:
        tables = Base.metadata.sorted_tables
        return {one.name: session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


def test_an_organization_leaves_with_all_its_rows_its_watch_and_its_tokens(
    inbox: Type, office: Office, now: datetime
) -> None:
    with office.work.unit() as session:
        other = found(session, now=now, key="other")
        states.busy(session, other, now, text="Zebrafish", count=2)
    kept = {name: number for name, number in counted(office.work).items() if number}
    office.read_everything()
    with office.work.unit() as session:
        states.busy(session, office.clinic, now, text="Kingfisher", count=2)
        session.get_one(Mailbox, office.mailbox_id).address = office.gmail.address
    redis = office.work.runtime.redis
    another = Account(other.front_desk.id, "other", b"{}")
    SealedTokens(redis, office.work.runtime.ring, another).put(office.gmail.token())
    before = office.asked("users.stop")

    answer = inbox("remove", "clinic", "--yes")

    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith(f"{office.clinic.organization.name} is removed: ")
    left = {name: number for name, number in counted(office.work).items() if number}
    assert left["organization"] == 1 and {name for name in kept if name not in left} == set()
    with office.work.unit(writes=False) as session:
        assert session.scalars(select(Organization.key)).all() == ["other"]
    assert office.asked("users.stop") == before + 1
    assert redis.keys(f"inbox:token:{office.mailbox_id}:*") == []
    assert len(redis.keys(f"inbox:token:{other.front_desk.id}:*")) == 1


def test_nobody_is_removed_without_a_yes_or_by_another_name(inbox: Type, office: Office) -> None:
    before = counted(office.work)

    assert inbox("remove", "nobody").exit_code == 1
    assert inbox("remove", "clinic").exit_code == 1
    assert counted(office.work) == before
