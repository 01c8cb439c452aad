"""Sorting by a few examples: what is learnt, kept, told and refused; hostile texts and damaged states."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from addon.cli import main
from ai.local import classifier, embedding, evaluation, kept, likeness
from ai.questions import Topic

TOPICS = (
    Topic("visit", "Appointment", "Booking and moving visits.", (
        "I would like to book an appointment", "Please move my visit to Friday", "Can I come in next week?",
        "I have to cancel my appointment", "Is there a free slot tomorrow?",
    )),
    Topic("bill", "Billing", "Invoices and refunds.", (
        "My invoice is wrong", "You charged me twice", "When do I get my refund?", "How can I pay the bill?",
        "I got a reminder for a bill that I paid",
    )),
    Topic("drug", "Prescription", "Repeat prescriptions.", (
        "I need more of my tablets", "Please renew my prescription", "My inhaler is empty",
        "Can the pharmacy have my repeat medication?", "I ran out of insulin",
    )),
    Topic("paper", "Certificate", "Sick notes and forms.", (
        "I need a sick note for work", "Please sign the form for my school", "Certificate for my employer",
        "A doctor's note for the gym", "Can you confirm that I was ill?",
    )),
)  # fmt: skip
NOWHERE = [(text, None) for text in (
    "Buy cheap watches now", "Our law firm offers seminars", "You have won a prize", "Lunch on Sunday with grandma?",
    "We print flyers at the best price",
)]  # fmt: skip
UNSEEN = {
    "Could we shift the consultation to another day": "visit",
    "The amount on my statement is too high": "bill",
    "could you refill my medicine please": "drug",
    "my boss wants a written confirmation of my illness": "paper",
}


def test_five_examples_are_enough_to_sort_what_was_put_otherwise_and_the_reasons_are_told() -> None:
    fitted = classifier.fit(TOPICS, NOWHERE, _model())
    said = fitted.predict([*UNSEEN, "Discount on office chairs, order today"])
    assert [one.likeliest for one in said[:-1]] == list(UNSEEN.values())
    assert said[-1].category is None
    assert said[-1].none_of_these > max(one.none_of_these for one in said[:-1])
    guess = said[0].category
    assert guess is not None and 0 < guess.confidence <= 1
    assert set(guess.examples) <= set(TOPICS[0].examples) and guess.examples


def test_without_a_sentence_model_words_tell_and_say_which() -> None:
    guess = classifier.fit(TOPICS, NOWHERE, None).predict(["my prescription for tablets, please"])[0].category
    assert guess is not None and guess.value == "drug" and "tablets" in guess.words


def test_small_words_are_no_reason() -> None:
    guess = classifier.fit(TOPICS, NOWHERE, None).predict(["are there any tablets of mine, and for how many days"])[0]
    assert guess.category is not None and "tablets" in guess.category.words
    assert not {"are", "there", "any", "of", "and", "for", "how", "many"} & set(guess.category.words)


def test_what_was_kept_says_the_same_and_serves_without_the_model_that_it_was_learnt_with() -> None:
    fitted = classifier.fit(TOPICS, [*NOWHERE, ("Ada Quill owes us for the crutches", "bill")], _model())
    state = fitted.dump()
    again = classifier.load(state, _model()).predict(list(UNSEEN))
    assert [one.likeliest for one in again] == [one.likeliest for one in fitted.predict(list(UNSEEN))]
    assert classifier.load(state, None).predict(["please renew my prescription"])[0].likeliest == "drug"
    assert "Quill" not in repr(kept.read(state).told)


@pytest.mark.parametrize("text", ["", " \n", "x" * 1_000_000, "預約掛號 موعد", "a\x00b\x00", "\ud800", "🙂" * 9_000])
def test_no_text_upsets_it(text: str) -> None:
    for model in (None, _model()):
        said = classifier.fit(TOPICS[:2], (), model).predict([text])[0]
        assert 0 <= said.none_of_these <= 1


def test_it_can_be_asked_before_anything_was_taught() -> None:
    empty = classifier.load(classifier.fit((), (), None).dump(), None)
    assert empty.predict(["anything"])[0].category is None
    assert empty.predict([]) == []


def test_a_damaged_state_is_refused() -> None:
    state = classifier.fit(TOPICS[:2], (), None).dump()
    for bad in (b"", b"no state", state[:-30], state[:200], state.replace(b"labels", b"lapels")):
        with pytest.raises(kept.Damaged):
            classifier.load(bad, None)


def test_a_step_among_near_meanings_can_count_for_more_than_one_among_far_ones() -> None:
    rows = likeness.Rows.of(["renew my tablets", "refill my medicine", "where may I park"], _model())

    def steps(near: float) -> float:
        same, alike, other = likeness.among(rows, 0.0, near)[0]
        return float((same - alike) / (alike - other))

    assert steps(2.0) > 1.5 * steps(0.0)


def test_what_was_learnt_before_nearness_counted_goes_on_serving_and_a_senseless_one_is_refused() -> None:
    learnt = kept.read(classifier.fit(TOPICS, NOWHERE, _model()).dump())
    state = kept.write(replace(learnt, near=0.0))
    before = classifier.load(_of_the_first_form(state), _model()).predict(list(UNSEEN))
    assert before == classifier.load(state, _model()).predict(list(UNSEEN))
    with pytest.raises(kept.Damaged):
        kept.read(kept.write(replace(learnt, near=-1.0)))


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(embedding.NoModel, match=r"tokenizer\.json"):
        embedding.find(str(tmp_path))


def test_evaluating_prints_its_figures(tmp_path: Path) -> None:
    train = [
        *((text, topic.key) for topic in TOPICS for text in topic.examples),
        *((text, "none") for text, _ in NOWHERE),
    ]
    files = _csv(tmp_path / "train.csv", train), _csv(tmp_path / "test.csv", [*UNSEEN.items(), ("Win a car", "none")])
    told = _evaluate(*files, "--seeds", "2")
    assert told.exit_code == 0, told.output
    assert "4 labels, 5 examples of each; tried on 5 texts, 1 of them none" in told.output and "mean" in told.output


def test_what_is_wrong_with_a_file_is_said_with_its_line(tmp_path: Path) -> None:
    good = _csv(tmp_path / "good.csv", [("one", "a"), ("two", "b")])
    bad = tmp_path / "bad.csv"
    for content, complaint in (
        ("words,label\nx,a\n", "line 1: the header does not name text"), ("text,label\nx,a\ny,\n", "line 3: no label"),
        ("text,label\nx,a,b\n", "line 2: more fields"),
        ("text,label\nx,a\nx,c\n", "line 3: labels of which nothing can be learnt: c"),
        ("text;label\nx;a\n", "line 1: the header does not name label and text; there is text;label"),
    ):  # fmt: skip
        bad.write_text(content)
        told = _evaluate(good, bad, "--words-only")
        assert told.exit_code == 1 and complaint in told.output
    bad.write_bytes("text,label\nx,a\nGrüße,b\n".encode("latin-1"))
    told = _evaluate(good, bad, "--words-only")
    assert told.exit_code == 1 and "line 3: this is not UTF-8" in told.output
    with pytest.raises(evaluation.Unreadable):
        evaluation.read(tmp_path / "none.csv")


def test_a_file_from_another_program_is_read_as_it_was_meant(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_bytes(
        b'\xef\xbb\xbfLabel,id, Text\r\na,1,"Hello, you\r\nsaid ""Friday"""\r\n\r\n , ,\r\nNone,2,spam\r\n'
    )

    found = evaluation.read(file)

    assert [(one.label, one.text, one.line) for one in found] == [
        ("a", 'Hello, you\r\nsaid "Friday"', 3), (None, "spam", 6),
    ]  # fmt: skip


def _model() -> embedding.Embedder:
    found = embedding.find()
    assert found is not None, "make .venv/model installs it"
    return found


def _of_the_first_form(state: bytes) -> bytes:
    with np.load(io.BytesIO(state)) as file:
        arrays = {name: file[name] for name in file.files}
    about = json.loads(arrays["about"].tobytes())
    about["form"] = 1
    del about["near"]
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    written = io.BytesIO()
    np.savez_compressed(written, **arrays)
    return written.getvalue()


def _csv(path: Path, rows: list[tuple[str, str]]) -> Path:
    path.write_text("text,label\n" + "".join(f'"{text}",{label}\n' for text, label in rows))
    return path


def _evaluate(train: Path, test: Path, *options: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(main, ["ai", "evaluate", "--train", str(train), "--test", str(test), *options])
