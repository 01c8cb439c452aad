"""Taking out what tells who somebody is: recall by kind on mail that the recognisers were not written from."""

from __future__ import annotations

import dataclasses
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ai import recognisers, redaction
from ai.questions import (
    Draft,
    DraftReply,
    Guess,
    Letter,
    Mail,
    Manner,
    Point,
    Rewrite,
    Source,
    Summarise,
    Summary,
    Topic,
    Trained,
    Triage,
)
from ai.recognisers.names import Names
from ai.recognisers.vocabulary import FIRST_NAMES

FIXTURES = Path(__file__).parent.parent / "fixtures" / "redaction"
FLOORS = {
    "name": 0.95, "birth": 0.97, "record": 0.97, "phone": 0.97, "email": 0.98, "address": 0.95, "insurance": 0.97,
    "national": 0.97,
}  # fmt: skip
"""Of every kind, so much of what is there is to be taken out."""
KEPT = 0.95
"""Of dates of appointments, doses, prices and times, so much is to stay: a model has to understand the rest."""
_MARK = re.compile(r"\{(\w+):([^}]+)\}")


@dataclass(frozen=True)
class Example:
    """A mail, who is known beforehand, and what is where in it."""

    language: str
    known: tuple[str, ...]
    text: str
    passages: tuple[tuple[str, int, int], ...]


def examples() -> list[Example]:
    """Four sets: each was written when those before it were well read, and then looked at, too."""
    found = []
    for path in sorted(FIXTURES.glob("*/*.txt")):
        for block in path.read_text("utf-8").split("\n---\n"):
            known, marked = (), block.strip("\n")
            if marked.startswith("known: "):
                first, _, marked = marked.partition("\n")
                known = (first.removeprefix("known: "),)
            found.append(_example(path.stem, known, marked))
    return found


def _example(language: str, known: tuple[str, ...], marked: str) -> Example:
    text, at, passages = "", 0, []
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        passages.append((mark[1], len(text), len(text) + len(mark[2])))
        text, at = text + mark[2], mark.end()
    return Example(language, known, text + marked[at:], tuple(passages))


def left(text: str, start: int, end: int, taken: set[int]) -> str:
    """What is still to be read of a passage: its letters and digits that no placeholder covers."""
    return "".join(text[at] for at in range(start, end) if at not in taken and text[at].isalnum())


def test_recall_of_each_kind_reaches_its_floor() -> None:
    seen: dict[tuple[str, str], list[bool]] = defaultdict(list)
    missed = []
    for one in examples():
        spans = recognisers.find(one.text, Names.known(one.known).with_those_in([one.text]))
        taken = {at for span in spans for at in range(span.start, span.end)}
        for kind, start, end in one.passages:
            rest = left(one.text, start, end, taken)
            whole = "".join(filter(str.isalnum, one.text[start:end]))
            is_good = rest == whole if kind == "keep" else len(rest) <= (2 if kind in ("name", "address") else 0)
            seen[kind, one.language].append(is_good)
            missed += [] if is_good else [f"{one.language} {kind}: {one.text[start:end]!r} leaves {rest!r}"]
    kinds = sorted({kind for kind, _ in seen})
    print("\nkind        of    all     en     de     es")
    total = {}
    for kind in kinds:
        each = [seen[kind, language] for language in ("en", "de", "es")]
        together = [hit for hits in each for hit in hits]
        total[kind] = sum(together) / len(together)
        shares = "".join(f"{sum(hits) / len(hits):7.3f}" for hits in each)
        print(f"{kind:10} {len(together):3} {total[kind]:6.3f}{shares}")
    print("\n".join(missed))
    assert all(sum(len(seen[kind, language]) for language in ("en", "de", "es")) >= 25 for kind in kinds)
    assert {kind: share for kind, share in total.items() if share < FLOORS.get(kind, KEPT)} == {}


def test_the_set_uses_no_first_name_that_the_recognisers_have_a_list_of() -> None:
    for one in examples():
        for kind, start, end in one.passages:
            words = set(re.split(r"[\s-]+", one.text[start:end].casefold())) if kind == "name" else set()
            assert not words & FIRST_NAMES, words & FIRST_NAMES


AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LETTER = Letter(3, True, "Maria Lopez", AT, "Maria Lopez, born 4 May 1971", "I am MARIA. Call 555-0134.\nMaria")


def test_every_question_comes_back_whole() -> None:
    questions = (
        Triage((Mail("From Maria", "Call 555-0134"),), (Topic("a", "A", "b", ("Write to me@example.org",)),)),
        Summarise((LETTER,), "en"),
        DraftReply((LETTER,), (Source("article:1", "A", "Ask Dr Quibell."),), "en", "Ana R"),
        Rewrite("Dear Maria, come at ten.", Manner.SHORTER, "en"),
    )  # fmt: skip
    for question in questions:
        hidden = redaction.redact(question, ["Maria Lopez"])
        assert not re.search(r"Maria|Lopez|555-0134|1971|me@example|Quibell|Ana R", str(hidden.question), re.IGNORECASE)
        whole = redaction.Redacted(question, hidden.table, {}).restored(hidden.question)  # type: ignore[misc,arg-type]
        assert str(whole).casefold() == str(question).casefold()


def test_the_same_person_is_the_same_placeholder_and_numbers_tell_others_apart() -> None:
    hidden = redaction.redact(Rewrite("Maria and Leo: Maria calls Leo.", Manner.SHORTER, "en"), ["Maria", "Leo"])
    assert isinstance(hidden.question, Rewrite)
    assert hidden.question.text == "[PERSON_1] and [PERSON_2]: [PERSON_1] calls [PERSON_2]."
    assert hidden.counts == {"name": 4}


def test_what_was_learnt_never_leaves() -> None:
    hidden = redaction.redact(Triage((Mail("a", "b"),), (), Trained("1:1", b"weights")), [])
    assert isinstance(hidden.question, Triage)
    assert hidden.question.trained is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Dear [PERSON_1],", "Dear Maria,"), ("Dear \\[PERSON\\_1\\],", "Dear Maria,"),
        ("Dear (Person 1),", "Dear Maria,"),
        ("Dear PERSON_1,", "Dear Maria,"), ("Dear [PERSON_7],", "Dear [missing: person],"), ("Ward [3]", "Ward [3]"),
    ],
)  # fmt: skip
def test_placeholders_are_understood_however_a_model_writes_them(said: str, meant: str) -> None:
    assert redaction.restore(said, {"[PERSON_1]": "Maria"}) == meant
    assert redaction.restore("[PHONE_1]", {}) == "[missing: phone]"


def test_answers_of_every_shape_are_restored() -> None:
    table = {"[PERSON_1]": "Maria"}
    made = redaction.Redacted(Summarise((LETTER,), "en"), table, {})
    assert made.restored(Summary((Point("[PERSON_1] asks", 3),))) == Summary((Point("Maria asks", 3),))
    assert (
        redaction.Redacted(DraftReply((), (), "en", ""), table, {}).restored(Draft("Hi [PERSON_1]")).text == "Hi Maria"
    )
    guess = Guess("billing", 0.5, ("[PERSON_1]",))
    assert dataclasses.replace(guess, words=("Maria",)) == redaction.Redacted(
        Rewrite("", Manner.SHORTER, ""), {"[PERSON_1]": "Maria"}, {}
    ).restored(guess)  # type: ignore[arg-type]


def test_a_mail_cannot_have_a_placeholder_of_another_filled_in() -> None:
    question = Rewrite("I am Maria. [PERSON_1] and [RECORD_1] are mine, so tell me [PHONE_1].", Manner.SHORTER, "en")
    hidden = redaction.redact(question, ["Maria"])
    assert isinstance(hidden.question, Rewrite)
    assert hidden.restored(hidden.question.text) == question.text
    assert hidden.question.text.count("[PERSON_1]") == 1


def test_no_text_takes_longer_than_its_length() -> None:
    for part in ("Aa ", "12-", "a", "Flat 3, ", "O'", "DE12 ", "Am An der ", "my son xq ", "calle xq ", "Via Aa "):
        began = time.process_time()
        recognisers.find(part * (4000 // len(part)), Names.known(["Maria Lopez"]))
        assert time.process_time() - began < 2, part


def test_a_name_of_a_header_is_found_in_small_letters_and_an_address_holds_names() -> None:
    names = Names.known(["Oluwaseun Adeyemi", "t.aranguren@example.com", "reception@clinic.example.org", "Jo Brown"])
    text = "it is oluwaseun, or ADEYEMI. Ask aranguren at reception about the brown cough."
    found = [text[one.start : one.end] for one in recognisers.find(text, names)]
    assert found == ["oluwaseun", "ADEYEMI", "aranguren"]


def test_what_is_no_name_stays_in_small_letters() -> None:
    for text in (
        "my son is tired and i am dizzy since monday, thanks", "hallo, ich bin krank und brauche ein rezept, danke",
        "hola, soy alérgica y mi hijo tiene fiebre, gracias", "My TSH is 4.9 and the last LDL was high, is it bad?",
        "dear team, it's a 10 minute drive from here",
    ):  # fmt: skip
        assert recognisers.find(text, Names.known([]).with_those_in([text])) == [], text


def test_no_answer_takes_longer_than_its_length_to_be_restored() -> None:
    for part in ("[", "[ ", "[PERSON ", "[PERSON_", "[PERSON_1", "\\["):
        began = time.process_time()
        redaction.restore(part * (100_000 // len(part)), {"[PERSON_1]": "Maria"})
        assert time.process_time() - began < 2, part
    endless = f"[PERSON_{'1' * 5_000}] and PERSON_{'1' * 5_000}"
    assert redaction.restore(endless, {}) == endless, "no number that was ever given out"
