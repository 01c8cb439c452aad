"""What mails keep coming back to."""

from __future__ import annotations

import pytest

from ai.local import embedding, recurring

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


def test_where_a_model_is_mails_of_one_meaning_are_one_group_in_other_words_and_languages_are_no_topic() -> None:
    model = embedding.find()
    assert model is not None, "make .venv/model installs it"
    mails = [
        "Could you renew the medication that I take against high blood pressure?",
        "I am running out of the pills for my heart pressure, please write me new ones.",
        "My blood pressure medication is nearly used up; can you order more of it?",
        "You charged me twice for the same visit, please correct the bill.",
        "The bill for my last visit is wrong: I was charged for a visit that I did not have.",
        "There is an error on the bill you sent me; I already paid for that visit.",
        "Ich habe meinen Schlüssel bei Ihnen im Wartezimmer vergessen.",
        "Ist die Praxis zwischen den Feiertagen geöffnet?",
        "Mein Sohn braucht für den Kindergarten eine Bescheinigung.",
        "Wir sind umgezogen und haben eine neue Adresse.",
    ]

    found = recurring.group(mails, model)

    assert sorted(sorted(one.members) for one in found) == [[0, 1, 2], [3, 4, 5]]
    assert all(one.words for one in found)
    (same,) = recurring.group(["where is my parcel of test strips"] * 40, model)
    assert len(same.members) == 40
    assert recurring.group(["? ! 1 2"] * 5, model) == []
