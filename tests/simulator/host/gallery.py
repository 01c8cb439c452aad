"""A card with every widget there is, and one that looks like the product's."""

from __future__ import annotations

from typing import Any

from tests.simulator.host.scripted import PUBLIC, button, function, pushed

LOGO = f"{PUBLIC}/logo.png"


def link(url: str) -> dict[str, Any]:
    """A press that opens a link."""
    return {"openLink": {"url": url}}


def every_widget() -> dict[str, Any]:
    """The answer with the gallery."""
    return pushed(
        words(),
        pictures(),
        inputs(),
        choices(),
        dates(),
        folded(),
        name="gallery",
        header={"title": "Gallery", "subtitle": "Every widget", "imageUrl": LOGO, "imageType": "CIRCLE"},
        cardActions=[{"actionLabel": "Print", "onClick": {"action": {"function": function("/print")}}}],
        fixedFooter={"primaryButton": button("Save", "/save"), "secondaryButton": button("Cancel", "/cancel")},
    )


def words() -> dict[str, Any]:
    """Paragraphs, lines, buttons, chips."""
    star = {"knownIcon": "STAR", "altText": "Starred"}
    return {
        "header": "<b>Words</b>",
        "widgets": [
            {
                "textParagraph": {
                    "text": "Plain, <b>bold</b>, <i>leaning</i>, <font color='#c00000'>red</font> &amp; on"
                }
            },
            {"textParagraph": {"text": "A long story. " * 30, "maxLines": 2}},
            {"decoratedText": {"topLabel": "Status", "text": "Open", "bottomLabel": "since 9:30", "startIcon": star}},
            {"decoratedText": {"text": "Close it", "button": button("Close", "/close")}},
            {"decoratedText": {"text": "Tell me", "switchControl": {"name": "tell", "value": "yes", "selected": True}}},
            {
                "decoratedText": {
                    "text": "A line to press " * 4,
                    "wrapText": True,
                    "onClick": button("", "/line")["onClick"],
                }
            },
            {"divider": {}},
            {
                "buttonList": {
                    "buttons": [
                        button("Outlined", "/one"),
                        {**button("Filled", "/two"), "type": "FILLED"},
                        {**button("Blue", "/three"), "color": {"red": 0.1, "green": 0.3, "blue": 0.8}},
                        {**button("", "/four"), "icon": {"knownIcon": "PHONE"}, "altText": "Call"},
                        {**button("Off", "/five"), "disabled": True},
                    ]
                }
            },
            {"chipList": {"chips": [{"label": "lab", "onClick": link(f"{PUBLIC}/lab")}, {"label": "urgent"}]}},
        ],
    }


def pictures() -> dict[str, Any]:
    """An image and a grid."""
    items = [{"id": name, "title": name, "subtitle": "picture", "image": {"imageUri": LOGO}} for name in ("one", "two")]
    return {
        "header": "Pictures",
        "widgets": [
            {"image": {"imageUrl": LOGO, "altText": "The logo"}},
            {"grid": {"title": "Grid", "columnCount": 2, "items": items, "onClick": button("", "/grid")["onClick"]}},
        ],
    }


def inputs() -> dict[str, Any]:
    """Text boxes."""
    return {
        "header": "Inputs",
        "widgets": [
            {"textInput": {"name": "note", "label": "Note", "type": "MULTIPLE_LINE", "value": "as it was"}},
            {
                "textInput": {
                    "name": "person",
                    "label": "Person",
                    "autoCompleteAction": {"function": function("/people")},
                }
            },
            {
                "textInput": {
                    "name": "age",
                    "label": "Age",
                    "hintText": "In years",
                    "validation": {"inputType": "INTEGER", "characterLimit": 3},
                }
            },
        ],
    }


def choices() -> dict[str, Any]:
    """Every kind of selection."""
    items = [{"text": word, "value": word.lower()} for word in ("Apple", "Pear", "Plum")]
    chosen = [{**items[0], "selected": True}, *items[1:]]
    kinds = {"CHECK_BOX": chosen, "RADIO_BUTTON": chosen, "SWITCH": items, "DROPDOWN": chosen, "MULTI_SELECT": chosen}
    return {
        "header": "Choices",
        "widgets": [
            {"selectionInput": {"name": kind.lower(), "label": kind, "type": kind, "items": each}}
            for kind, each in kinds.items()
        ],
    }


def dates() -> dict[str, Any]:
    """Every kind of picker."""
    noon = str(1_772_625_600_000)
    return {
        "header": "Dates",
        "widgets": [
            {"dateTimePicker": {"name": "day", "label": "Day", "type": "DATE_ONLY", "valueMsEpoch": "1772582400000"}},
            {"dateTimePicker": {"name": "hour", "label": "Hour", "type": "TIME_ONLY", "valueMsEpoch": "34200000"}},
            {"dateTimePicker": {"name": "moment", "label": "Moment", "type": "DATE_AND_TIME", "valueMsEpoch": noon}},
        ],
    }


def folded() -> dict[str, Any]:
    """A section of which one widget is kept in sight."""
    return {
        "header": "Folded",
        "collapsible": True,
        "uncollapsibleWidgetsCount": 1,
        "widgets": [{"textParagraph": {"text": f"Line {number}"}} for number in (1, 2, 3)],
    }
