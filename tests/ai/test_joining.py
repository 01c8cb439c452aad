"""What a model elsewhere reads and what the local one reads become one reading that no mail can talk into anything."""

from __future__ import annotations

from ai.joining import joined
from ai.questions import SIGNS, Guess, Reading, Sign
from cards import ai_words


def reading(category: str | None, sure: float = 0.9, **said: object) -> Reading:
    plain = {"none_of_these": 0.1, "priority": Guess("normal", 0.9), "language": "en", "sentiment": 0.0}
    guess = Guess(category, sure) if category else None
    return Reading(category=guess, **{**plain, **said})  # type: ignore[arg-type]


def test_a_category_is_borne_out_where_the_local_model_would_suggest_it_too() -> None:
    for ours, is_borne_out in ((reading("lab", 0.5), True), (reading("lab", 0.3), False), (reading(None), False)):
        (one,) = joined((reading("lab"),), (ours,))
        assert one.category is not None
        assert (one.category.value, one.category.is_borne_out) == ("lab", is_borne_out)
    (alone,) = joined((reading("lab", urgent=(Sign("fever", "so hot"),)),), ())
    assert alone.category is not None
    assert not alone.category.is_borne_out, "without a local reading nothing is"
    assert [one.is_borne_out for one in alone.urgent] == [False]


def test_where_both_say_the_same_the_reasons_of_both_are_told() -> None:
    ours = Guess("lab", 0.5, ("result",), ("Are my results back?",))
    for words, told in (((), ("result",)), (("blood",), ("blood",))):
        theirs = Reading(Guess("lab", 0.9, words), 0.1, Guess("normal", 0.9), "en", 0.0)
        (one,) = joined((theirs,), (Reading(ours, 0.1, Guess("normal", 0.9), "en", 0.0),))
        assert one.category == Guess("lab", 0.9, told, ("Are my results back?",))


def test_a_sign_that_only_a_model_elsewhere_sees_is_told_and_raises_nothing() -> None:
    theirs = reading(None, urgent=(Sign("fever", "so hot"),), priority=Guess("urgent", 1.0), sentiment=-1.0)
    (one,) = joined((theirs,), (reading(None),))
    assert one.urgent == (Sign("fever", "so hot", is_borne_out=False),)
    assert (one.priority.value, one.sentiment, one.is_thanks) == ("normal", 0.0, False)


def test_in_a_language_that_the_local_model_was_not_taught_such_a_sign_counts() -> None:
    theirs = reading(None, urgent=(Sign("fever", "fièvre"),), priority=Guess("urgent", 1.0))
    (one,) = joined((theirs,), (reading(None, language="fr"),))
    assert (one.urgent, one.priority.value) == ((Sign("fever", "fièvre"),), "urgent")


def test_the_local_signs_count_always_and_no_priority_is_lower() -> None:
    ours = reading(None, urgent=(Sign("stroke", "my arm"),), priority=Guess("urgent", 1.0))
    (one,) = joined((reading(None, priority=Guess("low", 1.0)),), (ours,))
    assert (one.urgent, one.priority.value) == ((Sign("stroke", "my arm"),), "urgent")


def test_cards_have_words_for_every_kind_of_sign() -> None:
    assert set(ai_words.SIGNS) == set(SIGNS)
