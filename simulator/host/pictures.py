"""Pictures of cards: fetched for the page as Google fetches them for Gmail, from the add-on only."""

from dataclasses import dataclass

import requests

from simulator.config import AddOn

KINDS = {"image/png", "image/jpeg", "image/gif", "image/webp"}
TIME = 5
LARGEST = 2_000_000


class NoPicture(Exception):
    """There is no picture that may be shown."""


@dataclass(frozen=True)
class Picture:
    """A picture and what kind it is."""

    content: bytes
    kind: str


def fetch(addon: AddOn | None, url: str) -> Picture:
    """The picture at one of the add-on's own addresses; nothing else is ever asked for."""
    if addon is None or not url.startswith(f"{addon.public_origin}/"):
        raise NoPicture(f"{url} does not belong to the add-on")
    try:
        answer = requests.get(addon.internal_origin + url.removeprefix(addon.public_origin), timeout=TIME)
    except requests.RequestException as trouble:
        raise NoPicture(f"{url} cannot be fetched") from trouble
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    if answer.status_code != requests.codes.ok or kind not in KINDS or len(answer.content) > LARGEST:
        raise NoPicture(f"{url} is no picture a card can show")
    return Picture(answer.content, kind)
