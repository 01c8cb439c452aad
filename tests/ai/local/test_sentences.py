"""Where sentences end."""

from __future__ import annotations

import time

from ai.local import sentences


def test_points_that_end_no_sentence_are_told_from_those_that_do() -> None:
    said = 'Dr. Weber asks whether the 3. of March would do... Or e.g. the 4. March? "Yes!" Good.'
    assert sentences.split(said) == [
        "Dr. Weber asks whether the 3. of March would do...", "Or e.g. the 4. March?", '"Yes!"', "Good.",
    ]  # fmt: skip


def test_points_that_end_no_sentence_take_no_longer_than_others() -> None:
    for text in ("Dr. " * 25_000, "A. " * 30_000, "3. march " * 10_000, f"{'!' * 100_000}a"):
        began = time.process_time()
        sentences.split(text)
        assert time.process_time() - began < 2, text[:9]
