"""Signs that may not wait: found however they are written, and not where none are."""

import pytest

from ai.local import danger, symptoms, teaching
from ai.local.words import LONGEST

TOLD = [
    ("chest-pain", "I have had a crushing pain in my chest since this morning"),
    ("chest-pain", "sharp chset pian, it goes down my left arm"),
    ("chest-pain", "Ich habe starke Brustschmerzen"),
    ("chest-pain", "me duele mucho el pecho desde hace una hora"),
    ("breathlessness", "i cant catch my breath"),
    ("breathlessness", "kriege keine Luft"),
    ("breathlessness", "no puedo respirar"),
    ("stroke", "his face is drooping on one side and his speech is slurred"),
    ("stroke", "ihr Mundwinkel hängt und sie spricht verwaschen"),
    ("stroke", "se le ha torcido la boca y no puede hablar"),
    ("self-harm", "I don't want to be here anymore"),
    ("self-harm", "ich will nicht mehr leben"),
    ("self-harm", "me quiero morir"),
    ("bleeding", "the wound will not stop bleeding"),
    ("bleeding", "habe Blut erbrochen"),
    ("allergic-reaction", "his lips are swelling after the peanut, hives everywhere"),
    ("overdose", "she swallowed a whole box of paracetamol"),
    ("seizure", "er hatte gerade einen Krampfanfall"),
    ("unconscious", "mi madre se ha desmayado y no despierta"),
    ("fever", "our 5 week old has a temperature of 39.2"),
    ("pregnancy", "I am 30 weeks pregnant and the baby has not moved since yesterday"),
    ("meningitis", "stiff neck, fever and a rash that does not fade under a glass"),
    ("violence", "my husband hits me"),
    ("vision-loss", "I suddenly cannot see with my right eye"),
    ("head-injury", "he fell on his head and now he vomits"),
]
NOT_TOLD = [
    "I have no chest pain and no trouble breathing.",
    "Ich habe keine Brustschmerzen mehr.",
    "No tengo dolor en el pecho ni fiebre.",
    "My father had a heart attack in 1998.",
    "Mein Vater hatte 2005 einen Schlaganfall.",
    "Mi abuelo tuvo un infarto hace veinte años.",
    "The leaflet says that the tablets may cause bleeding or an allergic reaction.",
    "Please send the invoice for the bleeding disorder clinic.",
    "Can I move my appointment to Tuesday?",
    "Ich brauche ein neues Rezept für Metformin.",
    "Quisiera cambiar mi cita del lunes.",
]
DISGUISED = [
    "CHEST PAIN SINCE THIS MORNING",
    "chestpain, cantbreathe",
    "ch\u200best pa\u00adin now",
    "с\u200bhеst раin now",
    "\U0001d41c\U0001d421\U0001d41e\U0001d42c\U0001d42d \U0001d429\U0001d41a\U0001d422\U0001d427 now",
    "c h e s t   p a i n   n o w",
    "c\u0336h\u0336e\u0336s\u0336t\u0336 pain now",
    "Hola doctor, tengo chest pain seit heute morgen",
    "ich habe brustschmerzen, bitte help",
]


@pytest.mark.parametrize(("kind", "text"), TOLD)
def test_a_sign_is_found_with_its_words(kind: str, text: str) -> None:
    found = {one.kind: one for one in symptoms.find(text)}
    assert kind in found
    assert found[kind].words
    assert found[kind].passage in text


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_is_denied_past_or_printed_is_no_sign(text: str) -> None:
    assert symptoms.find(text) == ()


@pytest.mark.parametrize("text", DISGUISED)
def test_a_sign_is_found_however_it_is_written(text: str) -> None:
    assert "chest-pain" in {one.kind for one in symptoms.find(text)}


def test_accents_may_be_missing() -> None:
    assert symptoms.find("Mi nino no respira") and symptoms.find("Er ist ploetzlich bewusstlos")


def test_a_sign_at_the_end_of_an_endless_mail_is_found() -> None:
    text = "the parking was full again and " * 40_000 + "\n\nI want to kill myself."
    assert len(text) > LONGEST and "self-harm" in {one.kind for one in symptoms.find(text)}


def test_what_is_shipped_was_learnt_from_the_examples_as_they_stand() -> None:
    assert danger.taught_by() == teaching.digest()


def test_an_emergency_that_no_wording_knows_is_explained_by_the_words_that_weigh_most() -> None:
    text = "Hello. Please cancel Monday. The grandfather babbles oddly and drops the cup, his mouth is crooked."
    found = symptoms.find(text, "en")
    assert found and all(one.words and one.passage in text for one in found)
