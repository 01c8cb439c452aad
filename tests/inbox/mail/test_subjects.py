"""Subjects without what mail programs put in front of them."""

import pytest

from inbox.mail import subjects


@pytest.mark.parametrize(
    "subject",
    [
        "Blood results",
        "Re: Blood results",
        "RE: AW: Re[2]: WG: blood  results",
        "Antw.: Blood results".replace(".", ""),
        "SV: VS: RV: Blood results",
        "Re : [list] Re: [External] Blood results",
        "回复：Blood results",
        "Fwd: Fw: TR: I: R: Blood results",
    ],
)
def test_prefixes_and_list_tags_do_not_count(subject: str) -> None:
    assert subjects.normalise(subject) == "blood results"


@pytest.mark.parametrize("subject", ["Results: blood", "Refill please", "[Case 12] Blood", "[only a tag]", "Aware: x"])
def test_other_words_do(subject: str) -> None:
    assert subjects.normalise(subject) == subject.casefold()


def test_nothing_but_a_prefix_is_an_empty_subject() -> None:
    assert subjects.normalise("Re: ") == ""


@pytest.mark.parametrize("subject", ["Fwd: x", "FW: x", "WG: x", "Re: Fwd: x", "RV: x", "TR : x"])
def test_a_forward_is_known_by_its_prefix(subject: str) -> None:
    assert subjects.is_forward(subject)
    assert not subjects.is_answer(subject)


@pytest.mark.parametrize("subject", ["Re: x", "AW: x", "Re: x Fwd: y", "[list] Re: x", "Re[3]: x"])
def test_an_answer_is_no_forward(subject: str) -> None:
    assert subjects.is_answer(subject)
    assert not subjects.is_forward(subject)


@pytest.mark.parametrize("subject", ["x", "Forward planning", "Research: x", "I", ""])
def test_a_new_matter_is_neither(subject: str) -> None:
    assert not subjects.is_answer(subject)
    assert not subjects.is_forward(subject)
