"""One card with everything that cards of the product are made of."""

from __future__ import annotations

from typing import Any

from tests.addon.pane.scripted import buttons, card, execute, links, text

PERSON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='%23767676'"
    "%3E%3Ccircle cx='8' cy='5' r='3'/%3E%3C/svg%3E"
)
PEOPLE = [{"title": "Ana Lund", "value": "1"}, {"title": "Ben Osei-with-a-name-that-is-very-long", "value": "2"}]


def everything() -> dict[str, Any]:
    """The card."""
    return card(
        text("Blood test of Nora", style="heading", size="large", weight="bolder"),
        text("Front Desk · 4 messages", size="small", isSubtle=True, spacing="none"),
        buttons(toggle("Menu", "fold-1")),
        {"type": "Container", "id": "fold-1", "isVisible": False, "items": [buttons(opens("Merge"))]},
        {"type": "Container", "separator": True, "items": [*facts(), *lines()]},
        {
            "type": "Container",
            "separator": True,
            "items": [text("Answer", style="heading", weight="bolder"), *fields()],
        },
        {"type": "Container", "separator": True, "items": [*rows(), *tones()]},
        lang="en",
        speak="Blood test of Nora",
        fallbackText="Blood test of Nora",
        actions=[execute("Save", "save", style="positive"), opens("Cancel")],
    )


def opens(title: str) -> dict[str, Any]:
    """A button that leads to another card."""
    return execute(title, "open", associatedInputs="none")


def toggle(title: str, *targets: str) -> dict[str, Any]:
    """A button that shows what is folded."""
    return {"type": "Action.ToggleVisibility", "title": title, "targetElements": list(targets)}


def facts() -> list[dict[str, Any]]:
    """Lines that say what something is."""
    runs = [
        {"type": "TextRun", "text": "Overdue ", "weight": "bolder", "color": "attention"},
        {"type": "TextRun", "text": "since noon, see "},
        {"type": "TextRun", "text": "the plan", "selectAction": links("", "https://example.org/plan")},
    ]
    return [
        {"type": "FactSet", "facts": [{"title": "Status", "value": "Open"}, {"title": "Due", "value": "Tomorrow"}]},
        {"type": "RichTextBlock", "inlines": runs},
    ]


def lines() -> list[dict[str, Any]]:
    """Lines of a list: with a picture, with a tap, with a button beside the words."""
    icon = {"type": "Image", "url": PERSON, "altText": "Assignee", "width": "20px"}
    said = [text("Assignee", size="small", isSubtle=True), text("Ana Lund", spacing="none")]
    return [
        {
            "type": "ColumnSet",
            "columns": [
                {"type": "Column", "width": "auto", "items": [icon]},
                {"type": "Column", "width": "stretch", "items": said, "selectAction": opens("Ana Lund")},
                {"type": "Column", "width": "auto", "items": [buttons(opens("Change"))]},
            ],
        },
        {"type": "Container", "items": [text("A line to tap on")], "selectAction": opens("A line")},
    ]


def choices(id_: str, label: str) -> dict[str, Any]:
    """A choice of people."""
    return {"type": "Input.ChoiceSet", "id": id_, "label": label, "wrap": True, "choices": PEOPLE}


def fields() -> list[dict[str, Any]]:
    """Every kind of field."""
    return [
        {"type": "Input.Text", "id": "text:subject", "label": "Subject", "value": "Re: Blood test"},
        {"type": "Input.Text", "id": "text:body", "label": "Text", "isMultiline": True, "isRequired": True,
         "errorMessage": "Fill this in first."},
        {**choices("one:who", "Who"), "value": "2",
         "style": "compact"},
        {**choices("one:how", "How"), "style": "expanded"},
        {**choices("many:tags", "Tags"), "style": "expanded",
         "isMultiSelect": True},
        {"type": "Input.Date", "id": "day:until", "label": "Until", "value": "2026-12-31"},
    ]  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """Rows of buttons, long ones too."""
    return [
        buttons(execute("✓ Open", "status", style="positive"), execute("Pending", "status"), execute("Closed", "x")),
        buttons(execute("A button with words that go on for longer than the pane is wide", "x")),
        buttons(execute("Delete", "x", style="destructive"), execute("Not now", "x", isEnabled=False)),
    ]


def tones() -> list[dict[str, Any]]:
    """Words in every colour."""
    return [text(f"In {tone}", color=tone) for tone in ("good", "warning", "attention", "accent")]
