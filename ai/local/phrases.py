"""Phrases and what says the same better, in English, German and Spanish: the rules that texts are rewritten by."""

from __future__ import annotations

import re
from dataclasses import dataclass

Pairs = tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True)
class Phrases:
    """What one language has."""

    long_winded: Pairs
    """Many words for few."""
    stilted: Pairs
    """Words of offices for everyday ones."""
    fillers: Pairs
    orders: Pairs
    """What is demanded, and how it is asked for."""
    pleasantries: re.Pattern[str]
    """Sentences that say nothing else."""
    joints: re.Pattern[str]
    """Where a long sentence can be cut; `start` is what the second half begins with."""
    thanking: re.Pattern[str]
    offering: re.Pattern[str]
    greeting: str
    thanks: str
    offer: str
    leave: str


def _pairs(text: str) -> Pairs:
    """One pair a line, `this → that`."""
    lines = [line.partition("→") for line in text.strip().split("\n")]
    return tuple((re.compile(rf"(?i){_whole(before.strip())}"), after.strip()) for before, _, after in lines)


def _whole(pattern: str) -> str:
    """As words, not as their beginning or end; a pattern that goes on to the next word says so itself."""
    return rf"(?<!\w){pattern}" + ("" if pattern.endswith(("*", "+")) else r"(?!\w)")


def _starts(text: str) -> Pairs:
    """The same, where a sentence begins."""
    return tuple(
        (re.compile(rf"(?:\A|(?<=\n)|(?<=[.!?]\s)){pattern.pattern.removeprefix('(?i)')}", re.IGNORECASE), instead)
        for pattern, instead in _pairs(text)
    )


def _phrase(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?i){text}")


PHRASES = {
    "en": Phrases(
        long_winded=_pairs(
            r"""
            in order to → to
            due to the fact that → because
            owing to the fact that → because
            in the event that → if
            at this point in time → now
            at the present time → now
            at your earliest convenience → when you can
            in spite of the fact that → although
            despite the fact that → although
            with regard to → about
            with respect to → about
            in relation to → about
            in regard to → about
            for the purpose of → for
            in the near future → soon
            a large number of(?! (?:the|our|these|your|them)\b) → many
            the majority of(?! (?:the|our|these|your|them)\b) → most
            on a regular basis → regularly
            until such time as → until
            has the ability to → can
            is able to → can
            are able to → can
            we would like to inform you that,?\s* →
            we are writing to inform you that,?\s* →
            i am writing to inform you that,?\s* →
            please be advised that,?\s* →
            please note that,?\s* →
            it should be noted that,?\s* →
            i would like to let you know that,?\s* →
            please do not hesitate to → please
            """
        ),
        stilted=_pairs(
            r"""
            prior to → before
            subsequent to → after
            commence → begin
            commences → begins
            utilise → use
            utilize → use
            utilised → used
            obtain → get
            require → need
            requires → needs
            assistance → help
            additional(?= (?:information|questions|help|time)\b) → more
            (?<!\ba )sufficient → enough
            approximately → about
            regarding → about
            therefore, → so
            however, → but
            ensure → make sure
            attend(?= (?:the|your|an?|our|this)\b) → come to
            inform → tell
            request that you(?! are\b) → ask you to
            """
        ),
        fillers=_pairs(
            r"""
            basically,?\s+ →
            actually,?\s+ →
            kindly → please
            as you (?:may )?know,\s* →
            of course,\s* →
            in fact,\s* →
            """
        ),
        orders=_starts(
            r"""
            you must not → please do not
            you must → please
            you have to → please
            you are required to → please
            we cannot → unfortunately, we cannot
            we can't → unfortunately, we can't
            """
        ),
        pleasantries=_phrase(
            r"(?:i|we) (?:really |very much )?hope (?:this|that this|you|that you)[^.]{0,60}"
            r"(?:finds you|are (?:well|doing)|have had|are having|find you)[^.]{0,30}\.?|"
            r"(?:thank you|thanks)(?: very much| so much)? (?:for (?:contacting|getting in touch|reaching out|writing)"
            r"[^.]{0,30}|in advance[^.]{0,30})\.?|"
            r"(?:if you have|should you have) any (?:further |other )?questions,[^.]*\.?|"
            r"please (?:do not hesitate to |feel free to )?(?:contact|call) us if you have any "
            r"(?:further )?questions\.?|"
            r"(?:i|we) look forward to (?:hearing from|seeing) you[^.]{0,20}\.?"
        ),
        joints=_phrase(r"; |, (?P<start>and|but|so) (?=(?:we|you|i|it|they|the|please|this|your|our|there)\b)"),
        thanking=_phrase(r"\bthank"),
        offering=_phrase(r"\b(?:questions|unclear|help you|let us know|let me know|happy to|hesitate)\b"),
        greeting="Hello,",
        thanks="Thank you for your message.",
        offer="If anything is unclear, please write to us. We are happy to help.",
        leave="Kind regards,",
    ),
    "de": Phrases(
        long_winded=_pairs(
            r"""
            zum (?:jetzigen|gegenwärtigen) zeitpunkt → jetzt
            zum aktuellen zeitpunkt → jetzt
            (?:\A|(?<=[.!?,\n] )|(?<=\n))auf ?grund der tatsache, dass → weil
            (?:\A|(?<=[.!?,\n] )|(?<=\n))(?:für den fall|im falle), dass → wenn
            in kürze → bald
            zu einem späteren zeitpunkt → später
            in regelmäßigen abständen → regelmäßig
            baldmöglichst → so bald wie möglich
            schnellstmöglich → so schnell wie möglich
            wir möchten sie (?:hiermit )?darauf hinweisen, dass → bitte beachten Sie, dass
            wir möchten sie (?:hiermit )?darüber informieren, dass → wir teilen Ihnen mit, dass
            hiermit möchten wir ihnen mitteilen, dass → wir teilen Ihnen mit, dass
            hiermit teilen wir ihnen mit, dass → wir teilen Ihnen mit, dass
            """
        ),
        stilted=_pairs(
            r"""
            zwecks(?= [\w-]+ung\b) → zur
            diesbezüglich → dazu
            mittels(?! (?:des|eines|dieses)\b) → mit
            umgehend → sofort
            unverzüglich → sofort
            lediglich → nur
            zudem → auch
            (?<=[a-zäöüß] )jedoch → aber
            benötigen → brauchen
            erhalten sie → bekommen Sie
            sie erhalten → Sie bekommen
            übermitteln → schicken
            übersenden → schicken
            mitteilen → sagen
            teilen sie uns mit → sagen Sie uns
            kontaktieren sie uns → melden Sie sich bei uns
            """
        ),
        fillers=_pairs(
            r"""
            (?<=[a-zäöüß] )(?:eigentlich|selbstverständlich|sozusagen|hiermit)\s+ →
            """
        ),
        orders=(),
        pleasantries=_phrase(
            r"(?:ich|wir) hoffen?,? (?:es geht ihnen|dass es ihnen|sie sind)[^.]{0,40}\.?|"
            r"vielen dank (?:für ihre (?:kontaktaufnahme|anfrage|geduld|mühe)|im voraus)[^.]{0,30}\.?|"
            r"(?:bei|für) (?:weiteren? )?(?:fragen|rückfragen) (?:stehen wir|stehe ich|sind wir)[^.]*\.?|"
            r"(?:wir|ich) freuen? (?:uns|mich)(?: darauf)?,? (?:auf ihre (?:antwort|rückmeldung)|von ihnen zu hören)"
            r"[^.]{0,20}\.?|"
            r"zögern sie (?:bitte )?nicht,[^.]*\.?"
        ),
        joints=_phrase(r"; |, (?P<start>und|aber|denn) (?=(?:wir|sie|ich|es|die|der|das|bitte|ihre?)\b)"),
        thanking=_phrase(r"\b(?:danke|dank|danken)\b"),
        offering=_phrase(r"(?:fragen|unklar|helfen|melden sie sich|gern für sie|verfügung)\b"),
        greeting="Guten Tag,",
        thanks="vielen Dank für Ihre Nachricht.",
        offer="Wenn etwas unklar ist, schreiben Sie uns bitte. Wir helfen Ihnen gern.",
        leave="Mit freundlichen Grüßen",
    ),
    "es": Phrases(
        long_winded=_pairs(
            r"""
            con el fin de → para
            con el objetivo de → para
            con el propósito de → para
            (?<=[\w] )debido a(?:l hecho de)? que → porque
            en este momento → ahora
            en el momento actual → ahora
            a la mayor brevedad(?: posible)? → lo antes posible
            con relación a → sobre
            en relación con → sobre
            con respecto a → sobre
            de forma regular → regularmente
            a pesar del hecho de que → aunque
            (?:\A|(?<=[.!?\n] )|(?<=\n))(?:por la presente,? )?le informamos (?:de )?que,?\s* →
            nos ponemos en contacto con usted para informarle de que,?\s* →
            (?:\A|(?<=[.!?\n] )|(?<=\n))(?:por la presente,? )?le comunicamos que,?\s* →
            """
        ),
        stilted=_pairs(
            r"""
            con anterioridad a → antes de
            con posterioridad a → después de
            efectuar → hacer
            realizar → hacer
            solicitar → pedir
            no obstante, → pero
            asimismo → también
            remitir → enviar
            """
        ),
        fillers=_pairs(
            r"""
            básicamente,?\s+ →
            por supuesto,?\s+ →
            obviamente,?\s+ →
            como (?:ya )?sabe,\s* →
            """
        ),
        orders=_starts(
            r"""
            tiene que(?! ver con) → le rogamos
            debe usted → le rogamos
            no podemos → lamentablemente, no podemos
            """
        ),
        pleasantries=_phrase(
            r"espero que (?:se encuentre|esté|todo)[^.]{0,40}\.?|esperamos que (?:se encuentre|esté)[^.]{0,40}\.?|"
            r"(?:muchas )?gracias (?:por (?:contactar|ponerse en contacto|escribir)[^.]{0,40}|"
            r"de antemano[^.]{0,20})\.?|"
            r"(?:si tiene|para) cualquier (?:duda|consulta|pregunta)[^.]*\.?|no dude en [^.]*\.?|"
            r"quedamos a su disposición[^.]*\.?|quedo a su disposición[^.]*\.?"
        ),
        joints=_phrase(
            r"; |, (?P<start>y|pero) (?=(?:le|les|usted|nosotros|el|la|los|las|su|por favor|puede|debe)\b)"
        ),
        thanking=_phrase(r"\bgracias\b|\bagradec"),
        offering=_phrase(r"\b(?:dudas?|dude|ayud\w*|consultas?|preguntas?|disposición)\b"),
        greeting="Buenos días:",
        thanks="Gracias por su mensaje.",
        offer="Si algo no queda claro, escríbanos. Le ayudaremos con gusto.",
        leave="Un cordial saludo,",
    ),
}  # fmt: skip
