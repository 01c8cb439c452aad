"""What a card may show and where it may lead: text stays text, links go to allowed places only."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.addon.pane.conftest import Open, until
from tests.addon.pane.scripted import Scripted, buttons, card, execute, links, shown, text

HOSTILE = [
    "<img src=x onerror=\"document.title='hacked'\">",
    "<script>document.title='hacked'</script>",
    "[press](javascript:document.title='hacked')",
    "[press](data:text/html,hacked)",
    "&lt;b&gt; &amp; &#60;",
    "](https://example.org)[",
    "\\[x\\]\\(https://example.org\\)",
    "\ue0000\ue001 \ue000999\ue001",
    "\u202egnp.exe",
    "***" * 50,
    "a" * 10_000,
    "🩸 line\nbreak",
]


def drawn(doors: Scripted, open_pane: Open, *body: dict[str, Any], **more: Any) -> Page:
    doors.answers["/outlook/message"] = shown(card(*body, **more), title="A title")
    page = open_pane()
    expect(page.locator(".ac-adaptiveCard")).to_be_visible()
    return page


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(doors: Scripted, open_pane: Open, hostile: str) -> None:
    doors.answers["/outlook/message"] = shown(
        card(
            text(hostile),
            {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": hostile}]},
            {"type": "FactSet", "facts": [{"title": hostile, "value": hostile}]},
            {"type": "Input.Text", "id": "a", "label": hostile, "value": hostile},
            {"type": "Input.ChoiceSet", "id": "b", "label": "c", "choices": [{"title": hostile, "value": "1"}]},
            buttons(execute(hostile, "x")),
        ),
        title=hostile,
        notice=hostile,
    )

    page = open_pane()

    expect(page.locator(".ac-adaptiveCard")).to_be_visible()
    assert page.locator("#main img, #main script, #main a[href], #main b").count() == 0
    assert page.title() == hostile.strip().replace("\n", " ")
    assert page.locator("#title").text_content() == hostile
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("written", "seen", "html"),
    [
        (r"\*not bold\* \[x\]\(https://a.example\)", "*not bold* [x](https://a.example)", ""),
        ("**bold** and *slanted*", "bold and slanted", "<strong>bold</strong> and <em>slanted</em>"),
        ("one  \ntwo\n\nthree", "one\ntwo\n\nthree", "<br>"),
        (r"2 \* 3 \* 4 and a_b_c", "2 * 3 * 4 and a_b_c", ""),
        (r"\<b\> & \&amp; <i>", "<b> & &amp; <i>", "&lt;b&gt;"),
        ("[here](https://a.example/x?a=1&b=2)", "here", 'href="https://a.example/x?a=1&amp;b=2"'),
        (r"\- a \+ b 1\. c \# d", "- a + b 1. c # d", ""),
    ],
)
def test_the_little_markdown_of_cards(doors: Scripted, open_pane: Open, written: str, seen: str, html: str) -> None:
    page = drawn(doors, open_pane, text(written))

    block = page.locator(".ac-textBlock")
    assert block.inner_text() == seen
    assert html in block.inner_html()


def test_links_of_allowed_kinds_are_opened_outside(doors: Scripted, open_pane: Open) -> None:
    page = drawn(
        doors, open_pane, text("See [the page](https://example.org/a)"),
        buttons(links("Web", "https://example.org/b"), links("Mail", "mailto:desk@example.org")),
    )  # fmt: skip
    page.evaluate(
        """() => {
            window.left = [];
            HTMLAnchorElement.prototype.click = function () { window.left.push([this.href, this.target, this.rel]); };
            window.open = (url) => window.left.push([url]);
            Office.context.requirements.isSetSupported = (name) => name === "OpenBrowserWindowApi";
        }"""
    )

    page.get_by_role("link", name="the page").click()
    page.get_by_role("link", name="Web").click()
    page.get_by_role("link", name="Mail").click()

    assert page.evaluate("outlook.opened") == ["https://example.org/a", "https://example.org/b"]
    assert page.evaluate("window.left") == [["mailto:desk@example.org", "_blank", "noopener noreferrer"]]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://example.org", "data:text/html,x", "file:///etc", "x"])
def test_other_links_are_not_opened(doors: Scripted, open_pane: Open, url: str) -> None:
    page = drawn(doors, open_pane, buttons(links("Go", url)))
    page.evaluate("() => { window.open = () => outlook.opened.push('window'); }")

    page.get_by_role("link", name="Go").click()

    expect(page.get_by_role("status")).to_contain_text("This link is not opened")
    assert page.evaluate("outlook.opened") == []
    assert len(page.context.pages) == 1


def test_pictures_from_elsewhere_are_not_loaded(doors: Scripted, open_pane: Open) -> None:
    tracker = {"type": "Image", "url": "https://tracker.example/pixel.png", "altText": "A pixel"}

    page = drawn(doors, open_pane, tracker, text("Words"))

    until(page, "outlook.violations.length === 1")
    assert page.evaluate("outlook.violations.splice(0)") == ["img-src https://tracker.example/pixel.png"]


def test_a_title_in_sight_is_not_said_twice(doors: Scripted, open_pane: Open) -> None:
    heading = text(r"Re: \[A\] & B", style="heading", size="large")
    doors.answers["/outlook/message"] = shown(card(heading, text("Words")), title="Re: [A] & B")

    page = open_pane()

    expect(page.get_by_text("Words")).to_be_visible()
    assert page.get_by_role("heading").all_inner_texts() == ["Re: [A] & B"]


def test_choices_and_days_go_along_with_a_press(doors: Scripted, open_pane: Open) -> None:
    options = [{"title": "Ana", "value": "1"}, {"title": "Ben", "value": "2"}]
    doors.answers["/outlook/actions/save"] = shown(None, "none", notice="Saved.")
    page = drawn(
        doors, open_pane,
        {"type": "Input.ChoiceSet", "id": "one:who", "label": "Who", "choices": options, "value": "1"},
        {"type": "Input.ChoiceSet", "id": "many:tags", "label": "Tags", "choices": options, "isMultiSelect": True,
         "style": "expanded"},
        {"type": "Input.Date", "id": "day:until", "label": "Until"},
        {"type": "Input.Text", "id": "text:left", "label": "Left alone"},
        actions=[execute("Save", "save")],
    )  # fmt: skip
    page.get_by_label("Who").select_option("Ben")
    page.get_by_role("checkbox", name="Ana").check()
    page.get_by_role("checkbox", name="Ben").check()
    page.get_by_label("Until").fill("2026-12-31")

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert doors.last("/outlook/actions/save").body["inputs"] == {
        "one:who": "2", "many:tags": "1,2", "day:until": "2026-12-31", "text:left": "",
    }  # fmt: skip


def test_folded_parts_open_and_close(doors: Scripted, open_pane: Open) -> None:
    toggle = {"type": "Action.ToggleVisibility", "title": "Show or hide 1 more", "targetElements": ["fold-1"]}
    page = drawn(
        doors, open_pane, buttons(toggle),
        {"type": "Container", "id": "fold-1", "isVisible": False, "items": [text("Folded")]},
    )  # fmt: skip
    expect(page.get_by_text("Folded")).to_be_hidden()
    expect(page.get_by_role("button", name="Show or hide 1 more", expanded=False)).to_be_visible()

    page.get_by_role("button", name="Show or hide 1 more").click()
    expect(page.get_by_text("Folded")).to_be_visible()

    page.get_by_role("button", name="Show or hide 1 more", expanded=True).click()
    expect(page.get_by_text("Folded")).to_be_hidden()


def test_fields_offer_what_the_server_suggests_as_one_types(doors: Scripted, open_pane: Open) -> None:
    field = {"type": "Input.Text", "id": "text:who", "label": "Who"}
    helps = {"text:who": {"verb": "suggest", "data": {"of": "people"}, "suggestions": ["Ana", "Ben"]}}
    doors.answers["/outlook/message"] = shown(card(field), title="T", helps=helps)
    doors.answers["/outlook/actions/suggest"] = {"navigate": "none", "card": None, "completions": ["Carla", "Carl"]}
    page = open_pane()
    offered = "[...document.querySelector('datalist').options].map((option) => option.value)"
    expect(page.get_by_label("Who")).to_be_visible()
    assert page.evaluate(offered) == ["Ana", "Ben"]

    page.get_by_label("Who").press_sequentially("Car")

    until(page, f"{offered}[0] === 'Carla'")
    heard = doors.last("/outlook/actions/suggest").body
    assert (heard["parameters"], heard["inputs"]) == ({"of": "people"}, {"text:who": "Car"})
    assert doors.count("/outlook/actions/suggest") == 1
    expect(page.get_by_label("Who")).to_have_value("Car")
    expect(page.get_by_label("Who")).to_be_focused()
