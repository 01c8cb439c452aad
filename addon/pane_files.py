"""The built files of the Outlook pane and of the web page, with what they have to know written in."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "outlook"
WEB = FOLDER.with_name("web")


@dataclass(frozen=True)
class Names:
    """What pages and scripts of the pane have to know of the installation. None of it is secret."""

    client_id: str
    authority: str
    scope: str
    origin: str
    """Where the add-on is reached: https and a host, without a slash."""
    office_js: str
    """Address of Microsoft's own script; national clouds have others."""

    @property
    def places(self) -> dict[str, str]:
        """What is written where."""
        return {
            "__INBOX_CLIENT_ID__": self.client_id,
            "__INBOX_AUTHORITY__": self.authority,
            "__INBOX_SCOPE__": self.scope,
            "__INBOX_ORIGIN__": self.origin,
            "__INBOX_OFFICE_JS__": self.office_js,
        }


def page(name: str, names: Names) -> str:
    """A page: `pane.html`, `dialog.html` or `events.html`."""
    return filled(FOLDER / name, {place: html.escape(value) for place, value in names.places.items()})


def script(name: str, names: Names) -> str:
    """A script that runs without a page: `events.js`."""
    return filled(FOLDER / name, {place: json.dumps(value)[1:-1] for place, value in names.places.items()})


def filled(path: Path, places: dict[str, str]) -> str:
    """A built file with something written in each of its places; what is written is not looked at again."""
    text = path.read_text("utf-8")
    return re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]], text)
