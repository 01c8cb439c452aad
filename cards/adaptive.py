"""Drawing cards for Outlook's pane and the web page: Adaptive Card 1.5 JSON.

Every press is an Action.Execute: `verb` is the action's name and `data` its parameters, as Google's cards send them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

from cards import adaptive_inputs, kit
from cards.adaptive_icons import ICONS
from cards.adaptive_text import Json, block, blocks, markdown, small, value, words
from cards.parts import in_rows
from cards.wording import Wording, wording

VERSION = "1.5"
_TITLE, _LABEL, _BUTTON = 120, 200, 60
_BESIDE = 14
"""Letters of a button that has room beside a line's text in a narrow pane."""
_LETTERS_IN_A_LINE = 40


def title(card: kit.Card) -> str:
    """What a card is about, as it stands at its beginning."""
    return words(card.title, _TITLE)


def render(card: kit.Card) -> Json:
    """The card as Adaptive Card JSON."""
    drawing = Drawing(card)
    said = " · ".join([title(card), *([words(card.subtitle, _TITLE)] if card.subtitle else [])])
    body = [*_header(card), *drawing.menu(card.menu)]
    for section in card.sections:
        items = drawing.section(section) if section.widgets else []
        if items:
            body.append({"type": "Container", "separator": True, "items": items})
    drawn: Json = {
        "type": "AdaptiveCard",
        "version": VERSION,
        "lang": drawing.wording.language,
        "speak": said,
        "fallbackText": markdown(said),
        "body": body,
    }
    if card.footer:
        buttons = (card.footer.primary, card.footer.secondary)
        drawn["actions"] = [drawing.button(button) for button in buttons if button]
    return drawn


def _header(card: kit.Card) -> list[Json]:
    heading = block(title(card), style="heading", size="large", weight="bolder")
    return [heading, small(card.subtitle, _TITLE)] if card.subtitle else [heading]


def widgets(card: kit.Card) -> Iterator[kit.Widget]:
    """All widgets of a card, in order."""
    for section in card.sections:
        yield from section.widgets


def _acts(card: kit.Card) -> Iterator[kit.Act]:
    """All that can be pressed on a card."""
    footer = (card.footer.primary, card.footer.secondary) if card.footer else ()
    yield from (button.act for button in (*card.menu, *footer) if button)
    for widget in widgets(card):
        match widget:
            case kit.Buttons():
                yield from (button.act for button in widget.buttons)
            case kit.Chips():
                yield from (chip.act for chip in widget.chips)
            case kit.Line():
                yield from filter(None, (widget.act, widget.button and widget.button.act))
            case _:
                pass


class Drawing:
    """One card being drawn: knows what goes with presses, which fields must be filled in, and in which language."""

    def __init__(self, card: kit.Card) -> None:
        self.wording: Wording = wording(card.language, "UTC")
        self.carries = card.carries
        self.needed = {name for act in _acts(card) if isinstance(act, kit.Press) for name in act.needs}
        self.has_fields = any(isinstance(widget, get_args(adaptive_inputs.Field)) for widget in widgets(card))
        self._folds = 0

    def menu(self, menu: tuple[kit.Button, ...]) -> list[Json]:
        """What is done more rarely, out of sight until asked for."""
        items = _button_rows(self, menu)
        return self.fold(self.wording.gettext("Menu"), items) if items else []

    def section(self, section: kit.Section) -> list[Json]:
        shown = len(section.widgets) if section.shows is None else section.shows
        items = self.widgets(section.widgets[:shown])
        folded = self.widgets(section.widgets[shown:])
        if section.title:
            items.insert(0, block(section.title, style="heading", weight="bolder"))
        if folded:
            items += self.fold(self._named(section.title, len(section.widgets) - shown), folded)
        return items

    def widgets(self, widgets: tuple[kit.Widget, ...]) -> list[Json]:
        """The elements of widgets; a thin line is drawn by what stands beneath it."""
        items: list[Json] = []
        is_divided = False
        for widget in widgets:
            drawn = _WIDGETS[type(widget)](self, widget)
            if is_divided and drawn:
                drawn[0]["separator"] = True
            is_divided = isinstance(widget, kit.Divider)
            items += drawn
        return items

    def fold(self, label: str, items: list[Json], *instead: Json) -> list[Json]:
        """A button that shows what is out of sight, in the place of `instead`, and hides it again.

        Its words are right both before and after, and it stays where it is, so that nobody loses their place.
        """
        self._folds += 1
        hidden = f"fold-{self._folds}"
        targets = [hidden]
        for number, one in enumerate(instead):
            one["id"] = f"{hidden}-{number}"
            targets.append(one["id"])
        toggle = {"type": "Action.ToggleVisibility", "title": words(label, _TITLE), "targetElements": targets}
        content = {"type": "Container", "id": hidden, "isVisible": False, "items": items}
        return [*instead, {"type": "ActionSet", "actions": [toggle]}, content]

    def act(self, act: kit.Act) -> Json:
        match act:
            case kit.Link():
                return {"type": "Action.OpenUrl", "url": value(act.url)}
            case kit.Open():
                return _execute("open", {**act.params, "page": act.page}, takes_fields=False)
            case kit.Press():
                # A field that must be filled in holds up every button that takes fields; those of
                # its card that do not ask for it, such as one that deletes, take none.
                takes_fields = self.has_fields and (bool(act.needs) or not self.needed)
                return {"type": "Action.Execute", **self.press(act), **_associated(takes_fields)}

    def press(self, press: kit.Press) -> Json:
        return _sent(press.action, {**self.carries, **press.params})

    def button(self, button: kit.Button) -> Json:
        drawn = {**self.act(button.act), "title": words(button.text, _BUTTON)}
        if button.is_primary:
            drawn["style"] = "positive"
        if button.is_disabled:
            drawn["isEnabled"] = False
        return drawn

    def missing(self, widget: adaptive_inputs.Field) -> str:
        """What is said when a field is empty that must not be."""
        return self.wording.gettext("Fill this in first.") if widget.name in self.needed else ""

    def _named(self, title: str, count: int) -> str:
        if title:
            return self.wording.gettext("Show or hide: %(what)s") % {"what": title}
        return self.wording.ngettext("%(count)d more", "%(count)d more", count)


def _sent(verb: str, params: kit.Params) -> Json:
    return {"verb": verb, "data": {key: value(text) for key, text in params.items()}}


def _execute(verb: str, params: kit.Params, *, takes_fields: bool) -> Json:
    return {"type": "Action.Execute", **_sent(verb, params), **_associated(takes_fields)}


def _associated(takes_fields: bool) -> Json:
    return {} if takes_fields else {"associatedInputs": "none"}


def _paragraph(drawing: Drawing, widget: kit.Paragraph) -> list[Json]:
    whole = blocks(widget.text)
    if not widget.max_lines or not _is_longer(widget):
        return [whole]
    beginning = block(_plain(widget.text), maxLines=widget.max_lines)
    return drawing.fold(drawing.wording.gettext("Show more or less"), [whole], beginning)


def _is_longer(widget: kit.Paragraph) -> bool:
    text = _plain(widget.text)
    return text.count("\n") >= widget.max_lines or len(text) > widget.max_lines * _LETTERS_IN_A_LINE


def _plain(text: kit.Text) -> str:
    parts = text if isinstance(text, tuple) else (text,)
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def _line(drawing: Drawing, widget: kit.Line) -> list[Json]:
    said: Json = {"type": "Container", "items": _said(widget)}
    if widget.act:
        said["selectAction"] = drawing.act(widget.act)
    button = {"type": "ActionSet", "actions": [drawing.button(widget.button)]} if widget.button else None
    is_beside = widget.button is not None and len(widget.button.text) <= _BESIDE
    columns: list[Json] = []
    if widget.icon:
        columns.append(_column([_icon(widget, widget.icon)], "auto"))
    if columns or is_beside:
        columns.append({**said, "type": "Column", "width": "stretch"})
    if button and is_beside:
        columns.append(_column([button], "auto"))
    drawn: Json = {"type": "ColumnSet", "columns": columns} if columns else said
    return [drawn, button] if button and not is_beside else [drawn]


def _said(widget: kit.Line) -> list[Json]:
    text = blocks(widget.text, spacing="none")
    if not widget.wraps and "wrap" in text:
        text["wrap"] = False
    above = [small(widget.above, _LABEL)] if widget.above else []
    return [*above, text, small(widget.below, _LABEL)] if widget.below else [*above, text]


def _icon(widget: kit.Line, icon: kit.Icon) -> Json:
    says = words(widget.icon_says or widget.above, _LABEL)
    return {"type": "Image", "url": ICONS[icon], "altText": says, "width": "20px"}


def _column(items: list[Json], width: str) -> Json:
    return {"type": "Column", "width": width, "items": items}


def _buttons(drawing: Drawing, widget: kit.Buttons) -> list[Json]:
    return _button_rows(drawing, widget.buttons)


def _button_rows(drawing: Drawing, buttons: tuple[kit.Button, ...]) -> list[Json]:
    """Rows short enough for a narrow pane: clients leave out or cut what does not fit."""
    rows = in_rows(*buttons)
    return [{"type": "ActionSet", "actions": [drawing.button(button) for button in row.buttons]} for row in rows]


def _chips(drawing: Drawing, widget: kit.Chips) -> list[Json]:
    return _button_rows(
        drawing, tuple(kit.Button(chip.shown, chip.act, is_primary=chip.is_current) for chip in widget.chips)
    )


def _divider(_drawing: Drawing, _widget: kit.Divider) -> list[Json]:
    return []


def _field(drawing: Drawing, widget: adaptive_inputs.Field) -> list[Json]:
    return adaptive_inputs.draw(widget, drawing.missing(widget))


_WIDGETS: dict[type[kit.Widget], Callable[[Drawing, Any], list[Json]]] = {
    kit.Paragraph: _paragraph,
    kit.Line: _line,
    kit.Buttons: _buttons,
    kit.Chips: _chips,
    kit.Divider: _divider,
    kit.TextField: _field,
    kit.Choice: _field,
    kit.Day: _field,
}
