"""What every provider keeps to, whatever it is made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.arrival import Place
from sync.errors import AccessLost, CursorLost, NameTaken, ProviderError, Refrained, TryAgain
from sync.provider import Change, Changes, Label, What
from sync.providers import PROVIDERS
from tests.sync.outside import OUTSIDES, Outside, letter
from tests.sync.surroundings import assert_same

WEDNESDAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def everything(outside: Outside, cursor: str) -> Changes:
    """All pages of the changes as one."""
    provider = outside.connect()
    said = provider.changes(cursor)
    changes = list(said.changes)
    while said.page is not None:
        said = provider.changes(cursor, said.page)
        changes += said.changes
    return Changes(tuple(changes), cursor=said.cursor)


def told(outside: Outside, what: What) -> What:
    """What a provider says of it: not all of them tell more than that something happened."""
    return what if outside.tells_what_happened else What.CHANGED


def test_every_provider_can_be_played() -> None:
    assert set(OUTSIDES) == set(PROVIDERS)


def test_a_mailbox_tells_who_it_is_and_where_its_changes_begin(outside: Outside) -> None:
    outside.deliver()

    profile = outside.connect().profile()

    assert (profile.address, profile.messages) == (outside.address, 1)
    assert profile.cursor


def test_what_happened_after_the_cursor_is_told_and_what_happened_before_is_not(outside: Outside) -> None:
    outside.deliver()
    cursor = outside.connect().profile().cursor
    new = outside.deliver()

    said = everything(outside, cursor)

    assert [(change.provider_id, change.what) for change in said.changes] == [(new, told(outside, What.ADDED))]
    assert everything(outside, said.cursor).changes == ()


def test_moving_and_deleting_mail_are_changes(outside: Outside) -> None:
    moved, deleted = outside.deliver(), outside.deliver()
    cursor = outside.connect().profile().cursor
    outside.relabel(moved, remove=("INBOX",))
    outside.delete(deleted)

    said = everything(outside, cursor)

    assert {change.provider_id: change.what for change in said.changes} == {
        moved: What.CHANGED, deleted: told(outside, What.DELETED),
    }  # fmt: skip
    assert outside.connect().standings([moved, deleted]).gone == (deleted,)


def test_a_message_held_as_it_is_after_a_change_shows_that_change(outside: Outside) -> None:
    message = outside.deliver()
    provider = outside.connect()
    cursor, before = provider.profile().cursor, provider.fetch([message]).arrivals[0].version
    outside.relabel(message, add=("STARRED",))
    (change,) = everything(outside, cursor).changes
    after = provider.standings([message]).standings[0].version

    assert not provider.reflects(before, change)
    assert provider.reflects(after, change)
    assert not provider.reflects("", change)


def test_of_two_cursors_the_later_one_wins(outside: Outside) -> None:
    provider = outside.connect()
    early = provider.profile().cursor
    outside.deliver()
    late = provider.profile().cursor

    assert provider.later(early, late) == provider.later(late, early) == late


def test_a_cursor_that_was_forgotten_is_lost(outside: Outside) -> None:
    cursor = outside.connect().profile().cursor
    outside.deliver()
    outside.forget_history()

    with pytest.raises(CursorLost):
        outside.connect().changes(cursor)


def test_the_listing_shows_everything_since_a_time_with_spam_and_trash(outside: Outside) -> None:
    outside.deliver(at=WEDNESDAY - timedelta(days=40))
    inbox = outside.deliver(at=WEDNESDAY)
    spam = outside.deliver(None, "SPAM", at=WEDNESDAY)
    trash = outside.deliver(None, "TRASH", at=WEDNESDAY)

    listing = outside.connect().listing(WEDNESDAY - timedelta(days=30))

    assert set(listing.provider_ids) == {inbox, spam, trash}
    assert listing.page is None


def test_an_unknown_page_of_the_listing_is_lost(outside: Outside) -> None:
    with pytest.raises(CursorLost):
        outside.connect().listing(None, "no-such-page")


def test_a_fetched_message_is_whole(outside: Outside) -> None:
    raw = letter("Größe der Praxis?")
    message = outside.deliver(raw, "INBOX", "UNREAD", at=WEDNESDAY)

    (arrival,) = outside.connect().fetch([message]).arrivals

    assert (arrival.provider_id, arrival.received_at) == (message, WEDNESDAY)
    assert_same(arrival.raw, raw)
    assert arrival.place is Place.INBOX
    assert arrival.thread_id
    assert arrival.version


@pytest.mark.parametrize(
    ("label", "place"), [("INBOX", Place.INBOX), ("SENT", Place.SENT), ("SPAM", Place.SPAM), ("TRASH", Place.TRASH)]
)
def test_the_place_of_a_message_is_told(outside: Outside, label: str, place: Place) -> None:
    message = outside.deliver(None, label)

    assert outside.connect().standings([message]).standings[0].place is place


def test_every_id_asked_for_is_answered_once(outside: Outside) -> None:
    here = [outside.deliver() for _ in range(3)]
    deleted = outside.deliver()
    outside.delete(deleted)

    for fetched in (outside.connect().fetch([*here, deleted]), outside.connect().standings([*here, deleted])):
        assert sorted(fetched.answered) == sorted([*here, deleted])
        assert fetched.gone == (deleted,)
        assert fetched.left == ()


def test_a_message_is_found_by_its_message_id(outside: Outside) -> None:
    outside.deliver()
    wanted = outside.deliver(letter(number=990017))

    assert outside.connect().find("<990017@mail.example.com>") == [wanted]
    assert outside.connect().find("<nobody@mail.example.com>") == []


@pytest.mark.parametrize(("is_sent", "place"), [(False, Place.INBOX), (True, Place.SENT)])
def test_a_filed_mail_is_in_the_mailbox(outside: Outside, is_sent: bool, place: Place) -> None:
    raw = letter("From a colleague's own mailbox")

    filed = outside.connect().file(raw, is_sent=is_sent)

    (arrival,) = outside.connect().fetch([filed]).arrivals
    assert_same(arrival.raw, raw)
    assert arrival.place is place


def test_without_pushes_set_up_there_is_no_watch(outside: Outside) -> None:
    assert outside.connect().watch() is None


def test_lost_access_says_what_an_admin_does(outside: Outside) -> None:
    provider = outside.connect()
    outside.revoke()

    with pytest.raises(AccessLost) as lost:
        provider.profile()

    assert lost.value.next_step


def test_changes_compare_by_what_they_call_for() -> None:
    assert max(What.CHANGED, What.ADDED) is What.ADDED
    assert max(What.ADDED, What.DELETED) is What.DELETED
    assert Change("1", What.ADDED).version == ""


def test_labels_are_made_renamed_and_known_by_their_id(outside: Outside) -> None:
    provider = outside.connect()

    made = provider.make_label("Desk/Open", "blue")
    carrying = outside.deliver(None, "INBOX", made.id)
    renamed = provider.rename_label(made.id, "Desk/Opened")

    assert provider.labels() == [renamed] == [Label(renamed.id, "Desk/Opened")]
    assert (renamed.id == made.id) is outside.renames_in_place
    assert renamed.id in provider.standings([carrying]).standings[0].labels


@pytest.mark.parametrize("name", ["Desk/Open", "DESK/open"])
def test_no_two_labels_have_one_name(outside: Outside, name: str) -> None:
    provider = outside.connect()
    provider.make_label("Desk/Open")
    other = provider.make_label("Desk/Closed")

    with pytest.raises(NameTaken):
        provider.make_label(name)
    with pytest.raises(NameTaken):
        provider.rename_label(other.id, name)


def test_a_colour_that_no_label_can_have_is_refused_before_anything_is_asked(outside: Outside) -> None:
    outside.simulator.delete("calls")

    with pytest.raises(ProviderError, match=outside.no_color):
        outside.connect().make_label("Desk/Open", outside.no_color)

    assert outside.simulator.get("calls")["calls"] == []


@pytest.mark.parametrize("count", [1, 12])
def test_labels_are_changed_on_few_messages_and_on_many(outside: Outside, count: int) -> None:
    provider = outside.connect()
    old, new, other = (provider.make_label(name) for name in ("Desk/Open", "Desk/Closed", "Letters"))
    messages = [outside.deliver(None, "INBOX", old.id, other.id) for _ in range(count)]

    for _ in range(2):
        said = provider.relabel(messages, add={new.id}, remove={old.id})
        assert (said.done, said.gone, said.trouble) == (tuple(messages), (), None)

    standings = provider.standings(messages).standings
    assert {frozenset(one.labels) - {"INBOX"} for one in standings} == {frozenset({new.id, other.id})}


def test_a_message_that_is_gone_is_told_when_it_is_to_be_labelled(outside: Outside) -> None:
    provider = outside.connect()
    label, here, deleted = provider.make_label("Desk/Open"), outside.deliver(), outside.deliver()
    outside.delete(deleted)

    said = provider.relabel([deleted, here], add={label.id}, remove=())

    assert (said.done, said.gone) == ((here,), (deleted,))


def test_the_changes_tell_what_happened_to_labels_in_order(outside: Outside) -> None:
    provider = outside.connect()
    label, message = provider.make_label("Desk/Open"), outside.deliver()
    cursor = provider.profile().cursor
    outside.relabel(message, add=(label.id, "STARRED"))
    outside.relabel(message, remove=(label.id,))

    touches = [touch for change in everything(outside, cursor).changes for touch in change.touches]

    if not outside.tells_what_happened:
        assert touches == []
        return
    assert [(one.is_on, one.is_free) for one in touches if one.label == label.id] == [(True, True), (False, True)]
    assert [one.is_free for one in touches if one.label != label.id] == [False]


def test_a_mail_is_sent_in_a_thread_and_found_by_its_message_id(outside: Outside) -> None:
    provider = outside.connect()
    [parent] = provider.fetch([outside.deliver(letter(number=4711))]).arrivals
    answer = letter(
        "Re: Appointment", number=4712, in_reply_to="<4711@mail.example.com>", references="<4711@mail.example.com>"
    )

    sent = provider.send(answer, parent.thread_id)

    [arrival] = provider.fetch([sent]).arrivals
    assert (arrival.thread_id, arrival.place) == (parent.thread_id, Place.SENT)
    assert provider.find("<4712@mail.example.com>") == [sent]


@pytest.mark.parametrize(("status", "reason", "is_certain"), [
    (429, "rateLimitExceeded", True), (500, "backendError", False), (503, "backendError", False),
])  # fmt: skip
def test_sending_is_asked_once_and_says_whether_it_certainly_did_not_happen(
    outside: Outside, status: int, reason: str, is_certain: bool
) -> None:
    provider = outside.connect()
    fault = {"kind": "status", "mailbox": outside.address, "method": outside.sending, "status": status,
             "reason": reason}  # fmt: skip
    outside.simulator.put("faults", {"faults": [fault]})

    with pytest.raises(TryAgain) as refusal:
        provider.send(letter(), "")

    assert isinstance(refusal.value, Refrained) is is_certain
    calls = outside.simulator.get("calls", method=outside.sending)["calls"]
    assert len([call for call in calls if call["mailbox"] == outside.address]) == 1
