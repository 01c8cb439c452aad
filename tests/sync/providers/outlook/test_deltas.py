"""What happened in folders: whatever Graph tells twice, late or in another order, it comes to the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.arrival import Place
from inbox.models import MailboxState
from sync.errors import CursorLost, ProviderError
from sync.provider import Change, What
from sync.providers.outlook import cursors, deltas
from tests.office import Office
from tests.sync.outside import Outlook, letter

RECENTLY = datetime.now(UTC) - timedelta(days=3)
at_outlook = pytest.mark.parametrize("office", ["outlook"], indirect=True)


def fault(outlook: Outlook, *faults: dict[str, object]) -> None:
    outlook.simulator.put("faults", {"faults": [{"mailbox": outlook.address, **one} for one in faults]})


def changes(outlook: Outlook, cursor: str, **more: object) -> tuple[list[Change], str]:
    provider = outlook.connect(**more)
    said = provider.changes(cursor)
    found = list(said.changes)
    while said.page is not None:
        said = provider.changes(cursor, said.page)
        found += said.changes
    return found, said.cursor


def test_a_cursor_has_a_place_in_every_folder(outlook: Outlook) -> None:
    folder = outlook.behind("folders", name="Bookings")["id"]

    cursor = cursors.read(outlook.connect().profile().cursor)

    assert folder in cursor.folders
    assert set(cursor.known.values()) >= {"inbox", "sentitems", "deleteditems", "junkemail"}
    assert all(stand.is_walked for stand in cursor.folders.values())


def test_a_cursor_that_could_not_be_walked_to_its_end_goes_on_as_changes(outlook: Outlook) -> None:
    old = [outlook.deliver(at=RECENTLY) for _ in range(4)]
    fault(outlook, {"kind": "short-pages", "method": "graph.messages.delta", "amount": 2})
    provider = outlook.connect(lease_seconds=0.0)
    cursor = provider.profile().cursor
    assert not all(stand.is_walked for stand in cursors.read(cursor).folders.values())
    new = outlook.deliver()

    found, after = changes(outlook, cursor)

    told = {one.provider_id for one in found}
    assert new in told
    assert told <= {new, *old}
    assert changes(outlook, after)[0] == []


def test_mail_in_a_new_folder_is_told_of_and_the_folder_is_followed(outlook: Outlook) -> None:
    cursor = outlook.connect().profile().cursor
    outlook.behind("folders", name="Bookings")
    first = outlook.put_in("Bookings", letter())
    found, cursor = changes(outlook, cursor)
    assert [one.provider_id for one in found] == [first]

    second = outlook.put_in("Bookings", letter())

    assert [one.provider_id for one in changes(outlook, cursor)[0]] == [second]


def test_a_folder_of_the_trash_is_trash(outlook: Outlook) -> None:
    outlook.behind("folders", name="Old bookings", parent="deleteditems")
    message = outlook.put_in("Old bookings", letter())

    assert outlook.connect().standings([message]).standings[0].place is Place.TRASH


@pytest.mark.parametrize("page", ["", "no-such-page", "{}", '{"at": 1}'])
def test_a_cursor_that_is_none_is_lost(outlook: Outlook, page: str) -> None:
    with pytest.raises(CursorLost):
        outlook.connect().changes(page or "nothing", page or None)


@pytest.mark.parametrize(
    ("status", "reason"), [(410, "SyncStateNotFound"), (400, "syncStateNotFound"), (404, "resyncRequired")]
)
def test_whatever_graph_calls_it_a_forgotten_place_is_a_lost_cursor(outlook: Outlook, status: int, reason: str) -> None:
    cursor = outlook.connect().profile().cursor
    fault(outlook, {"kind": "delta-expired", "status": status, "reason": reason})

    with pytest.raises(CursorLost):
        outlook.connect().changes(cursor)


def test_a_link_to_another_host_is_not_followed(outlook: Outlook) -> None:
    outlook.connect().profile()
    graph = outlook.connect()._graph  # type: ignore[attr-defined]

    for link in ("https://evil.example/graph/v1.0/users", outlook.simulator.url + "/graph/v1.0evil/users",
                 outlook.simulator.url.replace("http:", "https:") + "/graph/v1.0/users"):  # fmt: skip
        with pytest.raises(ProviderError, match="another host"):
            graph.path(link)


@pytest.mark.parametrize("link", ["short-pages", ""])
def test_what_leads_to_another_host_in_the_changes_is_refused_and_the_place_kept(outlook: Outlook, link: str) -> None:
    cursor = outlook.connect().profile().cursor
    message = outlook.deliver()
    shorter: list[dict[str, object]] = [{"kind": link, "method": "graph.messages.delta", "amount": 1}] if link else []
    outlook.deliver()
    fault(outlook, {"kind": "links-elsewhere", "method": "graph.messages.delta"}, *shorter)

    with pytest.raises(ProviderError, match="another host"):
        changes(outlook, cursor)
    fault(outlook)

    assert message in {one.provider_id for one in changes(outlook, cursor)[0]}


def test_a_folder_that_got_another_name_is_followed_as_before(outlook: Outlook) -> None:
    folder = outlook.behind("folders", name="Bookings")["id"]
    held = outlook.put_in("Bookings", letter())
    cursor = outlook.connect().profile().cursor
    outlook.change_folder("PATCH", folder, {"displayName": "Appointments"})
    new = outlook.put_in("Appointments", letter())

    found, after = changes(outlook, cursor)

    assert [one.provider_id for one in found] == [new]
    assert outlook.connect().standings([held]).standings[0].place is Place.ARCHIVE
    assert changes(outlook, after)[0] == []


@pytest.mark.parametrize(("engine", "office"), [("sqlite", "outlook")], indirect=True)
def test_what_lay_in_a_folder_that_was_removed_is_trash_and_then_gone(office: Office) -> None:
    outlook = office.gmail
    assert isinstance(outlook, Outlook)
    folder = outlook.behind("folders", name="Bookings")["id"]
    message, other = outlook.put_in("Bookings", letter(), at=RECENTLY.isoformat()), outlook.deliver(at=RECENTLY)
    office.read_everything()

    outlook.change_folder("DELETE", folder)
    office.read_everything()
    assert office.held[message].place is Place.TRASH
    outlook.change_folder("DELETE", folder)
    office.read_everything()

    assert (set(office.held), office.deleted) == ({other}, {message})


ORDERS = ("delta-repeated", "delta-shuffled", "delta-replayed", "delta-sparse", "moves-look-deleted", "empty-pages")


@at_outlook
@pytest.mark.parametrize("kinds", [(), *((one,) for one in ORDERS), (*ORDERS, "no-page-headers", "thin-headers")])
def test_repeats_replays_and_another_order_end_in_the_same(office: Office, kinds: tuple[str, ...]) -> None:
    outlook = office.gmail
    messages = [outlook.deliver(at=RECENTLY) for _ in range(5)]
    office.read_everything()
    fault(outlook, *({"kind": kind} for kind in kinds))

    outlook.relabel(messages[0], remove=("INBOX",))
    outlook.relabel(messages[1], add=("SPAM",))
    outlook.relabel(messages[1], add=("INBOX",))
    outlook.delete(messages[2])
    outlook.relabel(messages[3], add=("Mine",))
    for _ in range(2):
        office.sync()
        office.be_patient_no_longer()

    assert {one.provider_id: one.place for one in office.held.values()} == {
        messages[0]: Place.ARCHIVE, messages[1]: Place.INBOX, messages[3]: Place.INBOX, messages[4]: Place.INBOX,
    }  # fmt: skip
    assert office.deleted == {messages[2]}
    assert "Mine" in office.held[messages[3]].labels
    assert office.mailbox.state is MailboxState.LIVE


@at_outlook
def test_many_messages_in_three_folders_are_there_once_whatever_pages_they_come_in(office: Office) -> None:
    outlook = office.gmail
    wanted = set()
    for number in range(123):
        folder = ("inbox", "archive", "junkemail")[number % 3]
        at = (RECENTLY - timedelta(minutes=number // 10)).isoformat()
        wanted.add(outlook.put_in(folder, letter(), at=at))
    fault(outlook, {"kind": "empty-pages", "times": 1}, {"kind": "short-pages", "amount": 20, "times": 2})

    office.with_settings(graph_page=50).read_everything()

    assert set(office.held) == wanted


@at_outlook
def test_a_mail_that_is_deleted_during_the_listing_makes_no_other_one_missed(office: Office) -> None:
    outlook = office.gmail
    messages = [outlook.deliver(at=RECENTLY + timedelta(minutes=number)) for number in range(9)]
    provider = outlook.connect(graph_page=3)
    first = provider.listing(RECENTLY - timedelta(days=1), whole=True)
    outlook.delete(first.provider_ids[0])

    listed, page = list(first.provider_ids), first.page
    while page is not None:
        said = provider.listing(RECENTLY - timedelta(days=1), page, whole=True)
        listed, page = [*listed, *said.provider_ids], said.page

    assert set(listed) == set(messages)


def test_a_late_replay_of_what_we_hold_does_not_hide_what_came_after_it(outlook: Outlook) -> None:
    message = outlook.deliver()
    provider = outlook.connect()
    cursor, held = provider.profile().cursor, provider.standings([message]).standings[0].version
    outlook.relabel(message, add=("Theirs",))

    told = deltas._settled(Change(message, What.CHANGED, "another"), known := {})
    late = deltas._settled(Change(message, What.CHANGED, held), known)

    assert not provider.reflects(held, told)
    assert not provider.reflects(held, late)
    assert [provider.reflects(held, one) for one in changes(outlook, cursor)[0]] == [False]


@at_outlook
def test_what_we_wrote_ourselves_is_not_looked_up_when_it_is_told(office: Office) -> None:
    messages = {office.gmail.deliver(at=RECENTLY) for _ in range(5)}
    office.read_everything()
    office.sync()
    assert all("Desk/Open" in one.labels for one in office.held.values())
    office.gmail.simulator.delete("calls")

    office.sync()

    assert set(office.held) == messages
    assert office.asked("graph.messages.get") == office.asked("graph.messages.update") == 0
    office.gmail.relabel(min(messages), remove=("INBOX",))
    office.sync()
    assert office.held[min(messages)].place is Place.ARCHIVE
