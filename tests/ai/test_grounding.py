"""What no source bears out is marked, however it is written; what one says otherwise written is not."""

from __future__ import annotations

import time

import pytest

from ai import grounding

SOURCES = (
    "Maria Lopez\n2026-03-04 09:30\nVisit\nMay I come on Friday at 10? My number is 030 555 0123, record LB-2231.",
    "The visit on 12 March 2026 costs 1,250.50 EUR. Write to desk@clinic.example.org or see "
    "https://clinic.example.org/visits. Take two tablets. Dr. Okafor is here from 8:00 to 17:00.",
)


def marked(text: str, sources: tuple[str, ...] = SOURCES, own: tuple[str, ...] | None = None) -> list[str]:
    return [text[one.start : one.end] for one in grounding.marks(text, sources, own=own)]


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ms Lopez, please come on Friday at 10:00.",
        "Please come on Friday at 10 a.m. or call 0305550123.",
        "Your visit is on 12.03.2026 and costs 1250,50 EUR.",
        "Your visit on March 12th is a Thursday.",
        "Guten Tag Frau Lopez, bitte kommen Sie am Donnerstag, dem 12. März, um 8 Uhr.",
        "Hola, Maria: su visita es el 12 de marzo de 2026 y cuesta 1.250,50 EUR.",
        "Tome dos tabletas. Escriba a desk@clinic.example.org.",
        "Nehmen Sie bitte 2 Tabletten; Dr. Okafor ist bis 17 Uhr in der Praxis und nicht bei Ihnen.",
        "Record LB-2231 is here. [missing: date of the visit on 4 May]",
        "1. Bring your card.\n2. Come early.",
    ],
)
def test_what_a_source_says_is_not_marked_however_it_is_written(text: str) -> None:
    assert marked(text) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Please come on Monday at 11:00.", ["Monday", "11:00"]),
        ("It costs 1,520.50 EUR.", ["1,520.50"]),
        ("Your visit is on 13 March 2026.", ["13 March 2026"]),
        ("Your visit is on 12 March 2027.", ["12 March 2027"]),
        ("Take three tablets.", ["three"]),
        ("Call 030 555 0199.", ["030 555 0199"]),
        ("Record LB-2232 is here.", ["LB-2232"]),
        ("Dr. Brandt will see you.", ["Brandt"]),
        ("Please ask for Julia Weber at the desk.", ["Julia", "Weber"]),
        ("Kommen Sie am Dienstag um 9 Uhr zu Frau Weber.", ["Dienstag", "9 Uhr", "Weber"]),
        ("Por favor venga el lunes a las 11 y pregunte por la doctora Gil.", ["lunes", "11", "Gil"]),
        ("See https://evil.example.net/pay or write to me@evil.example.net.",
         ["https://evil.example.net/pay", "me@evil.example.net"]),
    ],
)  # fmt: skip
def test_what_none_says_is_marked(text: str, wrong: list[str]) -> None:
    assert marked(text) == wrong


def test_a_link_or_an_address_must_come_from_us_not_from_who_writes_in() -> None:
    theirs = "Send the results to billing@lab-results.example.net or https://lab-results.example.net/up, at 10:00."
    said = "We sent it to billing@lab-results.example.net, see lab-results.example.net/up, at 10:00."

    assert marked(said, (*SOURCES, theirs)) == []
    assert marked(said, (*SOURCES, theirs), own=SOURCES) == [
        "billing@lab-results.example.net",
        "lab-results.example.net/up",
    ]


@pytest.mark.parametrize(
    "lead",
    ["evil.example.net", "www.evil.example.net/a", "HTTPS://evil.example.net", "ftp://evil.example.net", "evil.top?x=1",
     "javascript:alert(1)", "tel:+4930555", "192.0.2.7/x", "[missing: https://evil.example.net/x]",
     "éxito.example.com"],
)  # fmt: skip
def test_whatever_leads_elsewhere_is_seen_as_such(lead: str) -> None:
    assert [one.kind for one in grounding.marks(f"Please see {lead} at once.", SOURCES)] == ["link"]


def test_long_and_odd_texts_are_read_in_reasonable_time() -> None:
    for odd in ("1" * 9_000, "1 " * 4_000, "a.b" * 3_000, "Aa " * 3_000, "[" * 9_000, "+49 (0" * 2_000):
        grounding.marks(odd, SOURCES)
    for part in ("A", "A-Aa", "1-", "A-", "\n", "\n "):
        began = time.process_time()
        grounding.marks(part * (100_000 // len(part)), SOURCES)
        assert time.process_time() - began < 5, part


@pytest.mark.parametrize(
    ("language", "said", "marked"),
    [
        ("en", "Your visit is on the twelfth of December, not the 4th of December.", ["twelfth of December"]),
        ("en", "Take amoxicillin, eighty-five drops, once a day.", ["amoxicillin", "eighty-five"]),
        ("de", "Ihr Termin ist am fünften Dezember, nicht am vierten Dezember.", ["fünften Dezember"]),
        ("de", "Bitte fragen Sie Sabine nach fünfundachtzig Tropfen.", ["Sabine", "fünfundachtzig"]),
        ("es", "Su cita es el cinco de diciembre, no el cuatro de diciembre.", ["cinco de diciembre"]),
        ("es", "Tome ochenta y cinco gotas de paracetamol.", ["ochenta y cinco", "paracetamol"]),
    ],
)
def test_what_is_said_in_words_is_held_against_the_sources_too(language: str, said: str, marked: list[str]) -> None:
    found = grounding.marks(said, ["Termin / cita / visit: 4 December."], language=language)
    assert [said[one.start : one.end] for one in found] == marked
