"""`python -m tests.icons`: draw the icons anew from the one SVG, in every size that a manifest names."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from manifests import outlook
from manifests.outlook_json import COLOUR, OUTLINE
from tests.browser import launched_browser

FOLDER = Path(__file__).parents[1] / "addon" / "static" / "icons"
PACKAGED = ((COLOUR, 192, ""), (OUTLINE, 32, "outline"))


def main() -> None:
    """Write all of them."""
    drawing = (FOLDER / "icon.svg").read_text("utf-8")
    wanted = [*((f"icon-{size}.png", size, "") for size in outlook.ICON_SIZES), *PACKAGED]
    with launched_browser() as browser:
        page = browser.new_page()
        for name, size, look in wanted:
            (FOLDER / name).write_bytes(draw(page, drawing, size, look))


def draw(page: Page, drawing: str, size: int, look: str = "") -> bytes:
    """The drawing as a picture of that size; `look` is one of the looks that it has beside the usual."""
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(f'<body class="{look}" style="margin: 0">{drawing}</body>')
    return page.screenshot(omit_background=True)


if __name__ == "__main__":
    main()
