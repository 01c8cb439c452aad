"""What an Adaptive Card of ours may be made of: elements, their properties, and which values these take.

Written down from the published description of version 1.5, and narrower: only what Outlook's pane, the web page and
Teams all draw.
"""

from __future__ import annotations

VERSIONS = {"1.5", "1.6"}
_PLACED = {"separator", "spacing", "id", "isVisible"}
_ACTION = {"title", "style", "isEnabled"}
_INPUT = {"isRequired", "errorMessage", "separator", "value"}

REQUIRED = {
    "AdaptiveCard": {"version", "body", "lang", "speak", "fallbackText"},
    "TextBlock": {"text", "wrap"},
    "RichTextBlock": {"inlines"},
    "TextRun": {"text"},
    "Container": {"items"},
    "ColumnSet": {"columns"},
    "Column": {"items", "width"},
    "ActionSet": {"actions"},
    "Image": {"url", "altText", "width"},
    "Input.Text": {"id", "label"},
    "Input.ChoiceSet": {"id", "label", "choices", "style", "wrap"},
    "Input.Date": {"id", "label"},
    "Action.Execute": {"verb", "data"},
    "Action.OpenUrl": {"url"},
    "Action.ToggleVisibility": {"title", "targetElements"},
}
ALLOWED = {
    "AdaptiveCard": {"actions"},
    "TextBlock": _PLACED | {"size", "weight", "color", "isSubtle", "style", "maxLines"},
    "RichTextBlock": _PLACED,
    "TextRun": {"weight", "color", "isSubtle", "selectAction"},
    "Container": _PLACED | {"selectAction"},
    "ColumnSet": _PLACED,
    "Column": {"selectAction"},
    "ActionSet": _PLACED,
    "Image": set(),
    "Input.Text": _INPUT | {"isMultiline", "maxLength"},
    "Input.ChoiceSet": _INPUT | {"isMultiSelect"},
    "Input.Date": _INPUT,
    "Action.Execute": _ACTION | {"associatedInputs"},
    "Action.OpenUrl": _ACTION,
    "Action.ToggleVisibility": set(),
}

ELEMENTS = {
    "TextBlock", "RichTextBlock", "Container", "ColumnSet", "ActionSet", "Image", "Input.Text", "Input.ChoiceSet",
    "Input.Date",
}  # fmt: skip
ACTIONS = {"Action.Execute", "Action.OpenUrl", "Action.ToggleVisibility"}
LISTS = {
    "body": ELEMENTS, "items": ELEMENTS, "columns": {"Column"}, "inlines": {"TextRun"}, "actions": ACTIONS,
}  # fmt: skip
"""Properties that hold lists of elements, and which."""
SELECTED = ACTIONS - {"Action.ToggleVisibility"}
"""What a tap on something that is no button may do."""

ENUMS = {
    "size": {"small", "default", "medium", "large", "extraLarge"},
    "weight": {"lighter", "default", "bolder"},
    "color": {"default", "dark", "light", "accent", "good", "warning", "attention"},
    "spacing": {"none", "small", "default", "medium", "large"},
    "associatedInputs": {"auto", "none"},
}
STYLES = {
    "TextBlock": {"default", "heading"},
    "Input.ChoiceSet": {"compact", "expanded"},
    "Action.Execute": {"default", "positive", "destructive"},
    "Action.OpenUrl": {"default", "positive", "destructive"},
}
FLAGS = {"wrap", "isSubtle", "isVisible", "separator", "isMultiline", "isMultiSelect", "isRequired", "isEnabled"}
NUMBERS = {"maxLines", "maxLength"}
PLAIN = {"title", "altText", "label", "errorMessage", "speak"}
"""Texts of which no Markdown is read."""
WIDTHS = {"auto", "stretch", "20px"}
SCHEMES = {"https", "mailto", "tel"}
KINDS = {"Input.Text": {"text"}, "Input.ChoiceSet": {"one", "many"}, "Input.Date": {"day"}}
"""How the id of a field begins."""

MOST_ACTIONS = 3
"""In a row; clients leave out those beyond their own limit."""
MOST_BYTES = 256 * 1024
"""Of a card. The pane and the page take any; Teams takes 28 kB, and would have to be shown shorter lists."""
