"""The language of a mail, told by its small words: enough to choose a template by, never for more than that."""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 2_000
_SMALL = {
    "en": "the and you for is are my have would please with this that not can could your from was we been will",
    "de": "und ich der die das ist nicht mit für eine einen bitte sie wir haben auf den dem zu mein meine kann wie",
    "es": "el la los las que de una por para con mi usted gracias no está quisiera puedo hola como pero muy",
    "fr": "le les des une et je vous pour avec mon est pas que bonjour merci dans sur nous avoir être suis",
    "it": "il gli che di una per con mio non sono grazie buongiorno posso vorrei della questo ho mia come",
    "nl": "het een en ik van voor niet met mijn dat deze kunt graag bedankt hebben aan zijn wij",
    "pt": "os uma para com meu minha não obrigado você por que gostaria posso olá está como mais são",
    "pl": "nie jest się na czy proszę dzień dobry mam moje dla że jak mogę dziękuję oraz",
    "tr": "bir ve için bu ben merhaba değil var çok teşekkür lütfen olarak ile",
}
KNOWN = tuple(_SMALL)
"""Those that can be told; articles are written in them, and texts translated to them."""
_SAYING = {word: [one for one, words in _SMALL.items() if word in words.split()] for words in _SMALL.values()
           for word in words.split()}  # fmt: skip
_ENOUGH = 3


def guessed(text: str) -> str:
    """The language as `en`, `de` …; empty where the words do not tell."""
    votes: Counter[str] = Counter()
    for word in _WORD.findall(text[:_LOOKED_AT].lower()):
        votes.update(_SAYING.get(word, ()))
    (first, most), (_, second) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return first if most >= _ENOUGH and most > second else ""
