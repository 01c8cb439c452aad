"""Whatever happens in a mailbox, and however Graph tells of it, we end with what the mailbox holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.arrival import Place
from tests.clinic import found
from tests.office import Office, connect
from tests.simulator.running import Running
from tests.sync.outlook import Outlook
from tests.sync.surroundings import letter
from workers.job import UnitsOfWork

RECENTLY = datetime.now(UTC) - timedelta(days=3)
PLACES = {"Inbox": Place.INBOX, "Archive": Place.ARCHIVE, "Junk Email": Place.SPAM, "Deleted Items": Place.TRASH,
          "Sent Items": Place.SENT, "Bookings": Place.ARCHIVE}  # fmt: skip
TROUBLES = ("delta-repeated", "delta-shuffled", "delta-replayed", "delta-sparse", "moves-look-deleted", "empty-pages",
            "short-pages", "no-page-headers", "thin-headers")  # fmt: skip
_numbers = count(1)

which, folder = st.integers(0, 9), st.sampled_from(list(PLACES))
deeds = st.one_of(
    st.tuples(st.just("arrive"), which, folder), st.tuples(st.just("move"), which, folder),
    st.tuples(st.just("delete"), which, folder), st.tuples(st.just("put"), which, folder),
    st.tuples(st.just("sync"), which, folder), st.tuples(st.just("forget"), which, folder),
)  # fmt: skip


def do(office: Office, deed: str, number: int, place: str) -> None:
    outlook = office.gmail
    assert isinstance(outlook, Outlook)
    there = [one["id"] for one in outlook.simulator.get("microsoft/messages", mailbox=outlook.address)["messages"]]
    if deed == "arrive":
        outlook.put_in(place, letter(), at=(RECENTLY + timedelta(seconds=number)).isoformat())
    elif deed == "sync":
        office.be_patient_no_longer()
        office.read_everything()
    elif deed == "forget":
        outlook.forget_history()
    elif there:
        chosen = there[number % len(there)]
        if deed == "move":
            outlook.behind("move", ids=[chosen], folder=place)
        elif deed == "delete":
            outlook.delete(chosen)
        else:
            outlook.relabel(chosen, add=(f"Theirs {number}",))


def test_we_end_with_what_the_mailbox_holds(work: UnitsOfWork, simulated: Running) -> None:
    @given(st.lists(deeds, min_size=4, max_size=14), st.sets(st.sampled_from(TROUBLES), max_size=4))
    @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def whatever_happens(happened: list[tuple[str, int, str]], troubles: set[str]) -> None:
        with work.unit() as session:
            clinic = found(session, now=datetime.now(UTC), key=f"clinic-{next(_numbers)}")
        outlook = Outlook(simulated)
        outlook.behind("folders", name="Bookings")
        connect(work, clinic.front_desk.id, outlook)
        office = Office(work, outlook, clinic, clinic.front_desk.id)
        simulated.put("faults", {"faults": [{"kind": one, "mailbox": outlook.address} for one in troubles]})

        for deed in (*happened, ("sync", 0, ""), ("sync", 0, "")):
            do(office, *deed)

        there = simulated.get("microsoft/messages", mailbox=outlook.address)["messages"]
        theirs = {one["id"]: [name for name in one["categories"] if name.startswith("Theirs")] for one in there}
        assert {id_: one.place for id_, one in office.held.items()} == {
            one["id"]: PLACES[one["folder"]] for one in there
        }
        for id_, one in office.held.items():
            assert [label for label in one.labels if label.startswith("Theirs")] == theirs[id_]

    whatever_happens()
