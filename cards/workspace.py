"""Drawing cards for Google: Card v1 JSON and the envelopes that Gmail and Google Chat expect around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from cards import kit
from cards.workspace_text import escape, html, words
from inbox.mail.text import displayable, one_line, storable

Json = dict[str, Any]

_TITLE, _LABEL, _BUTTON, _OPTION = 120, 200, 60, 100
_IN_A_ROW = 3
_BRAND = {"red": 0.102, "green": 0.451, "blue": 0.91}
_ICONS = {
    kit.Icon.ASSIGNEE: "PERSON",
    kit.Icon.ATTACHMENT: "DESCRIPTION",
    kit.Icon.CONTACT: "PERSON",
    kit.Icon.LINK: "CONFIRMATION_NUMBER_ICON",
    kit.Icon.MAIL: "EMAIL",
    kit.Icon.NOTE: "DESCRIPTION",
    kit.Icon.STATUS: "TICKET",
    kit.Icon.TAG: "BOOKMARK",
}
_STYLES = {kit.Style.DROPDOWN: "DROPDOWN", kit.Style.RADIO: "RADIO_BUTTON", kit.Style.CHECKBOXES: "CHECK_BOX"}


@dataclass(frozen=True)
class Endpoints:
    """Where presses go: `public_url` is the https origin of the add-on."""

    public_url: str

    def action(self, name: str) -> str:
        return f"{self.public_url}/gmail/actions/{name}"


def render(card: kit.Card, endpoints: Endpoints) -> Json:
    """The card as Card v1 JSON."""
    drawing = _Drawing(endpoints, card.carries)
    header = {"title": words(card.title, _TITLE)}
    if card.subtitle:
        header["subtitle"] = words(card.subtitle, _TITLE)
    drawn: Json = {
        "name": card.name,
        "header": header,
        "sections": [drawing.section(section) for section in card.sections if section.widgets],
    }
    if card.menu:
        drawn["cardActions"] = [
            {"actionLabel": words(item.text, _BUTTON), "onClick": drawing.click(item.act)} for item in card.menu
        ]
    if card.footer:
        drawn["fixedFooter"] = {"primaryButton": drawing.button(card.footer.primary)}
        if card.footer.secondary:
            drawn["fixedFooter"]["secondaryButton"] = drawing.button(card.footer.secondary)
    return drawn


def render_to_trigger(answer: kit.Answer, endpoints: Endpoints) -> Json:
    """The answer to a trigger (home page, open mail, compose, universal action): its card is pushed."""
    if answer.card is None:
        return {"action": {"notification": {"text": words(answer.notification, _LABEL)}}}
    return {"action": {"navigations": [{"pushCard": render(answer.card, endpoints)}]}}


def render_to_press(answer: kit.Answer, endpoints: Endpoints) -> Json:
    """The answer to a press on a card."""
    if answer.completions is not None:
        items = [{"text": displayable(storable(text))} for text in answer.completions]
        return {"autoComplete": {"items": items}}
    action: Json = {}
    if answer.card is not None:
        action["navigations"] = _navigations(render(answer.card, endpoints), answer.move)
    if answer.notification:
        action["notification"] = {"text": words(answer.notification, _LABEL)}
    actions: Json = {"action": action} if action else {}
    if answer.draft is not None:
        actions["hostAppAction"] = {"gmailAction": {"updateDraftActionMarkup": _draft(answer.draft)}}
    return {"renderActions": actions, **({"stateChanged": True} if answer.has_changed else {})}


def _navigations(card: Json, move: kit.Move) -> list[Json]:
    match move:
        case kit.Move.PUSH:
            return [{"pushCard": card}]
        case kit.Move.UPDATE:
            return [{"updateCard": card}]
        case kit.Move.BACK:
            return [{"pop": True}, {"updateCard": card}]
        case kit.Move.ROOT:
            return [{"popToRoot": True}, {"updateCard": card}]


def _draft(draft: kit.Draft) -> Json:
    content = escape(storable(draft.text)).replace("\n", "<br>")
    body = {"insertContents": [{"content": content, "contentType": "MUTABLE_HTML"}], "type": "IN_PLACE_INSERT"}
    subject = {"updateSubject": {"subject": one_line(draft.subject)}} if draft.subject else {}
    return {"updateBody": body, **subject}


class _Drawing:
    """One card being drawn: knows where presses go and what goes with them."""

    def __init__(self, endpoints: Endpoints, carries: kit.Params) -> None:
        self.endpoints = endpoints
        self.carries = carries

    def section(self, section: kit.Section) -> Json:
        widgets = [_WIDGETS[type(widget)](self, widget) for widget in section.widgets]
        drawn: Json = {"widgets": widgets}
        if section.title:
            drawn["header"] = html(section.title)
        if section.shows is not None and section.shows < len(widgets):
            drawn |= {"collapsible": True, "uncollapsibleWidgetsCount": section.shows}
        return drawn

    def click(self, act: kit.Act) -> Json:
        match act:
            case kit.Link():
                return {"openLink": {"url": act.url}}
            case kit.Open():
                return {"action": self._action("open", {**act.params, "page": act.page})}
            case kit.Press():
                return {"action": self.press(act)}

    def press(self, press: kit.Press) -> Json:
        action = self._action(press.action, {**self.carries, **press.params})
        action["persistValues"] = True  # what was typed stays, should the answer be no more than a few words
        if press.needs:
            action["requiredWidgets"] = list(press.needs)
        return action

    def button(self, button: kit.Button) -> Json:
        drawn: Json = {"text": words(button.text, _BUTTON), "onClick": self.click(button.act)}
        if button.is_primary:
            drawn["color"] = _BRAND
        if button.is_disabled:
            drawn["disabled"] = True
        return drawn

    def _action(self, name: str, params: kit.Params) -> Json:
        parameters = [{"key": key, "value": storable(value)} for key, value in params.items()]
        return {"function": self.endpoints.action(name), "parameters": parameters, "loadIndicator": "SPINNER"}


def _paragraph(_drawing: _Drawing, widget: kit.Paragraph) -> Json:
    drawn: Json = {"text": html(widget.text)}
    if widget.max_lines:
        drawn["maxLines"] = widget.max_lines
    return {"textParagraph": drawn}


def _line(drawing: _Drawing, widget: kit.Line) -> Json:
    drawn: Json = {"text": html(widget.text), "wrapText": widget.wraps}
    if widget.above:
        drawn["topLabel"] = words(widget.above, _LABEL)
    if widget.below:
        drawn["bottomLabel"] = words(widget.below, _LABEL)
    if widget.icon:
        drawn["startIcon"] = {
            "knownIcon": _ICONS[widget.icon],
            "altText": words(widget.icon_says or widget.above, _LABEL),
        }
    if widget.act:
        drawn["onClick"] = drawing.click(widget.act)
    if widget.button:
        drawn["button"] = drawing.button(widget.button)
    return {"decoratedText": drawn}


def _buttons(drawing: _Drawing, widget: kit.Buttons) -> Json:
    return {"buttonList": {"buttons": [drawing.button(button) for button in widget.buttons]}}


def _chips(drawing: _Drawing, widget: kit.Chips) -> Json:
    chips = [{"label": words(chip.shown, _BUTTON), "onClick": drawing.click(chip.act)} for chip in widget.chips]
    return {"chipList": {"chips": chips, "layout": "WRAPPED"}}


def _divider(_drawing: _Drawing, _widget: kit.Divider) -> Json:
    return {"divider": {}}


def _text_field(drawing: _Drawing, widget: kit.TextField) -> Json:
    drawn: Json = {
        "name": widget.name,
        "label": words(widget.label, _LABEL),
        "type": "MULTIPLE_LINE" if widget.has_many_lines else "SINGLE_LINE",
    }
    if widget.value:
        drawn["value"] = storable(widget.value)
    if widget.hint:
        drawn["hintText"] = words(widget.hint, _LABEL)
    if widget.max_length:
        drawn["validation"] = {"characterLimit": widget.max_length}
    if widget.suggest:
        drawn["autoCompleteAction"] = drawing.press(widget.suggest)
    if widget.suggestions:
        drawn["initialSuggestions"] = {"items": [{"text": words(text, _OPTION)} for text in widget.suggestions]}
    return {"textInput": drawn}


def _choice(_drawing: _Drawing, widget: kit.Choice) -> Json:
    items = [
        {"text": words(option.text, _OPTION), "value": storable(option.value), "selected": option.is_selected}
        for option in widget.options
    ]
    return {
        "selectionInput": {
            "name": widget.name,
            "label": words(widget.label, _LABEL),
            "type": _STYLES[widget.style],
            "items": items,
        }
    }


def _day(_drawing: _Drawing, widget: kit.Day) -> Json:
    drawn: Json = {"name": widget.name, "label": words(widget.label, _LABEL), "type": "DATE_ONLY"}
    if widget.value:
        drawn["valueMsEpoch"] = str(_midnight(widget.value))
    return {"dateTimePicker": drawn}


_WIDGETS: dict[type[kit.Widget], Callable[[_Drawing, Any], Json]] = {
    kit.Paragraph: _paragraph,
    kit.Line: _line,
    kit.Buttons: _buttons,
    kit.Chips: _chips,
    kit.Divider: _divider,
    kit.TextField: _text_field,
    kit.Choice: _choice,
    kit.Day: _day,
}


def _midnight(day: date) -> int:
    """A calendar date as Google writes it: 00:00 UTC, never shifted into a zone."""
    return int(datetime.combine(day, time(), tzinfo=UTC).timestamp()) * 1000
