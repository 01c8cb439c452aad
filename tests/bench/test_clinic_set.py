"""The shipped clinic set is what its README says: well-formed, large enough, invented, its halves worded apart."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import combinations
from typing import get_args

import pytest

from bench import clinic
from bench.clinic import Message, Split

SPLITS: tuple[Split, ...] = get_args(Split)
SET = clinic.whole()
EVERY = [message for split in SPLITS for message in SET[split]]
README = (clinic.FOLDER / "README.md").read_text(encoding="utf-8")
NAMES = {"en": "English", "de": "German", "es": "Spanish"}

RUN = 5
"""So many words in the same order appear in no message of both halves."""
ALIKE = 0.6
WORDS = re.compile(r"\w+")
ADDRESS = re.compile(r"\S+@[\w.-]*\w")
SITE = re.compile(r"\b(?:[\w-]+\.)+(?:com|org|net|de|es|uk|eu|info|health)\b|https?://\S+", re.IGNORECASE)
NUMBER = re.compile(r"\+?\d[\d ()/-]{4,}\d")
"""What could be rung, or be the number of a person or a case."""


def words(message: Message) -> list[str]:
    return WORDS.findall(message.text.casefold())


def runs(message: Message) -> set[tuple[str, ...]]:
    said = words(message)
    return {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}


@pytest.mark.parametrize("split", SPLITS)
def test_every_cell_is_well_formed(split: Split) -> None:
    with clinic.path(split).open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines, strict=True)

    keys = {topic.key for topic in clinic.TOPICS} | {clinic.OUT_OF_SCOPE}
    kinds = {"", *clinic.URGENT_KINDS, *clinic.NEAR_MISSES}
    allowed = (keys, clinic.LANGUAGES, clinic.PRIORITIES, ("yes", "no"), clinic.SENTIMENTS, ("yes", "no"), kinds)

    assert tuple(header) == clinic.COLUMNS
    assert [row for row in rows if len(row) != len(header)] == []
    assert [row for row in rows if not all(cell in known for cell, known in zip(row[1:], allowed, strict=True))] == []
    assert [text for text, *_ in rows if text != text.strip() or re.search(r" {2}| \n|\n |[^\S \n]|\\", text)] == []


def test_what_is_said_of_a_message_agrees() -> None:
    urgent_by = [
        message
        for message in EVERY
        if {message.is_urgent, message.priority == "urgent", message.kind in clinic.URGENT_KINDS} == {True, False}
    ]
    thanks = [message for message in EVERY if message.is_thanks and (message.sentiment != "positive" or message.kind)]

    assert urgent_by == []
    assert thanks == []


def test_the_halves_share_no_five_words_in_a_row() -> None:
    trained = set().union(*map(runs, SET["train"]))

    assert [(message.text, shared) for message in SET["test"] if (shared := runs(message) & trained)] == []


@pytest.mark.parametrize("language", clinic.LANGUAGES)
def test_no_two_messages_are_nearly_the_same(language: str) -> None:
    bags = [(message.text, set(words(message))) for message in EVERY if message.language == language]
    alike = [
        (text, other)
        for (text, bag), (other, others) in combinations(sorted(bags, key=lambda each: len(each[1])), 2)
        if len(bag) > ALIKE * len(others) and len(bag & others) > ALIKE * len(bag | others)
    ]

    assert alike == []


@pytest.mark.parametrize("language", clinic.LANGUAGES)
def test_there_is_enough_of_everything_in_each_language(language: str) -> None:
    train, test = (clinic.read(split, language) for split in SPLITS)

    assert sum(message.is_urgent for message in test) >= 60
    assert sum(message.is_near_miss for message in test) >= 40
    assert {kind for message in test if (kind := message.kind)} == {*clinic.URGENT_KINDS, *clinic.NEAR_MISSES}
    assert sum(message.is_urgent for message in train) >= 30
    assert min(Counter(message.label for message in train).values()) >= 5
    assert min(Counter(message.label for message in test).values()) >= 7
    assert len({message.label for message in train}) == len({message.label for message in test}) == 12


def test_there_is_enough_of_every_category() -> None:
    assert min(Counter(message.label for message in SET["train"]).values()) >= 19
    assert min(Counter(message.label for message in SET["test"]).values()) >= 25
    assert len(EVERY) >= 600


def test_messages_are_as_long_as_mail_is() -> None:
    lengths = [len(message.text.split()) for message in EVERY]

    assert max(lengths) <= 95
    assert [message.text for message in EVERY if len(message.text.split()) < 5 and not message.is_thanks] == []
    assert sum(length <= 25 for length in lengths) <= len(lengths) / 2


def test_addresses_and_numbers_are_invented() -> None:
    text = "\n\n".join(message.text for message in EVERY)

    assert [found for found in ADDRESS.findall(text) if not found.endswith(".example.org")] == []
    assert [found for found in SITE.findall(text) if not found.endswith("example.org")] == []
    assert [found for found in NUMBER.findall(text) if "55" not in found] == []


def test_the_readme_counts_right() -> None:
    for language in clinic.LANGUAGES:
        train, test = (clinic.read(split, language) for split in SPLITS)
        cells = [
            f"{len(half)} | {sum(m.is_urgent for m in half)} | {sum(m.is_near_miss for m in half)}"
            for half in (train, test)
        ]
        assert f"| {NAMES[language]} | {' | '.join(cells)} |" in README
    for topic in clinic.TOPICS:
        assert f"| `{topic.key}` | {topic.sentence} |" in README
