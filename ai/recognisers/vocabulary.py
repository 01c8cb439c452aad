"""Words that recognisers of names go by, in small letters: English, German and Spanish."""

from __future__ import annotations

from pathlib import Path


def _phrases(name: str) -> str:
    """A pattern that finds any of them; each line of the file is a pattern of its own."""
    return "|".join((Path(__file__).parent / "words" / f"{name}.txt").read_text("utf-8").splitlines())


def _words(name: str) -> frozenset[str]:
    return frozenset((Path(__file__).parent / "words" / f"{name}.txt").read_text("utf-8").split())


FIRST_NAMES = _words("first_names")
"""Common ones, without those that are words as well."""
ALSO_WORDS = _words("also_words")
"""Names that are words as well: they count only with a capital."""
NO_NAMES = _words("no_names")
"""What begins with a capital where a name could stand, and is none."""
ORDINARY = _words("ordinary")
"""Words of invented mail in three languages: what is none of them is strange, where a name could stand."""
TITLES = _words("titles")
LINKS = _words("links")
"""What stands between the parts of a name."""
GREETINGS = _phrases("greetings")
CLOSINGS = _phrases("closings")
INTRODUCTIONS = _phrases("introductions")
KIN = _phrases("kin")
"""Whom people write about: my daughter, mein Mann, mi hijo."""
