"""(d) Outlook's pane in a browser: how soon it shows that something is coming, and how soon the card."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, BrowserContext, Page, expect

from bench import table
from tests.browser import PATIENCE, launched_browser
from tests.e2e import demo as demos
from tests.e2e.outlook.seat import sit_down

_PERSON, _SUBJECT = "Oliver Grant", "Tablets from yesterday"
_SKELETON_AIM, _CARD_AIM = 100, 1_000
"""Milliseconds."""
_WATCH = """
if (location.pathname === '/outlook/pane') {
    const paint = new PerformanceObserver((list) => { window.painted ??= list.getEntries()[0].startTime; });
    paint.observe({ type: 'paint', buffered: true });
    new MutationObserver(() => {
        const card = document.getElementById('card');
        if (card && !card.hidden && card.childElementCount) window.carded ??= performance.now();
    }).observe(document, { subtree: true, childList: true, attributes: true });
}
"""
"""In the pane: when anything was painted first, and when the card was there, from the start of its loading."""
_SHOWN = """async () => {
    while (window.painted === undefined || window.carded === undefined) await new Promise(requestAnimationFrame);
    return [window.painted, window.carded];
}"""


@dataclass(frozen=True)
class Opening:
    """One opening of the pane beside a message. Times in milliseconds."""

    skeleton: float
    card: float


def measure(*, runs: int) -> None:
    """Open the pane many times, with nothing kept in the browser and with its files kept, and print the table."""
    expect.set_options(timeout=PATIENCE)
    with TemporaryDirectory() as folder, demos.running(Path(folder)) as demo, launched_browser() as browser:
        first, again = [], []
        for _ in range(runs):
            context = _context(browser)
            page = sit_down(context, demo.url, _PERSON).page
            page.get_by_role("button", name=_SUBJECT).click()
            expect(page.frame_locator("#pane").locator("#card")).to_be_visible()
            again.append(_open(page))
            context.close()
            first.append(_first(browser, demo.url))
    rows = [_row("nothing kept in the browser", first), _row("its files kept", again)]
    header = ("pane, from load", "skeleton p50", "p95 ms", "aim", "card p50", "p95 ms", "aim")
    table.show(f"(d) Outlook's pane in Chromium, the whole demo beside it, {runs} runs", header, rows)


def _row(name: str, openings: list[Opening]) -> tuple[object, ...]:
    skeletons, cards = [one.skeleton for one in openings], [one.card for one in openings]
    return (
        name, median(skeletons), table.p95(skeletons), f"{_SKELETON_AIM} ms",
        median(cards), table.p95(cards), f"{_CARD_AIM} ms",
    )  # fmt: skip


def _context(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(_WATCH)
    return context


def _first(browser: Browser, url: str) -> Opening:
    """A browser that never saw the pane: it comes with an open message, as when somebody presses the button for it."""
    context = _context(browser)
    context.route("**/outlook/pane", lambda route: route.fulfill(body="", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{url}/outlook-host/")
    page.locator("body[data-ready]").wait_for()
    page.get_by_label("You are").select_option(label=_PERSON)
    page.get_by_role("button", name=_SUBJECT).click()
    expect(page.locator("#subject")).to_have_text(_SUBJECT)
    context.unroute_all()
    opening = _open(page)
    context.close()
    return opening


def _open(page: Page) -> Opening:
    """Load the pane beside the message that is open, and wait for its card."""
    page.locator("#pane").evaluate("pane => new Promise((loaded) => { pane.onload = loaded; pane.src = pane.src; })")
    pane = next(frame for frame in page.frames if frame.url.endswith("/outlook/pane"))
    skeleton, card = pane.evaluate(_SHOWN)
    return Opening(skeleton, card)
