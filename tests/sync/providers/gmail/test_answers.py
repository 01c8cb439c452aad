"""Google's answers, in all shapes they were seen in."""

from __future__ import annotations

import pytest

from inbox.arrival import Place
from sync.provider import Change, Touch, What
from sync.providers.gmail.answers import HistoryAnswer, MessageAnswer, ProfileAnswer, place


def test_a_page_without_history_is_not_the_last() -> None:
    page = HistoryAnswer.model_validate_json('{"nextPageToken": "2", "historyId": "9"}')

    assert (list(page.changes()), page.next_page) == ([], "2")


def test_history_ids_up_to_the_largest_are_kept_whether_they_come_as_text_or_as_number() -> None:
    largest = 2**64 - 1
    for written in (largest, f'"{largest}"'):
        profile = ProfileAnswer.model_validate_json(f'{{"emailAddress": "a@example.org", "historyId": {written}}}')
        assert profile.history_id == str(largest)


def test_what_happened_is_read_in_order_and_unknown_kinds_are_passed_over() -> None:
    page = HistoryAnswer.model_validate_json(
        '{"history": [{"id": 7, "messages": [{"id": "a"}], "messagesAdded": [{"message": {"id": "a", "labelIds": []}}],'
        ' "labelsRemoved": [{"message": {"id": "b"}, "labelIds": ["Label_unknown"]}], "somethingNew": [1]},'
        ' {"id": "8", "messagesDeleted": [{"message": {"id": "a"}}]}], "historyId": "8"}'
    )

    assert list(page.changes()) == [
        Change("a", What.ADDED, "7"),
        Change("b", What.CHANGED, "7", (Touch("Label_unknown", is_on=False),)), Change("a", What.DELETED, "8"),
    ]  # fmt: skip


@pytest.mark.parametrize(("written", "plain"), [("aGk_-w==", b"hi?\xfb"), ("aGk_-w", b"hi?\xfb"), ("", b"")])
def test_raw_mail_is_read_with_and_without_padding(written: str, plain: bytes) -> None:
    answer = MessageAnswer.model_validate_json(f'{{"id": "1", "raw": "{written}", "internalDate": "1772616600000"}}')

    assert answer.arrival().raw == plain
    assert answer.arrival().received_at.isoformat() == "2026-03-04T09:30:00+00:00"


def test_mail_that_cannot_be_decoded_and_times_that_are_none_stop_nothing() -> None:
    odd = MessageAnswer.model_validate_json('{"id": "1", "raw": "a", "internalDate": "99999999999999999999"}').arrival()

    assert (odd.raw, odd.received_at.year) == (b"", 1970)


@pytest.mark.parametrize(
    ("labels", "where"),
    [
        (("INBOX", "UNREAD"), Place.INBOX), (("SENT", "INBOX"), Place.SENT), (("SPAM", "UNREAD"), Place.SPAM),
        (("TRASH", "SENT"), Place.TRASH), (("DRAFT",), Place.DRAFT), (("CHAT",), Place.CHAT),
        (("Label_7",), Place.ARCHIVE), ((), Place.ARCHIVE),
    ],
)  # fmt: skip
def test_of_many_labels_one_decides_where_a_message_is(labels: tuple[str, ...], where: Place) -> None:
    assert place(labels) is where
