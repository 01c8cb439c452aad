"""The XML manifest of the Outlook add-in, which all clients take: what an admin uploads in Microsoft 365."""

from __future__ import annotations

from xml.etree.ElementTree import Element, indent, tostring

from inbox.settings import Settings
from manifests import outlook

_OFFICE = "http://schemas.microsoft.com/office/"
_ROOT = {
    "xmlns": _OFFICE + "appforoffice/1.1",
    "xmlns:bt": _OFFICE + "officeappbasictypes/1.0",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:type": "MailApp",
}
_OVERRIDES = {"1.0": _OFFICE + "mailappversionoverrides", "1.1": _OFFICE + "mailappversionoverrides/1.1"}
_ON_RIBBON = (16, 32, 80)
_ON_PHONES = (25, 32, 48)
_SCALES = (1, 2, 3)
_PANE, _EVENTS, _SCRIPT = "Pane.Url", "Events.Url", "Events.Script"
_OPEN, _WRITE = "Open", "Write"
"""Buttons of the two surfaces; their words are `<button>.Label` and `<button>.Hint`."""


def manifest(settings: Settings) -> bytes:
    """The whole manifest."""
    here = settings.public_url
    pane = _valued("SourceLocation", here + outlook.PANE)
    root = _node(
        "OfficeApp", _ROOT,
        _text("Id", outlook.identity(settings)),
        _text("Version", f"{outlook.VERSION}.0"),
        _text("ProviderName", outlook.PROVIDER),
        _text("DefaultLocale", "en-US"),
        _valued("DisplayName", outlook.NAME),
        _worded("Description", outlook.SUMMARY),
        _valued("IconUrl", here + outlook.icon(64)),
        _valued("HighResolutionIconUrl", here + outlook.icon(128)),
        _valued("SupportUrl", here + outlook.ABOUT),
        _node("Hosts", {}, _node("Host", {"Name": "Mailbox"})),
        _node("Requirements", {}, _node("Sets", {}, _node("Set", {"Name": "Mailbox", "MinVersion": outlook.OLDEST}))),
        _node("FormSettings", {}, _node("Form", {"xsi:type": "ItemRead"}, _node(
            "DesktopSettings", {}, pane, _text("RequestedHeight", "250")))),
        _text("Permissions", "ReadWriteItem"),
        _node("Rule", {"xsi:type": "ItemIs", "ItemType": "Message", "FormType": "Read"}),
        _text("DisableEntityHighlighting", "true"),
        _overrides(settings, "1.0", _desktop(), _overrides(settings, "1.1", _everything(settings))),
    )  # fmt: skip
    indent(root, "  ")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _overrides(settings: Settings, version: str, host: list[Element], *newer: Element) -> Element:
    """What clients of a version read in the place of the older parts; the newest version comes last."""
    kind = f"VersionOverridesV{version.replace('.', '_')}"
    return _node(
        "VersionOverrides", {"xmlns": _OVERRIDES[version], "xsi:type": kind},
        _node("Requirements", {}, _node("bt:Sets", {"DefaultMinVersion": outlook.OLDEST}, _node(
            "bt:Set", {"Name": "Mailbox"}))),
        _node("Hosts", {}, _node("Host", {"xsi:type": "MailHost"}, *host)),
        _resources(settings),
        *newer,
    )  # fmt: skip


def _desktop() -> list[Element]:
    """The buttons, for clients that know neither pinning nor events."""
    return [_node("DesktopFormFactor", {}, *_surfaces(is_pinned=False))]


def _everything(settings: Settings) -> list[Element]:
    """The buttons, a pane that stays, shared folders, a look before sending, and phones."""
    script = _node("Override", {"type": "javascript", "resid": _SCRIPT})
    asks = {"Type": "OnMessageSend", "FunctionName": outlook.ON_SEND, "SendMode": settings.outlook_send_mode}
    sending = _node(
        "ExtensionPoint", {"xsi:type": "LaunchEvent"},
        _node("LaunchEvents", {}, _node("LaunchEvent", asks)), _node("SourceLocation", {"resid": _EVENTS}),
    )  # fmt: skip
    return [
        _node("Runtimes", {}, _node("Runtime", {"resid": _EVENTS}, script)),
        _node(
            "DesktopFormFactor", {}, _text("SupportsSharedFolders", "true"), *_surfaces(is_pinned=True), sending,
        ),
        _node("MobileFormFactor", {}, _on_phones()),
    ]  # fmt: skip


def _surfaces(*, is_pinned: bool) -> list[Element]:
    surfaces = (("MessageReadCommandSurface", _OPEN), ("MessageComposeCommandSurface", _WRITE))
    return [
        _node("ExtensionPoint", {"xsi:type": kind}, _node("OfficeTab", {"id": "TabDefault"}, _node(
            "Group", {"id": f"{name}.Group"}, _node("Label", {"resid": "Name"}), _button(name, is_pinned=is_pinned))))
        for kind, name in surfaces
    ]  # fmt: skip


def _button(name: str, *, is_pinned: bool) -> Element:
    stays = [_text("SupportsPinning", "true")] if is_pinned else []
    if is_pinned and name == _OPEN:
        stays.append(_text("SupportsNoItemContext", "true"))
    icons = [_node("bt:Image", {"size": str(size), "resid": f"Icon.{size}"}) for size in _ON_RIBBON]
    return _node(
        "Control", {"xsi:type": "Button", "id": f"{name}.Button"},
        _node("Label", {"resid": f"{name}.Label"}),
        _node("Supertip", {}, _node("Title", {"resid": f"{name}.Label"}), _node(
            "Description", {"resid": f"{name}.Hint"})),
        _node("Icon", {}, *icons),
        _node("Action", {"xsi:type": "ShowTaskpane"}, _node("SourceLocation", {"resid": _PANE}), *stays),
    )  # fmt: skip


def _on_phones() -> Element:
    """Phones show the pane beside a mail that is read, and only that."""
    icons = [
        _node("bt:Image", {"size": str(size), "scale": str(scale), "resid": f"Icon.{size}"})
        for scale in _SCALES
        for size in _ON_PHONES
    ]
    button = _node(
        "Control", {"xsi:type": "MobileButton", "id": "Phone.Button"},
        _node("Label", {"resid": f"{_OPEN}.Label"}), _node("Icon", {"xsi:type": "bt:MobileIconList"}, *icons),
        _node("Action", {"xsi:type": "ShowTaskpane"}, _node("SourceLocation", {"resid": _PANE})),
    )  # fmt: skip
    group = _node("Group", {"id": "Phone.Group"}, _node("Label", {"resid": "Name"}), button)
    return _node("ExtensionPoint", {"xsi:type": "MobileMessageReadCommandSurface"}, group)


def _resources(settings: Settings) -> Element:
    here = settings.public_url
    urls = {_PANE: outlook.PANE, _EVENTS: outlook.EVENTS, _SCRIPT: outlook.EVENTS_SCRIPT}
    short = {"Name": outlook.NAME, f"{_OPEN}.Label": outlook.OPEN, f"{_WRITE}.Label": outlook.WRITE}
    long = {f"{_OPEN}.Hint": outlook.OPEN_HINT, f"{_WRITE}.Hint": outlook.WRITE_HINT}
    sizes = sorted({*_ON_RIBBON, *_ON_PHONES})
    return _node(
        "Resources", {},
        _defined("bt:Images", "bt:Image", {f"Icon.{size}": here + outlook.icon(size) for size in sizes}),
        _defined("bt:Urls", "bt:Url", {name: here + path for name, path in urls.items()}),
        _defined("bt:ShortStrings", "bt:String", short),
        _defined("bt:LongStrings", "bt:String", long),
    )  # fmt: skip


def _defined(home: str, kind: str, values: dict[str, str]) -> Element:
    each = (({"id": id_, "DefaultValue": value}, _in_german(value, "bt:")) for id_, value in values.items())
    return _node(home, {}, *(_node(kind, attributes, *german) for attributes, german in each))


def _worded(name: str, value: str) -> Element:
    """A text in each language."""
    return _node(name, {"DefaultValue": value}, *_in_german(value))


def _in_german(value: str, prefix: str = "") -> list[Element]:
    german = outlook.GERMAN.get(value)
    return [_node(f"{prefix}Override", {"Locale": "de-DE", "Value": german})] if german else []


def _node(name: str, attributes: dict[str, str], *inside: Element) -> Element:
    node = Element(name, attributes)
    node.extend(inside)
    return node


def _text(name: str, text: str) -> Element:
    node = Element(name)
    node.text = text
    return node


def _valued(name: str, value: str) -> Element:
    return _node(name, {"DefaultValue": value})
