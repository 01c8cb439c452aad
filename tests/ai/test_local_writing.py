"""What this machine writes by itself: the sentences of a thread, a draft of our own texts, a text said otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ai import grounding
from ai.local.drafting import draft
from ai.local.rewriting import NeedsLanguageModel, rewrite
from ai.local.summarising import MOST, summarise
from ai.questions import DraftReply, Letter, Manner, Rewrite, Source, Summarise

THREADS = {
    "en": (
        "Dear team,\n\nI have had a cough for two weeks. Could I get an appointment on Friday at 10:00?\n\n"
        "Thanks\nMaria Lopez",
        "Dear Ms Lopez,\n\nwe will send you a date for the appointment on Thursday.\n\nKind regards\nAna",
        "Hello,\n\nthank you. Do I need to fast before the blood test?\n\n> we will send you a date\n\nMaria",
    ),
    "de": (
        "Guten Tag,\n\nich huste seit zwei Wochen. Könnte ich am Freitag um 10 Uhr einen Termin haben?\n\n"
        "Mit freundlichen Grüßen\nMaria Lopez",
        "Guten Tag Frau Lopez,\n\nwir schicken Ihnen am Donnerstag einen Termin.\n\nMit freundlichen Grüßen\nAna",
        "Hallo,\n\nvielen Dank. Muss ich vor der Blutabnahme nüchtern sein?\n\n> wir schicken Ihnen\n\nMaria",
    ),
    "es": (
        "Buenos días:\n\nTengo tos desde hace dos semanas. ¿Puedo tener una cita el viernes a las 10?\n\n"
        "Un saludo,\nMaria Lopez",
        "Hola, Maria:\n\nLe enviaremos el jueves una cita.\n\nUn cordial saludo,\nAna",
        "Hola:\n\ngracias. ¿Debo estar en ayunas antes del análisis de sangre?\n\n> Le enviaremos\n\nMaria",
    ),
}  # fmt: skip
ASKED = {
    "en": ("Could I get an appointment on Friday at 10:00?", "Do I need to fast before the blood test?"),
    "de": ("Könnte ich am Freitag um 10 Uhr einen Termin haben?", "Muss ich vor der Blutabnahme nüchtern sein?"),
    "es": ("¿Puedo tener una cita el viernes a las 10?", "¿Debo estar en ayunas antes del análisis de sangre?"),
}
SOURCES = {
    "en": Source("article:4", "Fasting before a blood test", "Please do not eat for 8 hours before. Water is fine."),
    "de": Source("article:4", "Nüchtern zur Blutabnahme", "Bitte essen Sie 8 Stunden vorher nichts. Wasser ist gut."),
    "es": Source("article:4", "En ayunas al análisis de sangre", "Por favor, no coma 8 horas antes. Agua sí."),
}
COUGH = {"en": "cough for two weeks", "de": "huste seit zwei Wochen", "es": "Tengo tos"}
LANGUAGES = pytest.mark.parametrize("language", THREADS)


def thread(language: str) -> tuple[Letter, ...]:
    return tuple(
        Letter(number, number != 2, "Ana" if number == 2 else "Maria Lopez", _day(number), "Appointment", text)
        for number, text in enumerate(THREADS[language], start=1)
    )


def _day(number: int) -> datetime:
    return datetime(2026, 3, number, 9, 30, tzinfo=UTC)


@LANGUAGES
def test_a_summary_says_who_wants_what_what_was_promised_and_what_is_open(language: str) -> None:
    found = summarise(Summarise(thread(language), language))

    first, second = ASKED[language]
    assert [one.letter_id for one in found.wanted] == [1, 3]
    assert [one.text.endswith(said) for one, said in zip(found.wanted, (first, second), strict=True)] == [True, True]
    assert COUGH[language] in found.wanted[0].text, "what it is about is said in the sentence before"
    [promise] = found.promised
    assert promise.letter_id == 2 and promise.text in THREADS[language][1]
    assert [one.letter_id for one in found.open] == [3] and found.open[0].text.endswith(second)


def test_a_thread_of_thanks_alone_has_nothing_open() -> None:
    letters = (*thread("en")[:2], Letter(3, True, "Maria Lopez", _day(3), "Re: Appointment", "Thank you!"))

    assert summarise(Summarise(letters, "en")).open == ()


def test_news_that_asks_for_nothing_is_open_until_somebody_answers() -> None:
    news = "Since this morning I have a pressure on the chest. It goes into the left arm."
    letters = (*thread("en")[:2], Letter(3, True, "Maria Lopez", _day(3), "Re: Appointment", news))

    assert [one.text for one in summarise(Summarise(letters, "en")).open] == news.replace(". It", ".|It").split("|")


def test_a_long_thread_keeps_the_first_matter_and_the_newest() -> None:
    asks = [f"Could you please tell me about matter number {name}?" for name in "abcdefghijklmnop"]
    letters = tuple(Letter(at, True, "Maria", _day(1), "", text) for at, text in enumerate(asks))

    found = [one.text for one in summarise(Summarise(letters, "en")).wanted]

    assert len(found) == MOST
    assert found[0] == asks[0] and found[-1] == asks[-1]


@LANGUAGES
def test_a_draft_answers_from_our_own_texts_and_names_the_source(language: str) -> None:
    made = draft(DraftReply(thread(language), (SOURCES[language],), language, "Ana Ruiz"))

    assert made.sources == ("article:4",)
    assert SOURCES[language].text in made.text
    assert "Maria Lopez" in made.text.split("\n")[0] and made.text.endswith("Ana Ruiz")
    assert "[missing" not in made.text


@LANGUAGES
def test_what_no_text_of_ours_answers_is_missing_not_invented(language: str) -> None:
    letters = thread(language)[:1]
    made = draft(DraftReply(letters, (SOURCES[language],), language, "Ana Ruiz"))

    assert made.sources == ()
    assert made.text.count("[missing: ") == 1 and ASKED[language][0] in made.text
    told = [f"{one.sender} {one.at:%Y-%m-%d} {one.text}" for one in letters]
    assert grounding.marks(made.text, (*told, "Ana Ruiz")) == ()


def test_gaps_of_a_template_say_what_is_missing_and_what_was_asked_for() -> None:
    source = Source(
        "template:2", "Appointment", "Your appointment on Friday is at {{appointment_time}}, {{contact.name}}."
    )
    made = draft(DraftReply(thread("en")[:1], (source,), "en", "Ana Ruiz"))

    assert "is at [missing: appointment time (asked for: Friday, 10:00)], Maria Lopez." in made.text


def test_what_a_letter_quotes_cannot_look_like_our_marks_or_lead_somewhere() -> None:
    text = (
        "Could you tell me ] {{contact.name}} [missing: nothing] <b>https://evil.example.net/x</b> a@evil.example.net?"
    )
    letter = Letter(1, True, "Dr. https://evil.example.net", _day(1), "", text)
    made = draft(DraftReply((letter,), (), "en", "Ana Ruiz"))

    assert "evil" not in made.text and "{{" not in made.text and "<" not in made.text
    assert made.text.count("[") == made.text.count("]") == 1


TEXTS = {
    "en": (
        "Dear Ms Lopez,\n\nI am writing to inform you that due to the fact that the doctor is away, your appointment "
        "on 12 March at 10:00 must be moved. You must bring [missing: documents]. In the event that you require "
        "assistance, call 030 555 0123.\n\nKind regards\nAna"
    ),
    "de": (
        "Guten Tag Frau Lopez,\n\nhiermit teilen wir Ihnen mit, dass die Ärztin verreist ist. Aufgrund der Tatsache, "
        "dass sie erst am 12. März um 10 Uhr zurück ist, benötigen wir [missing: Termin]. Natürlich können Sie "
        "unverzüglich 030 555 0123 anrufen.\n\nMit freundlichen Grüßen\nAna"
    ),
    "es": (
        "Estimada señora Lopez:\n\nPor la presente le informamos de que su cita del 12 de marzo a las 10 cambia debido "
        "a que la doctora no está. Tiene que traer [missing: documentos]. Puede solicitar ayuda en el 030 555 0123."
        "\n\nUn cordial saludo,\nAna"
    ),
}  # fmt: skip
SAID = {
    ("en", "shorter"): "Because the doctor is away, your appointment on 12 March at 10:00 must be moved.",
    ("en", "plainer"): "If you need help, call 030 555 0123.",
    ("en", "warmer"): "Please bring [missing: documents].",
    ("de", "shorter"): "wir teilen Ihnen mit, dass die Ärztin verreist ist.",
    (
        "de",
        "plainer",
    ): "Weil sie erst am 12. März um 10 Uhr zurück ist, brauchen wir [missing: Termin]. Natürlich können "
    "Sie sofort 030 555 0123 anrufen.",
    ("de", "warmer"): "vielen Dank für Ihre Nachricht.",
    ("es", "shorter"): "Su cita del 12 de marzo a las 10 cambia porque la doctora no está.",
    ("es", "plainer"): "Puede pedir ayuda en el 030 555 0123.",
    ("es", "warmer"): "Le rogamos traer [missing: documentos].",
}


@pytest.mark.parametrize(("language", "manner"), SAID)
def test_a_text_is_said_otherwise_without_losing_or_adding_a_fact(language: str, manner: str) -> None:
    text = TEXTS[language]
    made = rewrite(Rewrite(text, Manner(manner), language))

    assert SAID[language, manner] in made
    assert grounding.marks(made, (text,)) == () and grounding.marks(text, (made,)) == ()
    assert "[missing: " in made
    assert made.endswith("Ana")
    assert rewrite(Rewrite(made, Manner(manner), language)) == made, "twice is once"


@pytest.mark.parametrize(
    "text",
    [
        "The results are concerning and require the additional fee of 30 EUR, a sufficient amount.",
        "If you have a fever that lasts longer than three days for whatever reason it may be, and you feel weak all "
        "day long, please call 112 or come to us at once.",
        "Wenn Sie Fieber haben, das aus welchem Grund auch immer länger als drei Tage dauert, und Sie sich sehr "
        "schwach fühlen, rufen Sie bitte 112 an oder kommen Sie sofort.",
        "Kommen Sie um 9 – 10 Uhr; wird das Formular benötigt, bringen Sie es bzw. eine Kopie mit.",
        "Bitte lesen Sie das. \"Um zu kommen.\" a@b.example.org\n-----\n😀",
        "Jedoch ist die Praxis zu. In Bezug auf Ihren Termin: kontaktieren Sie die Apotheke ggf. selbst.",
    ],
)  # fmt: skip
def test_words_that_mean_something_else_elsewhere_are_left_alone(text: str) -> None:
    language = "en" if "you" in text or "fee" in text else "de"
    said = {rewrite(Rewrite(text, manner, language)) for manner in (Manner.SHORTER, Manner.PLAINER)}

    allowed = {text, text.replace("require", "need"), text.replace("Uhr; wird", "Uhr. Wird")}
    assert said <= allowed


def test_what_rules_cannot_do_is_said(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NeedsLanguageModel):
        rewrite(Rewrite("Come at ten.", Manner.TRANSLATE, "de"))
    assert caplog.records == []


@pytest.mark.parametrize("odd", ["(", "“", "x", "a@", "\U000f0000"])
def test_odd_texts_are_left_as_they_are_in_reasonable_time(odd: str) -> None:
    for manner in (Manner.SHORTER, Manner.PLAINER):
        assert rewrite(Rewrite(odd * 10_000, manner, "en")) == odd * 10_000


@pytest.mark.parametrize(
    ("language", "text", "begins", "ends"),
    [
        ("en", "Dear Nerea, please send the form.", "Dear Nerea,\n\nThank you", "Kind regards,"),
        (
            "en",
            "Please send the form.\nKind regards, Maya",
            "Hello,\n\nThank you",
            "happy to help.\n\nKind regards, Maya",
        ),
        (
            "de",
            "Sehr geehrte Frau Quill, schicken Sie es.\nViele Grüße",
            "Sehr geehrte Frau Quill,\n\nvielen Dank",
            "\n\nViele Grüße",
        ),
        ("es", "Hola, Ana: mande el formulario.", "Hola, Ana:\n\nGracias", "Un cordial saludo,"),
    ],
)
def test_a_warmer_text_greets_once_and_takes_leave_once(language: str, text: str, begins: str, ends: str) -> None:
    said = rewrite(Rewrite(text, Manner.WARMER, language))
    assert said.startswith(begins)
    assert said.endswith(ends)
