"""What a card draws, and what it refuses to draw."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.simulator.host.gallery import every_widget
from tests.simulator.host.scripted import PUBLIC, Scripted, button, buttons, function, pushed, rendered, text


def show(page: Page, addon: Scripted, *sections: dict[str, Any], **card: Any) -> Any:
    """Let the home card be this one, and give the card's element."""
    addon.answers["/home"] = pushed(*sections, **card)
    page.get_by_role("button", name="Reload the add-on").click()
    expect(page.locator("#addon .cover")).to_be_hidden()
    return page.locator("#addon .card")


def widgets(*each: dict[str, Any]) -> dict[str, Any]:
    """A section with these widgets."""
    return {"widgets": list(each)}


def test_every_widget_is_drawn(page: Page, addon: Scripted) -> None:
    addon.answers["/home"] = every_widget()
    page.get_by_role("button", name="Reload the add-on").click()
    card = page.locator("#addon .card")
    expect(card.get_by_role("heading", name="Gallery")).to_be_visible()
    expect(card.locator(".unsupported")).to_have_count(0)
    expect(card.locator(".unsupported-word")).to_have_count(0)
    for role, name in (
        ("button", "Outlined"),
        ("button", "Call"),
        ("button", "lab"),
        ("button", "Card actions"),
        ("button", "Save"),
        ("switch", "Tell me"),
        ("textbox", "Note"),
        ("combobox", "Person"),
        ("checkbox", "Apple"),
        ("radio", "Pear"),
        ("switch", "Plum"),
        ("combobox", "DROPDOWN"),
        ("combobox", "MULTI_SELECT"),
        ("img", "The logo"),
        ("img", "Starred"),
    ):
        expect(card.get_by_role(role, name=name, exact=True)).to_be_visible()  # type: ignore[arg-type]
    expect(card.get_by_label("Day", exact=True)).to_have_value("2026-03-04")
    expect(card.get_by_label("Hour", exact=True)).to_have_value("09:30")
    expect(card.get_by_label("Moment", exact=True)).to_have_value("2026-03-04T13:00")
    expect(card.get_by_role("button", name="Off")).to_be_disabled()


def test_long_text_and_folded_sections_open_on_demand(page: Page, addon: Scripted) -> None:
    addon.answers["/home"] = every_widget()
    page.get_by_role("button", name="Reload the add-on").click()
    page.get_by_role("button", name="Show more", exact=True).click()
    expect(page.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_text("Line 1")).to_be_visible()
    expect(page.get_by_text("Line 3")).to_be_hidden()
    page.get_by_role("button", name="Show more (2)").click()
    expect(page.get_by_text("Line 3")).to_be_visible()


def test_foreign_text_stays_text(page: Page, addon: Scripted) -> None:
    hostile = (
        "<img src=x onerror=alert(1)><b>&lt;i&gt;</b><a href='javascript:alert(1)'>here</a><script>alert(1)</script>"
    )
    card = show(page, addon, text(hostile), header={"title": "<b>Title</b>"})
    expect(card.locator("b")).to_have_text("<i>")
    expect(card.get_by_role("heading", name="<b>Title</b>")).to_be_visible()
    assert card.locator("img, script, a").count() == 0
    expect(card.get_by_text("<img src=x onerror=alert(1)>")).to_have_class("unsupported-word")


def test_what_is_not_documented_is_marked_and_not_drawn(page: Page, addon: Scripted) -> None:
    card = show(
        page,
        addon,
        widgets(
            {"textInput": {"name": "a", "lable": "A", "label": "A"}},
            {"carousel": {}},
            {"textInput": {"name": "b", "label": "B", "type": "MULTILINE"}},
            {"buttonList": {"buttons": [{"text": "C", "onClick": {"action": {"function": "relative"}}}]}},
            {"decoratedText": {"text": "D", "startIcon": {"knownIcon": "UNICORN"}}},
            {"columns": {"columnItems": [text("E")]}},
            {"buttonList": {"buttons": [button("F", "/f", parameters=[{"key": "id", "value": 7}])]}},
            {"textParagraph": {"text": "still here"}},
        ),
    )
    expect(card.locator(".unsupported")).to_contain_text(
        [
            "textInput.lable is not known",
            "carousel is not known",
            "textInput.type cannot be “MULTILINE”",
            "buttonList.buttons[0].onClick.action.function must be an absolute https address",
            "decoratedText.startIcon.knownIcon “UNICORN” is not known",
            "columns are drawn in the compose window only",
            "buttonList.buttons[0].onClick.action.parameters[0].value must be text",
        ]
    )
    expect(card.get_by_text("still here")).to_be_visible()
    assert card.locator("input").count() == 0


def test_a_card_that_asks_for_a_chat_dialog_is_dropped_whole(page: Page, addon: Scripted) -> None:
    card = show(page, addon, text("gone"), buttons(button("Open", "/x", interaction="OPEN_DIALOG")))
    expect(card.locator(".unsupported")).to_contain_text("action.interaction is for Chat only")
    expect(card.get_by_text("gone")).to_have_count(0)


def test_the_section_that_passes_a_hundred_widgets_and_all_after_it_are_dropped(page: Page, addon: Scripted) -> None:
    line = {"textParagraph": {"text": "line"}}
    card = show(page, addon, widgets(*[line] * 99), widgets(line, line), text("last"))
    expect(card.get_by_text("line", exact=True)).to_have_count(99)
    expect(card.get_by_text("last")).to_have_count(0)
    expect(card.locator(".unsupported")).to_contain_text("2 section(s) dropped")


def test_overflow_menus_and_nested_cards(page: Page, addon: Scripted) -> None:
    addon.answers["/archive"] = rendered(notification={"text": "Archived"})
    nested = {"onClick": {"card": {"header": {"title": "Inside"}, "sections": [text("nested card")]}}}
    items = [
        {"text": "Archive", "onClick": button("", "/archive")["onClick"]},
        {"text": "Never", "disabled": True, "onClick": button("", "/never")["onClick"]},
        {"text": "Deeper", "onClick": {"overflowMenu": {"items": [{"text": "x"}]}}},
    ]
    card = show(
        page,
        addon,
        buttons({"text": "Menu", "onClick": {"overflowMenu": {"items": items}}}, {"text": "Card", **nested}),
    )
    card.get_by_role("button", name="Menu").press("Enter")
    expect(page.get_by_role("menuitem", name="Deeper")).to_be_disabled()
    page.get_by_role("menuitem", name="Never").click(force=True)
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Archived")).to_be_visible()
    assert addon.count("/never") == 0
    card.get_by_role("button", name="Card", exact=True).click()
    expect(page.get_by_text("nested card")).to_be_visible()


def test_a_grid_tells_which_item_was_pressed(page: Page, addon: Scripted) -> None:
    grid = {"items": [{"id": "left", "title": "Left"}, {"id": "right", "title": "Right"}], "columnCount": 2}
    action = {"action": {"function": function("/grid"), "parameters": [{"key": "page", "value": "2"}]}}
    addon.answers["/grid"] = rendered(notification={"text": "Taken"})
    show(page, addon, widgets({"grid": {**grid, "onClick": action}})).get_by_role("button", name="Right").click()
    expect(page.get_by_text("Taken")).to_be_visible()
    assert addon.last("/grid").event["commonEventObject"]["parameters"] == {
        "page": "2",
        "grid_item_identifier": "right",
    }


def test_pictures_come_through_the_page_and_only_from_the_add_on(page: Page, addon: Scripted) -> None:
    card = show(
        page,
        addon,
        widgets(
            {"image": {"imageUrl": f"{PUBLIC}/logo.png", "altText": "Ours"}},
            {"image": {"imageUrl": "https://elsewhere.example.com/a.png", "altText": "Theirs"}},
        ),
    )
    ours = card.get_by_role("img", name="Ours")
    expect(ours).to_have_js_property("complete", True)
    assert ours.evaluate("image => image.naturalWidth") == 64
    expect(card.get_by_role("img", name="Theirs")).to_have_class("card-image torn")
