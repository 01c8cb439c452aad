"""Fields of Adaptive Cards, and reading what comes back of them.

A client sends back one object that holds both what the button carries and what was typed. So that neither is taken for
the other, a field's id says what kind it is of: `text:note`, `one:assignee`, `many:tags`, `day:day`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cards import kit
from cards.adaptive_text import Json, small, value, words

_LABEL, _OPTION = 200, 100
_TEXT, _ONE, _MANY, _DAY = "text", "one", "many", "day"
_EMPTY = "%"
"""An option with an empty value: clients would take it for no option at all. No written value reads so."""

Field = kit.TextField | kit.Choice | kit.Day


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back with a press: what the button carried, and what was typed and chosen, by the field's name."""

    params: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    garbled: frozenset[str] = frozenset()
    """Names of fields that came in no shape we know."""


def returned(data: Mapping[str, object]) -> Returned:
    """Read the `data` of a press. A field that was left empty may be missing from it."""
    params: dict[str, str] = {}
    texts: dict[str, tuple[str, ...]] = {}
    days: dict[str, date] = {}
    garbled = set()
    for key, written in data.items():
        kind, colon, name = key.partition(":")
        if not colon:
            if isinstance(written, str):
                params[key] = value(written)
        elif not isinstance(written, str) or kind not in _READ:
            garbled.add(name)
        elif kind != _DAY:
            texts[name] = _READ[kind](value(written))
        elif (chosen := _date(written)) is not None:
            days[name] = chosen
        elif written:
            garbled.add(name)
    return Returned(params, texts, days, frozenset(garbled))


def identity(widget: Field) -> str:
    """The id of a field."""
    match widget:
        case kit.TextField():
            kind = _TEXT
        case kit.Day():
            kind = _DAY
        case kit.Choice():
            kind = _MANY if widget.style is kit.Style.CHECKBOXES else _ONE
    return f"{kind}:{value(widget.name)}"


def draw(widget: Field, missing: str) -> list[Json]:
    """A field; `missing` is what is said when it must be filled in and is not, empty when it need not be."""
    drawn = {**_DRAWN[type(widget)](widget), "id": identity(widget), "label": words(widget.label, _LABEL)}
    if missing:
        drawn |= {"isRequired": True, "errorMessage": missing}
    hint = widget.hint if isinstance(widget, kit.TextField) else ""
    return [drawn, small(hint, _LABEL)] if hint else [drawn]


def _text_field(widget: kit.TextField) -> Json:
    drawn: Json = {"type": "Input.Text"}
    if widget.has_many_lines:
        drawn["isMultiline"] = True
    if widget.value:
        drawn["value"] = value(widget.value)
    if widget.max_length:
        drawn["maxLength"] = widget.max_length
    return drawn


def _choice(widget: kit.Choice) -> Json:
    """Dropdowns stay compact ones: those that filter show the value in the place of the words."""
    selected = [_written(option.value) for option in widget.options if option.is_selected]
    drawn: Json = {
        "type": "Input.ChoiceSet",
        "style": "compact" if widget.style is kit.Style.DROPDOWN else "expanded",
        "wrap": True,
        "choices": [
            {"title": words(option.text, _OPTION), "value": _written(option.value)} for option in widget.options
        ],
    }
    if widget.style is kit.Style.CHECKBOXES:
        drawn["isMultiSelect"] = True
    if selected:
        drawn["value"] = ",".join(selected)
    return drawn


def _day(widget: kit.Day) -> Json:
    return {"type": "Input.Date", **({"value": widget.value.isoformat()} if widget.value else {})}


_DRAWN: dict[type[Field], Callable[[Any], Json]] = {
    kit.TextField: _text_field,
    kit.Choice: _choice,
    kit.Day: _day,
}


def _written(chosen: str) -> str:
    """An option's value as it may stand among others with commas between them."""
    return value(chosen).replace("%", "%25").replace(",", "%2C") or _EMPTY


def _read(written: str) -> str:
    return "" if written == _EMPTY else written.replace("%2C", ",").replace("%25", "%")


_READ: dict[str, Callable[[str], tuple[str, ...]]] = {
    _TEXT: lambda written: (written,),
    _ONE: lambda written: (_read(written),),
    _MANY: lambda written: tuple(_read(one) for one in written.split(",") if one),
    _DAY: lambda written: (written,),
}


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
