"""Learning is measured on lessons that were held back, and what is in use is beaten on new ones alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ai import learning
from ai.questions import Guess, Learn, Lesson, Topic, Trained

TOPICS = (Topic("lab", "Lab"), Topic("billing", "Billing"))


@dataclass(frozen=True)
class Said:
    """What is said of one text."""

    category: Guess | None


@dataclass(frozen=True)
class FirstWord:
    """Knows a text by its first word; `lab` by nature."""

    words: dict[str, str | None]

    def predict(self, texts: Sequence[str]) -> list[Said]:
        topics = [self.words.get(text.split()[0]) for text in texts]
        return [Said(Guess(one, 0.9) if one else None) for one in topics]

    def dump(self) -> bytes:
        return ",".join(sorted(self.words)).encode()


def fit(_topics: Sequence[Topic], lessons: Sequence[tuple[str, str | None]]) -> FirstWord:
    return FirstWord({text.split()[0]: topic for text, topic in lessons})


def load(state: bytes) -> FirstWord:
    return FirstWord({word: "lab" for word in state.decode().split(",") if word})


def lessons(count: int, *, is_new: bool = True, topic: str | None = "lab", word: str = "results") -> tuple[Lesson, ...]:
    return tuple(Lesson(f"{word} {number}", topic, is_new) for number in range(count))


def test_of_few_lessons_nothing_is_said() -> None:
    learnt = learning.learn(Learn(TOPICS, lessons(6)), fit, load)
    assert (learnt.state, learnt.measured, learnt.is_better) == (b"results", {}, True)


def test_every_fourth_lesson_is_held_back_and_all_are_learnt_in_the_end() -> None:
    mixed = (*lessons(30), *lessons(10, topic=None, word="hello"), *lessons(1, topic="billing", word="invoice"))
    learnt = learning.learn(Learn(TOPICS, mixed), fit, load)
    assert learnt.measured == {"accuracy": 1.0, "held": 10.0}
    assert learnt.state == b"hello,invoice,results"


def test_what_is_in_use_is_beaten_only_by_what_is_right_more_often_on_what_is_new() -> None:
    before = Trained("1:1", b"results")
    # what the old one knew as lab is contradicted by the older half of the new lessons, and borne out by the newest
    changed = (*lessons(20, topic="billing"), *lessons(40))
    learnt = learning.learn(Learn(TOPICS, changed, before), fit, load)
    assert (learnt.measured["accuracy_before"] > 0.5, learnt.is_better) == (True, True)

    misleading = tuple(
        Lesson(f"results {number}", "lab" if number % 4 == 3 else "billing", True) for number in range(64)
    )
    learnt = learning.learn(Learn(TOPICS, misleading, before), fit, load)
    assert (learnt.measured["accuracy"], learnt.measured["accuracy_before"], learnt.is_better) == (0.0, 1.0, False)


def test_with_lessons_that_both_know_nothing_is_compared() -> None:
    learnt = learning.learn(Learn(TOPICS, lessons(60, is_new=False), Trained("1:1", b"")), fit, load)
    assert (learnt.measured, learnt.is_better) == ({"accuracy": 1.0, "held": 15.0}, True)
