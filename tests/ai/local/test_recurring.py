"""What mails keep coming back to."""

from __future__ import annotations

import pytest

from ai.local import recurring

MAILS = [
    "please renew my prescription of metformin tablets", "I need a repeat prescription for my tablets",
    "renew the prescription please for the tablets of my father", "the invoice was charged twice, refund the invoice",
    "invoice paid twice please refund", "why was my invoice charged twice", "I lost an umbrella in the waiting room",
]  # fmt: skip


def test_mails_about_the_same_thing_are_one_group_with_its_words() -> None:
    first, second = recurring.group(MAILS)

    assert ({0, 1, 2}, {3, 4, 5}) == (set(first.members), set(second.members))
    assert "prescription" in first.words
    assert "invoice" in second.words
    assert set(first.examples) <= set(first.members)


@pytest.mark.parametrize("mails", [[], ["one"], ["", "", "", ""], ["a b", "c d", "e f"], ["? ! 1 2"] * 5])
def test_where_nothing_keeps_coming_there_is_no_group(mails: list[str]) -> None:
    assert recurring.group(mails) == []


def test_the_same_mail_many_times_is_one_group() -> None:
    (one,) = recurring.group(["where is my parcel of test strips"] * 40)

    assert len(one.members) == 40
