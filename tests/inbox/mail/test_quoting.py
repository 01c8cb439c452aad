"""Folding quoted history and signatures away, without deleting anything."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.mail.quoting import Folded, fold
from tests.inbox.mail import museum

_LINES = (
    "", "Hello", "thank you", "> quoted", ">> deeper", ">", "-- ", "--", "Jane Example", "wrote:", "  indented",
    "On Mon, Mar 2, 2026 at 9:00 AM Jane <jane@example.org> wrote:", "Am 02.03.2026 um 09:00 schrieb Empfang:",
    "-----Original Message-----", "---------- Forwarded message ---------", "________________________________",
    "From: Jane <jane@example.org>", "Sent: Monday, 2 March 2026", "To: Reception", "Subject: x", "Sent from my iPhone",
    "El lun, 2 mar 2026 a las 9:00, Ana (<ana@example.org>) escribió:", "> 39 °C",
)  # fmt: skip


def _written(text: str) -> list[str]:
    return sorted(line for line in text.split("\n") if line.strip())


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(_LINES) | st.text(max_size=8), max_size=14), st.booleans())
def test_every_line_is_in_exactly_one_of_the_three_texts(lines: list[str], is_answer: bool) -> None:
    text = "\n".join(lines)
    folded = fold(text, is_answer=is_answer)

    assert _written(f"{folded.visible}\n{folded.signature}\n{folded.quote}") == _written(text)
    assert folded.visible.strip() or not text.strip()


def test_a_plain_text_stays_as_it_is() -> None:
    text = "Dear all,\n\nplease call me at 555 0100.\n\nJane"

    assert fold(text) == Folded(text, "", "")


def test_an_answer_from_gmail() -> None:
    mail = museum.mail("reply-gmail")

    assert mail.visible_text == "Yes, Monday is fine."
    assert mail.signature == "-- \nJane Example\n555 0100"
    assert mail.folded_quote.startswith("On Mon, Mar 2, 2026 at 9:00 AM Reception Desk")
    assert mail.folded_quote.endswith("> > I need an appointment")


def test_an_answer_from_gmail_in_html_only() -> None:
    mail = museum.mail("reply-gmail-html")

    assert mail.visible_text == "Yes, Monday is fine.\n\nJane"
    assert mail.folded_quote == (
        "On Mon, Mar 2, 2026 at 9:00 AM Reception <reception@clinic.example> wrote:\n\n> Would Monday suit you?"
    )


def test_an_answer_from_a_german_outlook() -> None:
    mail = museum.mail("reply-outlook-german")

    assert mail.visible_text.endswith("Viele Grüße\nJana Beispiel")
    assert mail.folded_quote.startswith("________________________________\nVon: Empfang")


def test_an_answer_from_a_german_telephone() -> None:
    mail = museum.mail("reply-telephone-german")

    assert (mail.visible_text, mail.signature) == ("Ja, gerne.", "Von meinem iPhone gesendet")
    assert mail.folded_quote.endswith("> Passt Ihnen Montag?")


@pytest.mark.parametrize(
    ("name", "visible", "signature"),
    [
        ("reply-outlook-html", "Yes, Monday is fine.\n\nJane", ""),
        ("reply-outlook-telephone-html", "Yes", "Get Outlook for iOS (https://aka.example/o0ukef)"),
        ("reply-apple-html", "Ja gerne.", "Von meinem iPhone gesendet"),
        ("reply-gmx-html", "Hallo, ja.\n\nJana", ""),
        ("reply-yahoo-html", "Thanks", ""),
    ],
)
def test_an_answer_in_the_html_of_many_programs(name: str, visible: str, signature: str) -> None:
    mail = museum.mail(name)

    assert (mail.visible_text, mail.signature) == (visible, signature)
    assert mail.folded_quote


def test_answers_between_quoted_lines_stay_with_what_they_answer() -> None:
    mail = museum.mail("answers-between")

    assert mail.folded_quote == ""
    assert "> Would Monday suit you?\n\nNo, I work on Mondays." in mail.visible_text


@pytest.mark.parametrize("name", ["forward-gmail", "forward-gmail-html", "forward-outlook"])
def test_what_is_forwarded_is_the_message(name: str) -> None:
    mail = museum.mail(name)

    assert mail.folded_quote == ""
    assert "normal" in mail.visible_text


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, 2 Mar 2026, Reception wrote:",
        "On 3/2/26 9:00 AM, Reception wrote:",
        "Am 02.03.2026 um 09:00 schrieb Empfang:",
        "Empfang schrieb am 02.03.2026:",
        "Empfang <reception@clinic.example> hat am 02.03.2026 09:00 CET geschrieben:",
        "El lun, 2 mar 2026 a las 9:00, Recepción (<r@clinic.example>) escribió:",
        "Le lun. 2 mars 2026 à 09:00, Accueil <a@clinic.example> a écrit :",
        "Il giorno lun 2 mar 2026 alle ore 09:00 Accoglienza ha scritto:",
        "Op ma 2 mrt 2026 om 09:00 schreef Receptie:",
        "Den mån 2 mars 2026 kl 09:00 skrev Reception:",
        "Em seg., 2 de mar. de 2026 às 09:00, Recepção escreveu:",
        "W dniu 2.03.2026 o 09:00 Rejestracja napisała:",
        "2026-03-02 9:00 GMT+01:00 Reception <reception@clinic.example>:",
        "2 марта 2026, 09:00 Регистратура <r@clinic.example>:",
        "On Mon, Mar 2, 2026 at 9:00 AM Reception Desk of the Clinic\n<reception@clinic.example> wrote:",
    ],
)
def test_attributions_of_many_languages_are_folded_with_their_quote(attribution: str) -> None:
    folded = fold(f"Thank you.\n\n{attribution}\n\n> Would Monday suit you?\n")

    assert folded == Folded("Thank you.", f"{attribution}\n\n> Would Monday suit you?", "")


@pytest.mark.parametrize(
    "header_block",
    [
        "From: R <r@clinic.example>\nSent: Monday, March 2, 2026 9:00 AM\nTo: J <j@example.org>\nSubject: Termin",
        "Von: R <r@clinic.example>\nGesendet: Montag, 2. März 2026 09:00\nAn: J\nBetreff: Termin",
        "De: R <r@clinic.example>\nEnviado: lunes, 2 de marzo de 2026 9:00\nPara: J\nAsunto: Cita",
        "De : R <r@clinic.example>\nEnvoyé : lundi 2 mars 2026 09:00\nÀ : J\nObjet : Rendez-vous",
        "*From:* R <r@clinic.example>\n*Sent:* Monday, March 2, 2026\n*To:* J\n*Cc:* K\n*Subject:* Termin",
        "Gesendet: Montag, 02. März 2026 um 09:00 Uhr\nVon: R <r@clinic.example>\nAn: J\nBetreff: Termin",
        "-----Original Message-----\nFrom: R\nSubject: Termin",
        "-----Ursprüngliche Nachricht-----\nVon: R",
        "On Mon, 2 Mar 2026 at 9:00, R <r@clinic.example> wrote:",
    ],
)
def test_earlier_mails_without_quote_marks_are_folded(header_block: str) -> None:
    folded = fold(f"Thank you.\n\n{header_block}\n\nWould Monday suit you?")

    assert folded == Folded("Thank you.", f"{header_block}\n\nWould Monday suit you?", "")


def test_what_a_web_form_sends_is_no_history() -> None:
    form = "New message:\n\nFrom: J <j@example.org>\nDate: 2 March 2026\nSubject: Termin\n\nI need an appointment."

    assert fold(form, is_answer=False) == Folded(form, "", "")


def test_an_answer_under_the_quote_stays_visible() -> None:
    folded = fold("On Mon, Jane wrote:\n> one\n> two\n\nMy answer.\n-- \nJane")

    assert folded == Folded("My answer.", "On Mon, Jane wrote:\n> one\n> two", "-- \nJane")


def test_a_signature_above_the_quote_is_found() -> None:
    folded = fold("My answer.\n\n-- \nJane\n\n> one\n> two")

    assert folded == Folded("My answer.", "> one\n> two", "-- \nJane")


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Get Outlook for iOS<https://example.org/ios>",
        "Von meinem iPad gesendet",
        "Gesendet mit der GMX Mail App",
        "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
        "Enviado desde mi iPhone",
        "Envoyé de mon iPhone",
        "Inviato da iPhone",
        "Verzonden vanaf mijn iPhone",
    ],
)
def test_what_a_telephone_adds_is_a_signature(line: str) -> None:
    assert fold(f"Yes please.\n\n{line}") == Folded("Yes please.", "", line)


@pytest.mark.parametrize(
    "prose",
    [
        "On Monday 2 March my doctor wrote:\nTake two tablets a day.",
        "I asked why. The letter says:\nSent from my old doctor, it was",
        "My temperature was\n> 39 °C for two days",
        "From: the bus stop\nTo: the clinic\nit takes ten minutes",
        "Two questions:\n- may I eat?\n- may I drink?",
        "I have sent from my side all papers already, please check.",
        "a -- b\n---\nc",
    ],
)
def test_prose_is_left_alone(prose: str) -> None:
    assert fold(prose) == Folded(prose, "", "")


@pytest.mark.parametrize(
    "text",
    [
        "> only\n> a quote",
        "-- \nonly a signature",
        "From: R <r@clinic.example>\nSent: Monday, March 2, 2026\nTo: J\nSubject: Termin\n\nText",
        "Sent from my iPhone",
    ],
)
def test_what_would_leave_nothing_visible_is_not_folded(text: str) -> None:
    assert fold(text) == Folded(text, "", "")


def test_a_quote_is_folded_under_nothing_but_a_signature() -> None:
    assert fold("-- \nJane\n\n> one\n> two") == Folded("-- \nJane", "> one\n> two", "")


def test_a_forward_inside_quote_marks_stays_visible() -> None:
    text = "See here:\n\n> Begin forwarded message:\n>\n> From: Lab\n> All is well."

    assert fold(text) == Folded(text, "", "")


def test_huge_texts_take_no_time() -> None:
    started = time.process_time()
    fold("On " + "a " * 1_000_000 + "wrote:")
    fold("> x\nFrom: x@example.org\n" * 20_000)
    fold("On Mon wrote:\n" * 50_000)
    fold("-- \n" * 100_000)
    fold(":\n" * 100_000)

    assert time.process_time() - started < 10
