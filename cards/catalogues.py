"""Brings the translation catalogues up to date with the texts in the code: `python -m cards.catalogues`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SPOKEN_IN = ("addon", "cards", "inbox", "sync", "workers")
"""Packages whose texts people read in a card."""
_SOURCE = "en"
"""The language in which the code speaks: its catalogue says what the code says, until somebody words it better."""

_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def path(language: str) -> Path:
    """Where a language's catalogue lives."""
    return ROOT / "cards" / "locale" / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """A catalogue as it is kept; empty for a language that has none yet."""
    kept = path(language)
    if not kept.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with kept.open("rb") as file:
        return read_po(file, locale=language)


def current(language: str) -> Catalog:
    """The catalogue with every text that the code has now, and none that it no longer has."""
    catalog = read(language)
    catalog.update(deepcopy(_extracted()), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    if language == _SOURCE:
        for message in catalog:
            if message.id and not is_translated(message):
                message.string = message.id
    return catalog


def is_translated(message: Message) -> bool:
    """Whether a message has a translation, in all its forms."""
    said = message.string
    return all(said) and bool(said) if isinstance(said, (tuple, list)) else bool(said)


def written(catalog: Catalog) -> bytes:
    """A catalogue as its file: alphabetical, without dates and places, so that changes are readable."""
    file = io.BytesIO()
    write_po(file, catalog, sort_output=True, no_location=True, omit_header=True, width=120)
    header = _HEADER.format(language=catalog.locale_identifier, plurals=catalog.plural_forms)
    return header.encode() + file.getvalue()


def main() -> None:
    """Write all catalogues anew."""
    for language in sorted(one.name for one in (ROOT / "cards" / "locale").iterdir() if one.is_dir()):
        path(language).write_bytes(written(current(language)))


@cache
def _extracted() -> Catalog:
    template = Catalog(charset="utf-8")
    for message, context in _texts():
        template.add(message, context=context)
    return template


def _texts() -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    for package in SPOKEN_IN:
        for _, _, message, _, context in extract_from_dir(ROOT / package, [("**.py", "python")]):
            yield message, context


if __name__ == "__main__":
    main()
