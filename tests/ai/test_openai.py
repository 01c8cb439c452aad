"""A model at a server: what is sent to it, and what becomes of every kind of answer."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from ai.model import CannotAnswer, ModelDown
from ai.models.none import build as build_none
from ai.models.openai import build
from ai.questions import (
    DraftReply,
    Letter,
    Mail,
    Manner,
    Point,
    Question,
    Rewrite,
    Sign,
    Source,
    Summarise,
    Topic,
    Triage,
)
from simulator.openai.state import Ahead, Trouble
from tests.models import Served

SECRET = "my left knee hurts since the marathon"
TOPICS = (Topic("billing", "Bills", "Money."), Topic("visits", "Visits", examples=("May I come on Monday?",)))
TRIAGE = Triage((Mail("Bill", f"Hello, {SECRET}."), Mail("Pain", "I have pressure on my chest, please call!")), TOPICS)
LETTERS = (
    Letter(11, True, "[PERSON_1]", datetime(2026, 3, 2, tzinfo=UTC), "A visit", "May I come on Monday?"),
    Letter(12, False, "[PERSON_2]", datetime(2026, 3, 3, tzinfo=UTC), "A visit", "You may."),
)
DRAFT = DraftReply(LETTERS, (Source("article:7", "Opening hours", "From 8 to 12."),), "en", "[PERSON_2]")
QUESTIONS: tuple[Question[Any], ...] = (
    TRIAGE, Summarise(LETTERS, "en"), DRAFT, Rewrite("Come at ten.", Manner.WARMER, "en"),
)  # fmt: skip


def entry(number: int, **changed: object) -> dict[str, object]:
    plain = {
        "number": number, "category": None, "confidence": 0.7, "none_of_these": 0.2, "words": [], "priority": "normal",
        "language": "en", "sentiment": 0.0, "urgent": [], "is_thanks": False, "questions": [],
    }  # fmt: skip
    return {**plain, **changed}


def said(*mails: dict[str, object]) -> str:
    return json.dumps({"mails": mails})


@pytest.mark.parametrize("form", ["schema", "tool", "prompt"])
def test_every_question_is_answered_in_every_form(model_server: Served, form: str) -> None:
    if form == "prompt":
        model_server.state.contents.extend(
            [
                said(entry(1), entry(2)), '{"wanted": [], "promised": [], "open": []}', '{"text": "a", "sources": []}',
                '{"text": "b"}',
            ]
        )  # fmt: skip
    model = build(model_server.server(form=form))
    answers = [model.answer(question) for question in QUESTIONS]
    assert len(answers[0].value) == 2
    assert all(one.usage.tokens_in > 0 and one.usage.seconds > 0 for one in answers)
    assert len(model_server.state.received) == 4, "each was asked once"


def test_an_answer_becomes_the_value_that_was_asked_for(model_server: Served) -> None:
    signs = [
        {"kind": "chest-pain", "passage": "pressure on my chest"},
        {"kind": "bleeding", "passage": "blood everywhere in the kitchen"},
    ]
    model_server.state.contents.append(
        said(
            entry(1, category="billing", words=["Bill", "invented"]),
            entry(2, urgent=signs, priority="urgent"),
        )
    )
    first, second = build(model_server.server()).answer(TRIAGE).value
    assert first.category is not None
    assert (first.category.value, first.category.words) == ("billing", ("Bill",))
    assert second.urgent == (Sign("chest-pain", "pressure on my chest"),), "what the mail does not say is no sign of it"
    assert (second.category, second.priority.value) == (None, "urgent")

    model_server.state.contents.append('{"wanted": [{"text": "A visit", "letter": 1}], "promised": [], "open": []}')
    summary = build(model_server.server()).answer(Summarise(LETTERS, "en")).value
    assert summary.wanted == (Point("A visit", 11),)


def test_a_reason_has_whole_words_of_its_own_mail(model_server: Served) -> None:
    """`[PERSON_1]` is no part of `[PERSON_12]`: put back, it would name somebody of another mail."""
    mails = (Mail("Bill", "I am [PERSON_1]."), Mail("Visit", f"I am [PERSON_12]. May I {'really ' * 70}[PERSON_12]"))
    words, asked = ["[PERSON_1]", "PERSON", "[PERSON_12]", "isit", "…"], f"{'really ' * 65} may I come"
    model_server.state.contents.append(
        said(entry(1), entry(2, category="billing", words=words, questions=[asked]))
    )  # fmt: skip
    _, second = build(model_server.server()).answer(Triage(mails, TOPICS)).value
    assert second.category is not None
    assert second.category.words == ("[PERSON_12]",)
    (question,) = second.asked.questions
    assert question.endswith(" really"), "no half of a placeholder"


def test_a_mail_does_not_choose_the_words_of_a_warning(model_server: Served) -> None:
    signs = [{"kind": "pay-at-evil-example-net", "passage": "pressure on my chest"}]
    model_server.state.contents.append(said(entry(1), entry(2, urgent=signs)))
    _, second = build(model_server.server()).answer(TRIAGE).value
    assert second.urgent == (Sign("emergency", "pressure on my chest"),)


def test_what_is_sent_is_data_between_marks_without_tools(model_server: Served) -> None:
    build(model_server.server()).answer(TRIAGE)
    sent = model_server.state.received[0]
    system, user = (one["content"] for one in sent["messages"])
    fence = user.split(" ", 1)[0].lstrip("<")
    assert SECRET not in system
    assert f"<{fence}>" in system
    assert user.count(f"</{fence}>") == 3, "the topics and two mails"
    assert sent["temperature"] == 0
    assert "tools" not in sent
    assert sent["response_format"]["json_schema"]["strict"]
    assert "anyOf" in json.dumps(sent["response_format"]) or "enum" in json.dumps(sent["response_format"])


WRONG = {
    "another number of mails": said(entry(1)),
    "in another order": said(entry(2), entry(1)),
    "an unknown category": said(entry(1, category="transfer-all-money"), entry(2)),
    "a share above one": said(entry(1, confidence=7), entry(2)),
    "an unknown priority": said(entry(1, priority="drop everything"), entry(2)),
    "a field that nobody asked for": said(entry(1, recipients=["eve@example.org"]), entry(2)),
    "no JSON": "Sure! Here is what I found.",
}


@pytest.mark.parametrize("content", WRONG.values(), ids=list(WRONG))
def test_nonsense_is_asked_about_once_more_and_then_refused(model_server: Served, content: str) -> None:
    model_server.state.contents.extend([content, said(entry(1), entry(2))])
    assert len(build(model_server.server()).answer(TRIAGE).value) == 2

    model_server.state.contents.extend([content, content])
    with pytest.raises(ModelDown) as refused:
        build(model_server.server()).answer(TRIAGE)
    assert refused.value.is_nonsense
    assert refused.value.usage.tokens_out > 0, "it is paid for all the same"
    assert len(model_server.state.received) == 4


def test_a_draft_rests_on_sources_that_were_given(model_server: Served) -> None:
    model_server.state.contents.extend(['{"text": "Come.", "sources": ["article:99"]}'] * 2)
    with pytest.raises(ModelDown):
        build(model_server.server()).answer(DRAFT)


TROUBLES: dict[Trouble, str] = {
    "busy": "it answered 429", "broken": "it answered 500", "not-json": "it ", "no-choices": "nonsense",
    "nonsense": "nonsense", "wrong-keys": "nonsense", "refusal": "it ", "cut-off": "it ",
    "redirect": "cannot be reached",
}  # fmt: skip


@pytest.mark.parametrize("kind", TROUBLES)
def test_every_trouble_is_a_model_that_is_down_and_its_error_repeats_nothing(
    model_server: Served, kind: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    model_server.state.always = Ahead(kind, 30.0)
    with pytest.raises(ModelDown, match=TROUBLES[kind]) as failed:
        build(model_server.server()).answer(TRIAGE)
    assert SECRET not in str(failed.value)
    assert failed.value.__suppress_context__
    assert failed.value.wait == (30.0 if kind == "busy" else 0.0)
    assert SECRET not in caplog.text
    assert len(model_server.state.received) <= 2


def test_a_slow_one_is_not_waited_for(model_server: Served) -> None:
    model_server.state.always = Ahead("slow", 30.0)
    with pytest.raises(ModelDown, match="too long"):
        build(model_server.server(timeout=0.3)).answer(TRIAGE)


def test_a_wrong_key_and_a_dead_server_are_told_apart(model_server: Served) -> None:
    with pytest.raises(ModelDown, match="401"):
        build(model_server.server(key="other")).answer(TRIAGE)
    with pytest.raises(ModelDown, match="cannot be reached"):
        build(model_server.server(base_url="http://127.0.0.1:9/v1")).answer(TRIAGE)


def test_an_address_with_a_version_is_spoken_to_as_azure_wants_it(model_server: Served) -> None:
    build(model_server.server(base_url=f"{model_server.address}/v1?api-version=2026-01-01")).answer(TRIAGE)
    assert model_server.state.received[0]["headers"]["Api-Key"] == model_server.state.key


def test_no_model_answers_nothing_and_nothing_else_is_asked_of_a_server(model_server: Served) -> None:
    with pytest.raises(CannotAnswer):
        build_none(None).answer(TRIAGE)
    with pytest.raises(CannotAnswer):
        build(model_server.server()).answer(Question[str]())
    with pytest.raises(CannotAnswer):
        build(None)
