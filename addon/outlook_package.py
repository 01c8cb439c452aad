"""The package that the unified manifest of the Outlook add-in travels in: a zip with German words and two pictures."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import orjson

from inbox.settings import Settings
from manifests import outlook_json

_ICONS = Path(__file__).parent / "static" / "icons"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The same manifest makes the same package, byte by byte."""


def package(settings: Settings) -> bytes:
    """The whole zip."""
    texts = {"manifest.json": outlook_json.manifest(settings), outlook_json.GERMAN: outlook_json.in_german(settings)}
    written_down = {name: orjson.dumps(said, option=orjson.OPT_INDENT_2) for name, said in texts.items()}
    pictures = {name: (_ICONS / name).read_bytes() for name in (outlook_json.OUTLINE, outlook_json.COLOUR)}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in {**written_down, **pictures}.items():
            parcel.writestr(zipfile.ZipInfo(name, _LONG_AGO), content)
    return written.getvalue()
