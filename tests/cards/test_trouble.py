"""Cards for when something is in the way."""

from __future__ import annotations

import pytest

from cards import trouble
from cards.kit import Card, Open
from cards.wording import Wording, wording
from inbox.errors import NotAllowed
from tests.cards.drawing import Drawn


def every(words: Wording) -> list[Card]:
    return [
        trouble.no_access(words),
        trouble.not_synced(words),
        trouble.refused(words, NotAllowed("%(name)s is no longer active.", name="<b>Ben</b>")),
        trouble.our_fault(words, Open("home"), "abc123"),
        trouble.database_down(words, Open("conversation", {"conversation": "7"})),
    ]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_trouble_is_a_card_that_says_what_is_wrong(language: str) -> None:
    words = wording(language, "UTC")

    said = [Drawn(card) for card in every(words)]
    assert len({drawn.lines[0]["text"] for drawn in said}) == 5
    assert "abc123" in said[3].text
    assert "&lt;b&gt;Ben&lt;/b&gt;" in said[2].text
    assert {drawn.adaptive["card"]["lang"] for drawn in said} == {language}


def test_there_is_a_way_on_from_every_trouble_but_a_closed_door() -> None:
    no_access, *others = (Drawn(card) for card in every(wording("en", "UTC")))

    assert no_access.actions == []
    assert [drawn.actions for drawn in others] == [["look-again"], ["open"], ["open"], ["open"]]
    assert others[-1].presses("open") == [{"conversation": "7", "page": "conversation"}]
