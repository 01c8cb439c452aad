"""A patient who goes on writing, so that mail arrives in the simulated mailboxes as in life."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from importlib import resources
from random import Random
from threading import Event, Thread
from unicodedata import normalize

import yaml
from pydantic import BaseModel, ConfigDict

from simulator.google.store import Store
from simulator.microsoft import people as microsoft_mail
from simulator.microsoft.world import World as Microsoft
from simulator.seed import compose, waiting
from simulator.seed.letter import Letter, answering_subject
from simulator.seed.mail import SeedMail
from simulator.seed.people import HouseOfMail, Language, Mailer, Person, everybody

EVERY = 20.0
SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
PROGRAMS: tuple[Mailer, ...] = ("gmail", "apple", "outlook", "thunderbird", "webmail")
REGARDS = {"en": "Kind regards", "de": "Freundliche Grüße", "es": "Un saludo"}


class Request(BaseModel):
    """Something a patient may ask, with slots in braces."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Language
    mailbox: str
    subject: str
    text: str


class Pool(BaseModel):
    """Everything that `patient.yml` holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: dict[Language, dict[str, list[str]]]
    days: dict[Language, list[str]]
    requests: list[Request]
    answers: dict[Language, list[str]]
    nudges: dict[Language, list[str]]


@contextmanager
def writing(store: Store, microsoft: Microsoft | None = None, *, every: float = EVERY, seed: int = 1) -> Iterator[None]:
    """Let the patient write in the background for as long as this lasts."""
    stop = Event()
    chosen = {"microsoft": microsoft, "every": every, "seed": seed}
    thread = Thread(target=go_on, args=(store, stop), kwargs=chosen, name="patient", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def go_on(
    store: Store,
    stop: Event,
    *,
    microsoft: Microsoft | None = None,
    every: float = EVERY,
    seed: int = 1,
    clock: Callable[[], datetime] | None = None,
) -> None:
    """Write a mail after every so many seconds, until stopped."""
    while not stop.wait(every):
        write(store, (clock or store.clock)(), microsoft=microsoft, every=every, seed=seed)


def write(
    store: Store, now: datetime, *, microsoft: Microsoft | None = None, every: float = EVERY, seed: int = 1
) -> tuple[str, str]:
    """Let one mail arrive, at Microsoft where there is one; tell the mailbox and the message's id there."""
    mail = next_mail(store, now, also_at_microsoft=microsoft is not None, every=every, seed=seed)
    if microsoft is not None and mail.mailbox in _at("microsoft"):
        arrival = microsoft_mail.Arrival(mail.raw, mail.received_at)
        return mail.mailbox, microsoft_mail.deliver(microsoft, mail.mailbox, arrival)["id"]
    message_id, _ = store.deliver(mail.mailbox, mail.raw, received_at=mail.received_at, labels=mail.labels)
    return mail.mailbox, message_id


def next_mail(
    store: Store, now: datetime, *, also_at_microsoft: bool = False, every: float = EVERY, seed: int = 1
) -> SeedMail:
    """What the patient writes at this moment: the same for the same seed, moment and mailboxes.

    Mails are numbered by the moment, so that a restart goes on where the last run ended. Every third one carries on a
    thread that is there, where one waits for its patient.
    """
    number = int(now.timestamp() // every)
    letter = _answer(store, now, number, seed) if number % 3 == 2 else None
    letter = letter or _request(now, number, seed, also_at_microsoft)
    address = letter.to[0].address
    raw = compose.raw(letter, delivered_to=address)
    return SeedMail(address, raw, now, ("INBOX", "UNREAD"), letter.key)


def _at(house: HouseOfMail) -> set[str]:
    """The addresses of the mailboxes there."""
    return {each.address for each in everybody().shared_at(house).values()}


def _request(now: datetime, number: int, seed: int, also_at_microsoft: bool) -> Letter:
    chance = Random(f"{seed}/{number}")
    elsewhere = () if also_at_microsoft else everybody().shared_at("microsoft")
    possible = [each for each in pool().requests if each.mailbox not in elsewhere]
    requests = Random(seed).sample(possible, len(possible))
    request = requests[number % len(requests)]
    sender = _somebody(request.language, chance)
    text = f"{_filled(request.text, request.language, chance)}\n\n{REGARDS[request.language]}\n{sender.name}"
    mailbox = everybody().mailboxes[request.mailbox]
    return Letter(f"live/{seed}/{number}", sender, (mailbox,), request.subject, _sent_at(now), text)


def _answer(store: Store, now: datetime, number: int, seed: int) -> Letter | None:
    chance = Random(f"{seed}/{number}")
    found = waiting.find(store, everybody().shared_at("google").values(), now, chance)
    if found is None:
        return None
    sender = _patients().get(found.patient.address, found.patient)
    texts = (pool().answers if found.answered else pool().nudges)[sender.language]
    return Letter(
        key=f"live/{seed}/{number}",
        sender=sender,
        to=(found.mailbox,),
        subject=answering_subject(sender, found.last.subject),
        sent_at=_sent_at(now),
        text=_filled(texts[number // 3 % len(texts)], sender.language, chance),
        answers=found.last,
    )


def _filled(text: str, language: Language, chance: Random) -> str:
    return text.format(
        day=chance.choice(pool().days[language]),
        time=f"{chance.randint(8, 17)}:{chance.choice(('00', '10', '20', '40'))}",
        record=f"MRN-{chance.randint(100, 999):06d}",
        count=chance.randint(2, 6),
    )


def _somebody(language: Language, chance: Random) -> Person:
    names = pool().names[language]
    return _person(chance.choice(names["first"]), chance.choice(names["last"]), language)


def _person(first: str, last: str, language: Language) -> Person:
    """An invented patient: the same name always has the same address and the same mail program."""
    chance = Random(first + last)
    program = chance.choice(PROGRAMS)
    signature = {"en": "Sent from my iPhone", "de": "Von meinem iPhone gesendet", "es": "Enviado desde mi iPhone"}
    return Person(
        name=f"{first} {last}",
        address=f"{_plain(first)}.{_plain(last)}@{chance.choice(waiting.PATIENTS_AT)}",
        mailer=program,
        language=language,
        signature=signature[language] if program == "apple" else "",
    )


def _plain(name: str) -> str:
    spelled = name.lower().translate(SPELLED)
    return normalize("NFD", spelled).encode("ascii", "ignore").decode()


@lru_cache(maxsize=1)
def _patients() -> dict[str, Person]:
    invented = [
        _person(first, last, language)
        for language, names in pool().names.items()
        for first in names["first"]
        for last in names["last"]
    ]
    return {person.address: person for person in (*invented, *everybody().contacts.values())}


def _sent_at(now: datetime) -> datetime:
    return (now - compose.TRAVEL).astimezone(everybody().clinic.zone).replace(microsecond=0)


@lru_cache(maxsize=1)
def pool() -> Pool:
    """The texts and names to choose from."""
    text = resources.files("simulator.seed").joinpath("patient.yml").read_text(encoding="utf-8")
    return Pool.model_validate(yaml.safe_load(text))
