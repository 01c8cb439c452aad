"""The icons are the one drawing, in every size that a manifest names."""

from __future__ import annotations

import struct

import pytest
from playwright.sync_api import Browser

from manifests import outlook
from tests import icons


@pytest.mark.parametrize("size", outlook.ICON_SIZES)
def test_every_icon_is_there_in_its_size(browser: Browser, size: int) -> None:
    page = browser.new_page()
    drawn = icons.draw(page, (icons.FOLDER / "icon.svg").read_text("utf-8"), size)
    page.close()
    kept = (icons.FOLDER / f"icon-{size}.png").read_bytes()

    assert struct.unpack(">II", drawn[16:24]) == struct.unpack(">II", kept[16:24]) == (size, size)
