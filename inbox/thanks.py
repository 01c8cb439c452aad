"""Whether a message says thank you and nothing else, in the languages that our users are written to."""

from __future__ import annotations

import re

_LONGEST = 25
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_THANKS = """
    thanks thank thx ty cheers danke dank dankeschön merci gracias agradecida agradecido agradecemos agradezco
    obrigado obrigada grazie ringrazio bedankt dankjewel teşekkürler teşekkür dziękuję tack tak takk
"""
_POLITE = """
    you so much very many a lot again for the your all and kind kindly best regards warm wishes greetings sincerely
    yours have nice great good lovely day evening week weekend perfect wonderful super excellent ok okay fine noted
    received that is was it i we me us help helps helped support reply answer answering response info information
    quick prompt really appreciated appreciate dear hi hello hey team everyone everybody mr mrs ms dr doctor to will do
    see then soon works got just

    vielen herzlichen besten lieben schönen guten tag abend woche wochenende gruß grüße grüßen mit freundlichen
    freundliche liebe viele herzliche für die das der ihre ihren ihr eure rasche schnelle antwort hilfe auskunft und
    alles klar gut prima toll hallo sehr geehrte geehrter damen herren frau herr doktor ich wir sie euch ihnen dir
    nochmals nochmal noch einen eine auch passt bis dann

    muchas muchísimas mil por su la el los las respuesta ayuda atención información saludos un saludo cordial cordiales
    atentamente buen buenos buenas día días tarde tardes todo de acuerdo vale perfecto estupendo genial hola estimado
    estimada señor señora doctora que tenga usted ustedes muy amable amables le les lo y rápida

    beaucoup bien à vous pour votre réponse rapide aide cordialement bonne journée soirée bonjour parfait madame
    monsieur c'est très gentil et

    muito muita pela pelo sua resposta ajuda obrigados bom boa dia atenciosamente cumprimentos
    molte mille per risposta aiuto cordiali saluti buona giornata buongiorno perfetto
"""
_KNOWN = frozenset((_THANKS + _POLITE).casefold().split())
_THANKING = frozenset(_THANKS.split())


def says_only_thanks(text: str, *, names: str = "") -> bool:
    """Whether a text is short, thanks, and has no word that might ask or tell anything. `names` may be signed with."""
    if "?" in text or any(sign.isdigit() for sign in text):
        return False
    words = [word.replace("’", "'") for word in _WORD.findall(text.casefold())]
    known = _KNOWN | set(_WORD.findall(names.casefold()))
    return len(words) <= _LONGEST and known.issuperset(words) and not _THANKING.isdisjoint(words)
