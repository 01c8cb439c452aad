"""The built files of the Outlook pane, with what this installation is called at Microsoft written in."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "outlook"


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
    return _filled(name, {place: html.escape(value) for place, value in names.places.items()})


def script(name: str, names: Names) -> str:
    """A script that runs without a page: `events.js`."""
    return _filled(name, {place: json.dumps(value)[1:-1] for place, value in names.places.items()})


def _filled(name: str, places: dict[str, str]) -> str:
    text = (FOLDER / name).read_text("utf-8")
    for place, value in places.items():
        text = text.replace(place, value)
    return text
