"""The catalogues hold every text of the code, in every language, with the same places to fill in."""

from __future__ import annotations

import re

import pytest

from cards import catalogues
from cards.wording import LANGUAGES, wording

_PLACE = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_what_the_code_says(language: str) -> None:
    assert catalogues.path(language).read_bytes() == catalogues.written(catalogues.current(language)), (
        "run `make catalogues` and translate what is new"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    missing = [message.id for message in catalogues.read(language) if not catalogues.is_translated(message)]

    assert [text for text in missing if text] == []


def test_german_is_german() -> None:
    """But for words that are the same in both."""
    same = {str(one.id) for one in catalogues.read("de") if one.id and _forms(one.string) == _forms(one.id)}

    assert same == {
        "%(name)s – %(why)s", "%(type)s, %(size)s kB", "%(what)s (%(why)s)", "Copilot", "Name", "Normal", "Status",
        "Team", "Teams", "Text", "Webhooks", "in Gmail", "in Outlook", "neutral",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_what_the_text_fills_in(language: str) -> None:
    for message in catalogues.read(language):
        if message.id:
            places = {frozenset(_PLACE.findall(text)) for text in _forms(message.id)}
            for said in _forms(message.string):
                assert frozenset(_PLACE.findall(said)) in places, said


def test_there_is_a_catalogue_for_every_language_that_can_be_chosen() -> None:
    kept = {one.name for one in (catalogues.ROOT / "cards" / "locale").iterdir() if one.is_dir()}

    assert kept == set(LANGUAGES)


def test_german_says_something_else_than_english() -> None:
    assert wording("de", "UTC").gettext("Assignee") == "Zuständig"
    assert wording("en", "UTC").gettext("Assignee") == "Assignee"


def _forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]
