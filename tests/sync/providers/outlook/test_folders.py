"""Which folder is what."""

from __future__ import annotations

import pytest

from inbox.arrival import Place
from sync.providers.outlook.answers import FolderAnswer
from sync.providers.outlook.folders import Folders, parents_of

FOLDERS = Folders(
    {"i": "inbox", "s": "sentitems", "d": "deleteditems", "j": "junkemail", "o": "outbox", "c": "conversationhistory"},
    {"i": "root", "s": "root", "d": "root", "j": "root", "o": "root", "c": "root", "i/a": "i", "s/2025": "s",
     "d/a": "d", "d/a/b": "d/a", "a": "root", "x": "y", "y": "x"},
)  # fmt: skip


@pytest.mark.parametrize(("folder", "place"), [
    ("i", Place.INBOX), ("i/a", Place.ARCHIVE), ("s", Place.SENT), ("s/2025", Place.SENT), ("d", Place.TRASH),
    ("d/a/b", Place.TRASH), ("j", Place.SPAM), ("o", Place.DRAFT), ("c", Place.CHAT), ("a", Place.ARCHIVE),
    ("unknown", Place.ARCHIVE), ("x", Place.ARCHIVE),
])  # fmt: skip
def test_the_place_of_a_message_is_that_of_its_folder(folder: str, place: Place) -> None:
    assert FOLDERS.place(folder) is place


def test_a_draft_is_a_draft_wherever_it_lies() -> None:
    assert {FOLDERS.place(one, is_draft=True) for one in ("i", "a", "o", "j")} == {Place.DRAFT}


def test_a_draft_that_was_thrown_away_is_nothing() -> None:
    assert FOLDERS.place("d/a", is_draft=True) is Place.CHAT


def test_what_became_of_folders_is_merged_into_what_was_known() -> None:
    told = [
        FolderAnswer.model_validate(one)
        for one in ({"id": "a", "@removed": {"reason": "deleted"}}, {"id": "b", "parentFolderId": "i"}, {"id": "i"})
    ]

    assert parents_of(told, {"a": "root", "i": "root"}) == {"b": "i", "i": "root"}
