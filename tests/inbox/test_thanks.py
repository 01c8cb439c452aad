"""Telling a mere thank-you from a message that says more."""

import pytest

from inbox.thanks import says_only_thanks


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!", "Thank you so much for your quick reply. Have a nice weekend!", "ok thx 👍",
        "Perfect, thanks. Best, Maria",
        "Vielen Dank für die schnelle Antwort!\n\nMit freundlichen Grüßen\nMaria Lopez", "Danke, alles klar",
        "¡Muchas gracias por su ayuda! Un saludo, María", "Merci beaucoup, bonne journée", "Grazie mille!",
        "Muito obrigada pela resposta",
    ],
)  # fmt: skip
def test_thanks_alone_are_known(text: str) -> None:
    assert says_only_thanks(text, names="Maria María Lopez")


@pytest.mark.parametrize(
    "text",
    [
        "", "Hello", "Thanks, but the invoice is wrong.", "Thank you. Can I come at nine?", "Thanks, see you at 9",
        "Danke, aber ich habe noch Schmerzen.", "Gracias, pero no puedo ir", "Thanks, my daughter has a fever again.",
        "Thanks. " + "Good. " * 40,
    ],
)  # fmt: skip
def test_whatever_says_more_is_not(text: str) -> None:
    assert not says_only_thanks(text, names="Maria Lopez")
