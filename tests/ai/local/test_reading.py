"""A mail as it is read on this machine."""

import time

import pytest

from ai.local import asking, languages, priority, private, reading, sentiment, thanks
from ai.local.reading import Sorted
from ai.questions import Guess, Mail

LANGUAGES = [
    ("Can I get an appointment tomorrow?", "en"),
    ("Ich kriege keine Luft", "de"),
    ("me quiero morir", "es"),
    ("Je voudrais un rendez-vous la semaine prochaine", "fr"),
    ("Randevu almak istiyorum", "tr"),
    ("Danke!", "de"),
    ("gracias", "es"),
    ("ok", ""),
    ("Anna Maria Bergmann", ""),
    ("Metformin 500 mg", ""),
    ("https://example.org/a/b", ""),
    ("", ""),
]
MOODS = [
    ("This is outrageous, nobody ever answers your phone!!", -1),
    ("Ich bin sehr enttäuscht und verärgert über Ihre Praxis", -1),
    ("Estoy harta, nadie me contesta nunca", -1),
    ("I am not happy with how rudely I was treated", -1),
    ("I am so grateful, you are the best team", 1),
    ("Wir sind sehr zufrieden, herzlichen Dank für alles", 1),
    ("Muchísimas gracias, estoy muy contenta", 1),
    ("Please send my records to my address.", 0),
    ("Ich möchte meinen Termin verschieben.", 0),
    ("I would be happy to come on Tuesday. I have no complaints.", 0),
]
THANKS = [
    ("Thank you very much!", True),
    ("Danke, hat alles geklappt", True),
    ("Ich möchte mich bei allen herzlich bedanken.", True),
    ("muchas gracias doctora, un abrazo", True),
    ("Thanks, see you on Friday at 10.", True),
    ("Thanks in advance", False),
    ("Danke, aber ich brauche noch ein Rezept", False),
    ("Gracias. ¿Cuándo puedo ir?", False),
    ("Thank you. My mother died last night.", False),
    ("Thanks for nothing", False),
    ("Please send my records.", False),
]
HASTE = [
    ("Please answer as soon as possible, I am out of insulin tomorrow", "high"),
    ("Es ist dringend, bitte noch heute", "high"),
    ("Lo necesito cuanto antes", "high"),
    ("This is not urgent at all", "normal"),
    ("Es eilt nicht.", "normal"),
    ("No es urgente", "normal"),
    ("Danke!", "normal"),
]


@pytest.mark.parametrize(("text", "language"), LANGUAGES)
def test_the_language_is_told_or_left_open(text: str, language: str) -> None:
    assert languages.told(text) == language


@pytest.mark.parametrize(("text", "mood"), MOODS)
def test_the_mood_is_that_of_the_words_and_of_what_denies_them(text: str, mood: int) -> None:
    found = sentiment.sentiment(text, languages.told(text))
    assert (found > 0.45) - (found < -0.45) == mood


@pytest.mark.parametrize(("text", "is_thanks"), THANKS)
def test_only_who_wants_nothing_just_says_thank_you(text: str, is_thanks: bool) -> None:
    assert thanks.is_thanks(text) is is_thanks


@pytest.mark.parametrize(("text", "value"), HASTE)
def test_haste_makes_a_mail_high_and_nothing_makes_it_low(text: str, value: str) -> None:
    assert priority.guess((), text).value == value


def test_questions_dates_and_numbers_are_found_as_they_stand() -> None:
    found = asking.find(
        "Dr. Lind said it is fine. Can you move it to Tuesday 14 May at 10:30?\n"
        "I need 50 mg tablets. Mein Blutdruck war am 3. Juni 180/95.\n¿Cuánto cuesta? My number is 555-0171."
    )
    assert found.questions == (
        "Can you move it to Tuesday 14 May at 10:30?", "I need 50 mg tablets.", "¿Cuánto cuesta?",
    )  # fmt: skip
    assert found.dates == ("Tuesday 14 May", "3. Juni")
    assert found.numbers == ("10:30", "50 mg", "180/95", "555-0171")


def test_private_things_are_named_but_not_the_signature() -> None:
    letter = "Dear Dr Lind,\n{}\nRegards\nTom Berg"
    assert private.kinds(letter.format("is there anything free next week?")) == ()
    said = "my daughter Anna Berg, born 3.4.2015, can be reached on 0555 123456 while I am away this week."
    assert private.kinds(letter.format(said)) == ("date-of-birth", "name", "phone")


def test_a_reading_joins_all_of_it() -> None:
    read = reading.read(
        Mail("Question", "I have had chest pain since this morning. May I come today? Tom"),
        Sorted(Guess("appointment", 0.8), 0.1),
    )
    assert read.category == Guess("appointment", 0.8)
    assert (read.priority.value, read.language, read.is_thanks) == ("urgent", "en", False)
    assert [one.kind for one in read.urgent] == ["chest-pain"]
    assert "chest pain" in read.priority.words
    assert read.asked.questions == ("May I come today?",)
    assert read.sentiment < 0


def test_a_category_that_was_given_up_is_none_of_these() -> None:
    gone = reading.within(Sorted(Guess("gone", 0.8), 0.1), {"appointment"})
    assert gone.category is None and gone.none_of_these == 0.8


@pytest.mark.parametrize("piece", ["no ", "a\u0300"])
def test_no_text_keeps_the_reader_busy(piece: str) -> None:
    began = time.process_time()
    reading.read(Mail("", piece * (1_000_000 // len(piece))), Sorted())
    assert time.process_time() - began < 6
