"""The local model sorts mail into categories that it was shown, and keeps what it has loaded."""

import pytest

from ai.local import classifier
from ai.local.categories import Categories
from ai.model import CannotAnswer
from ai.models.local import Local
from ai.questions import Mail, Question, Topic, Trained, Triage

TOPICS = (
    Topic(
        "appointment", "Appointments", "Making, moving and cancelling appointments",
        ("Can I come on Tuesday?", "Please cancel my appointment", "I need to move my visit to next week",
         "Is there a free slot in the morning?", "When is my next appointment?"),
    ),
    Topic(
        "billing", "Bills", "Invoices and payments",
        ("Your invoice is wrong", "I have paid the bill twice", "Where do I send the payment?",
         "Please send me the invoice again", "What is this charge on my bill?"),
    ),
)  # fmt: skip
BILL = Mail("Invoice", "There is a charge on the invoice that I do not know, I paid the bill already.")


def test_mail_is_sorted_by_the_topics_own_examples() -> None:
    (read,) = Local(None).answer(Triage((BILL,), TOPICS)).value
    assert read.category is not None and read.category.value == "billing"
    assert read.category.words and read.category.examples


def test_what_was_learnt_counts_before_the_examples() -> None:
    examples = [("the parking meter ate my coin", "billing")] * 3 + [("tell me about the parking", None)] * 2
    state = classifier.fit(TOPICS, examples, None).dump()
    mail = Mail("", "the parking meter ate my coin")
    sorted_ = Categories(None).sort([mail], TOPICS, Trained("1:1", state))
    assert sorted_[0].category is not None and sorted_[0].category.value == "billing"


def test_a_category_that_is_asked_for_no_longer_is_not_suggested() -> None:
    state = classifier.fit(TOPICS, [], None).dump()
    (one,) = Categories(None).sort([BILL], TOPICS[:1], Trained("1:2", state))
    assert one.category is None or one.category.value == "appointment"


def test_a_state_that_cannot_be_read_is_as_if_nothing_was_learnt() -> None:
    (one,) = Categories(None).sort([BILL], TOPICS, Trained("1:3", b"nothing"))
    assert one.category is not None and one.category.value == "billing"


def test_without_topics_there_is_no_category() -> None:
    (read,) = Local(None).answer(Triage((BILL,), ())).value
    assert read.category is None and read.none_of_these == 1.0


def test_mail_without_end_or_words_is_answered_for_each() -> None:
    mails = (Mail("", ""), Mail("", "\u200b\n" * 50), Mail("", "?"))
    assert len(Local(None).answer(Triage(mails, TOPICS)).value) == 3


class Riddle(Question[str]):
    """What nobody here was taught."""


def test_what_it_cannot_answer_it_says() -> None:
    with pytest.raises(CannotAnswer):
        Local(None).answer(Riddle())
