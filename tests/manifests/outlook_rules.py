"""What Outlook minds about an XML manifest: the order of elements, what they may say, and that names lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.manifests.markup import Node, NotWellFormed, read

_OFFICE = "http://schemas.microsoft.com/office/"
_SURFACE, _LABEL = "OfficeTab", "Label"
GRAMMAR = {
    "OfficeApp@MailApp": "Id AlternateId? Version ProviderName DefaultLocale DisplayName Description IconUrl "
    "HighResolutionIconUrl? SupportUrl? AppDomains? Hosts Requirements? FormSettings Permissions Rule "
    "DisableEntityHighlighting? VersionOverrides?",
    "VersionOverrides@VersionOverridesV1_0": "Description? Requirements? Hosts Resources? VersionOverrides?",
    "VersionOverrides@VersionOverridesV1_1": "Description? Requirements? Hosts Resources? WebApplicationInfo? "
    "ExtendedPermissions?",
    "Hosts": "Host+", "Host": "", "Host@MailHost": "Runtimes? DesktopFormFactor? MobileFormFactor?",
    "Requirements": "(Sets |bt:Sets )", "Sets": "Set+", "bt:Sets": "bt:Set+", "Set": "", "bt:Set": "",
    "FormSettings": "Form+", "Form@ItemRead": "DesktopSettings", "DesktopSettings": "SourceLocation RequestedHeight?",
    "Runtimes": "Runtime+", "Runtime": "Override*", "Override": "",
    "DesktopFormFactor": "SupportsSharedFolders? FunctionFile? ExtensionPoint+", "MobileFormFactor": "ExtensionPoint+",
    "ExtensionPoint@MessageReadCommandSurface": _SURFACE, "ExtensionPoint@MessageComposeCommandSurface": _SURFACE,
    "ExtensionPoint@MobileMessageReadCommandSurface": "Group",
    "ExtensionPoint@LaunchEvent": "LaunchEvents SourceLocation", "LaunchEvents": "LaunchEvent+", "LaunchEvent": "",
    "OfficeTab": "Group+", "Group": "Label Control+", "Label": "",
    "Control@Button": "Label Supertip Icon Action", "Control@MobileButton": "Label Icon Action",
    "Supertip": "Title Description", "Title": "", "Description": "Override*", "Icon": "bt:Image+",
    "Icon@bt:MobileIconList": "bt:Image+", "bt:Image": "",
    "Action@ShowTaskpane": "SourceLocation SupportsPinning? SupportsNoItemContext? SupportsMultiSelect?",
    "SourceLocation": "", "Resources": "bt:Images? bt:Urls? bt:ShortStrings? bt:LongStrings?",
    "bt:Images": "bt:Image+", "bt:Urls": "bt:Url+", "bt:ShortStrings": "bt:String+", "bt:LongStrings": "bt:String+",
    "bt:Url": "", "bt:String": "bt:Override*", "bt:Override": "", "Rule@ItemIs": "",
    **dict.fromkeys(("Id", "Version", "ProviderName", "DefaultLocale", "DisplayName", "IconUrl", "SupportUrl",
                     "HighResolutionIconUrl", "RequestedHeight", "Permissions", "DisableEntityHighlighting",
                     "SupportsSharedFolders", "SupportsPinning", "SupportsNoItemContext"), ""),
}  # fmt: skip
"""What stands in an element, in this order; anything else is unknown."""
_SAYS = {
    "Id": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "Version": r"[1-9]\d{0,4}(\.\d{1,5}){1,3}",
    "ProviderName": r".{1,125}", "DefaultLocale": r"[a-z]{2}-[A-Z]{2}", "RequestedHeight": r"\d{2,3}",
    "Permissions": r"Restricted|ReadItem|ReadWriteItem|ReadWriteMailbox",
    **dict.fromkeys(("DisableEntityHighlighting", "SupportsSharedFolders", "SupportsPinning", "SupportsNoItemContext"),
                    r"true|false"),
}  # fmt: skip
_NEEDS = {
    "Control@Button": ("id",), "Control@MobileButton": ("id",), "Group": ("id",), "OfficeTab": ("id",),
    "LaunchEvent": ("Type", "FunctionName"), "Runtime": ("resid",),
    "Rule@ItemIs": ("ItemType", "FormType"), "Label": ("resid",), "Title": ("resid",), "bt:Url": ("id", "DefaultValue"),
    "bt:String": ("id", "DefaultValue"), "Set": ("Name",), "bt:Set": ("Name",),
    **dict.fromkeys(("DisplayName", "IconUrl", "SupportUrl", "HighResolutionIconUrl"), ("DefaultValue",)),
}  # fmt: skip
_EVENTS = {"OnMessageSend", "OnNewMessageCompose", "OnMessageRecipientsChanged", "OnMessageAttachmentsChanged"}
_MODES = {None, "PromptUser", "SoftBlock", "Block"}
_HOMES = {"bt:Images", "bt:Urls", "bt:ShortStrings", "bt:LongStrings"}
_NAMESPACES = {
    "OfficeApp@MailApp": _OFFICE + "appforoffice/1.1",
    "VersionOverrides@VersionOverridesV1_0": _OFFICE + "mailappversionoverrides",
    "VersionOverrides@VersionOverridesV1_1": _OFFICE + "mailappversionoverrides/1.1",
}
_LONGEST = {"bt:ShortStrings": 125, "bt:LongStrings": 250}
_LARGEST = 256 * 1024
_ID = 32


def problems(written: bytes) -> list[str]:
    """All that Outlook would mind, each with its line."""
    if len(written) > _LARGEST:
        return ["1: too large"]
    try:
        root = read(written)
    except NotWellFormed as error:
        return [str(error)]
    return [f"{node.line}: {what}" for node in root.each() for what in _of(node)]


def _of(node: Node) -> Iterator[str]:
    yield from _shape(node)
    yield from _words(node)
    yield from _names(node)
    if node.tag == "Icon":
        yield from _sizes(node)
    if node.tag == "LaunchEvent" and node.attributes.get("Type") not in _EVENTS:
        yield f"unknown event {node.attributes.get('Type')}"
    if node.tag == "LaunchEvent" and node.attributes.get("SendMode") not in _MODES:
        yield f"unknown mode {node.attributes.get('SendMode')}"


def _shape(node: Node) -> Iterator[str]:
    grammar = GRAMMAR.get(node.kind)
    if grammar is None:
        yield f"unknown element {node.kind}"
        return
    pattern = grammar if grammar.startswith("(") else re.sub(r"([\w:]+)([?+*]?)\s*", r"(?:\1 )\2", grammar)
    inside = "".join(f"{child.tag} " for child in node.children)
    if not re.fullmatch(pattern, inside):
        yield f"{node.tag} holds {inside.strip() or 'nothing'}, and should hold {grammar}"
    if node.kind in _NAMESPACES and node.attributes.get("xmlns") != _NAMESPACES[node.kind]:
        yield f"{node.kind} is in the wrong namespace"


def _words(node: Node) -> Iterator[str]:
    said = node.attributes.get("DefaultValue", "")
    if node.tag in _SAYS and not re.fullmatch(_SAYS[node.tag], node.text):
        yield f"{node.tag} cannot say {node.text!r}"
    yield from _translated(node)
    for name in _NEEDS.get(node.kind, ()):
        if not node.attributes.get(name):
            yield f"{node.tag} lacks {name}"
    is_address = node.tag.endswith("Url") or (node.parent is not None and node.parent.tag == "bt:Images")
    if (is_address or (node.tag == "SourceLocation" and said)) and not said.startswith("https://"):
        yield f"not https: {said}"
    longest = _LONGEST.get(node.parent.tag, 2048) if node.parent is not None else 2048
    if len(said) > (250 if node.tag == "Description" else 125 if node.tag == "DisplayName" else longest):
        yield f"{node.tag} is too long"


def _translated(node: Node) -> Iterator[str]:
    """A text in another language says which, and is no longer than the first; a script's override is none."""
    if not node.tag.endswith("Override") or node.parent is None or node.parent.tag == "Runtime":
        needed = ("type", "resid") if node.tag == "Override" else ()
    else:
        needed = ("Locale", "Value")
        home = node.parent.parent
        longest = _LONGEST.get(home.tag, 250) if home is not None else 250
        if not re.fullmatch(r"[a-z]{2}-[A-Z]{2}", node.attributes.get("Locale", "")):
            yield f"there is no language {node.attributes.get('Locale')}"
        if len(node.attributes.get("Value", "")) > longest:
            yield f"{node.tag} is too long"
    for name in needed:
        if not node.attributes.get(name):
            yield f"{node.tag} lacks {name}"


def _names(node: Node) -> Iterator[str]:
    """Names lead to resources of the same version, and no name stands for two things."""
    for name in ("id", "resid"):
        if len(node.attributes.get(name, "")) > _ID:
            yield f"the {name} is longer than {_ID}"
    own = _owner(node)
    if own is None:
        return
    defined = [
        one.attributes.get("id")
        for one in own.each()
        if one.parent is not None and one.parent.tag in _HOMES and _owner(one) is own
    ]
    resid = node.attributes.get("resid")
    if resid is not None and resid not in defined:
        yield f"{resid} is defined nowhere"
    if node.parent is not None and node.parent.tag in _HOMES and defined.count(node.attributes.get("id")) > 1:
        yield f"{node.attributes.get('id')} is defined twice"
    if node.tag == "Control":
        ids = [one.attributes.get("id") for one in own.each() if one.tag == "Control" and _owner(one) is own]
        if ids.count(node.attributes.get("id")) > 1:
            yield f"two controls are called {node.attributes.get('id')}"


def _owner(node: Node) -> Node | None:
    return next((one for one in node.above() if one.tag == "VersionOverrides"), None)


def _sizes(icon: Node) -> Iterator[str]:
    is_mobile = any(one.tag == "MobileFormFactor" for one in icon.above())
    has = {(one.attributes.get("size"), one.attributes.get("scale")) for one in icon.children}
    phone: set[tuple[str | None, str | None]] = {(size, scale) for size in ("25", "32", "48") for scale in "123"}
    needed = phone if is_mobile else {(size, None) for size in ("16", "32", "80")}
    if needed - has:
        yield f"sizes are missing: {sorted(map(str, needed - has))}"
