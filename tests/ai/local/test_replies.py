"""How good a reply is."""

from __future__ import annotations

import time

import pytest

from ai.local import asking, replies
from ai.local.replies import Quality

CASES = [
    ("en", "Can I move my appointment?", "Yes, it is moved to Friday.", True),
    ("en", "When are you open at Easter?", "At Easter we open from 8:00 to 12:00.", True),
    ("en", "When are you open at Easter?", "Thank you for your mail. We will come back to you.", False),
    ("en", "Could you send me the invoice again?", "The invoice is attached.", True),
    ("en", "Could you send me the invoice again?", "Your prescription is ready at the desk.", False),
    ("de", "Wie viel kostet die Impfung?", "Die Impfung kostet 40 Euro.", True),
    ("de", "Wie viel kostet die Impfung?", "Das wissen wir leider nicht.", False),
    ("de", "Kann ich das Rezept abholen?", "Ja, gerne ab morgen.", True),
    ("es", "¿A qué hora abren mañana?", "Abrimos a las 9.", True),
    ("es", "¿Podrían enviarme la factura?", "La factura va adjunta.", True),
]


@pytest.mark.parametrize(("language", "question", "reply", "is_answered"), CASES)
def test_whether_a_question_was_answered(language: str, question: str, reply: str, is_answered: bool) -> None:
    asked = asking.questions(question)
    assert len(asked) == 1
    assert replies.judge(asked, reply, language).answered == is_answered


def test_each_of_several_questions_counts() -> None:
    asked = asking.questions("Is the report there?\nWhen may I come? And what does the vaccination cost?")
    found = replies.judge(asked, "The report is there. The vaccination costs 40 euros.", "en")

    assert (found.questions, found.answered) == (3, 2)


def test_a_warm_reply_is_told_from_a_curt_one() -> None:
    warm, plain, curt = (
        replies.judge((), text, "en").tone
        for text in ("Thank you, we are glad to help. Take care", "It is at 9.", "As we already said: IMPOSSIBLE!!")
    )
    assert warm > 0.5 > plain > -0.5 > curt


@pytest.mark.parametrize(
    ("language", "easy", "hard"),
    [
        ("en", "Come at nine. Bring your card.",
         "Notwithstanding administrative considerations, documentation necessitates comprehensive verification."),
        ("de", "Bitte kommen Sie um neun. Wir sind da.",
         "Die Kostenübernahmeerklärung bedarf vorbehaltlich anderweitiger Vereinbarungen der Unterzeichnung."),
        ("es", "Venga a las nueve. Traiga su tarjeta.",
         "Consideraciones administrativas extraordinarias imposibilitan temporalmente cualquier verificación."),
    ],
)  # fmt: skip
def test_short_sentences_of_short_words_read_more_easily(language: str, easy: str, hard: str) -> None:
    assert replies.ease(easy, language) > 60 > 30 > replies.ease(hard, language)


@pytest.mark.parametrize("text", ["", "?!", "1234", "\x00" * 9, "a" * 100_000, "? " * 50_000])
def test_odd_texts_are_judged_too(text: str) -> None:
    assert replies.judge(asking.questions(text), text, "xx") == Quality(
        0, 0, pytest.approx(0, abs=1), pytest.approx(50, abs=50)
    )


def test_a_text_of_five_megabytes_or_of_ten_thousand_questions_takes_no_longer_than_others() -> None:
    for text in ("a" * 5_000_000, "a " * 2_500_000, " " * 5_000_000, "What is it? " * 10_000):
        began = time.process_time()
        replies.judge(asking.questions(text[:20_000]), text, "en")
        assert time.process_time() - began < 2, text[:12]
