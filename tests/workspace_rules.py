"""What Google's reference of add-on cards says and the description of its API does not, as tables."""

from __future__ import annotations

MOST_WIDGETS = MOST_SECTIONS = MOST_ITEMS = 100
MOST_CARD_ACTIONS = 10
MOST_BUTTONS_IN_A_ROW = 3

NOT_IN_GMAILS_SIDEBAR = {
    "Widget": {"carousel", "columns", "eventActions", "id", "visibility"},
    "Card": {"expressionData"},
    "Section": {"id"},
    "Icon": {"materialIcon"},
    "TextParagraph": {"textSyntax"},
    "TextInput": {"placeholderText", "hostAppDataSource"},
    "DateTimePicker": {"hostAppDataSource"},
    "DecoratedText": {"contentText", "topLabelText", "bottomLabelText", "startIconVerticalAlignment", "icon"},
    "SelectionInput": {"dataSourceConfigs", "externalDataSource", "platformDataSource", "hintText"},
    "Action": {"interaction"},
    "Button": {"type"},
    "Chip": {"enabled"},
}
EXACTLY_ONE = {
    "Widget": {
        "buttonList", "chipList", "dateTimePicker", "decoratedText", "divider", "grid", "image", "selectionInput",
        "textInput", "textParagraph",
    },
    "OnClick": {"action", "card", "openDynamicLinkAction", "openLink", "overflowMenu"},
    "Icon": {"iconUrl", "knownIcon"},
}  # fmt: skip
AT_MOST_ONE = {"DecoratedText": {"button", "switchControl", "endIcon"}}
REQUIRED = {
    "Card": {"header", "name", "sections"},
    "CardHeader": {"title"},
    "CardAction": {"actionLabel", "onClick"},
    "CardFixedFooter": {"primaryButton"},
    "Section": {"widgets"},
    "TextParagraph": {"text"},
    "DecoratedText": {"text"},
    "ButtonList": {"buttons"},
    "Button": {"text", "onClick"},
    "ChipList": {"chips"},
    "Chip": {"label", "onClick"},
    "TextInput": {"name", "label"},
    "SelectionInput": {"name", "label", "type", "items"},
    "SelectionItem": {"text", "value"},
    "DateTimePicker": {"name", "label", "type"},
    "Action": {"function"},
    "ActionParameter": {"key", "value"},
    "OpenLink": {"url"},
}
LENGTHS = {
    ("Card", "sections"): (1, MOST_SECTIONS),
    ("Card", "cardActions"): (1, MOST_CARD_ACTIONS),
    ("Section", "widgets"): (1, MOST_WIDGETS),
    ("ButtonList", "buttons"): (1, MOST_BUTTONS_IN_A_ROW),
    ("ChipList", "chips"): (1, MOST_ITEMS),
    ("SelectionInput", "items"): (1, MOST_ITEMS),
}
MARKED_UP = {("TextParagraph", "text"), ("DecoratedText", "text"), ("Section", "header")}
"""Where Google reads HTML; everywhere else text is shown as it is."""
VERBATIM = {
    ("TextInput", "value"),
    ("ActionParameter", "value"),
    ("SelectionItem", "value"),
    ("SuggestionItem", "text"),
}
"""What comes back to us as it was sent."""
KNOWN_ICONS = {
    "AIRPLANE", "BOOKMARK", "BUS", "CAR", "CLOCK", "CONFIRMATION_NUMBER_ICON", "DESCRIPTION", "DOLLAR", "EMAIL",
    "EVENT_SEAT", "FLIGHT_ARRIVAL", "FLIGHT_DEPARTURE", "HOTEL", "HOTEL_ROOM_TYPE", "INVITE", "MAP_PIN", "MEMBERSHIP",
    "MULTIPLE_PEOPLE", "PERSON", "PHONE", "RESTAURANT_ICON", "SHOPPING_CART", "STAR", "STORE", "TICKET", "TRAIN",
    "VIDEO_CAMERA", "VIDEO_PLAY",
}  # fmt: skip
