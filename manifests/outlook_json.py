"""The unified JSON manifest of the Outlook add-in, for tenants that want it; Macs and phones take the XML one only."""

from __future__ import annotations

from typing import Any

from inbox.settings import Settings
from manifests import outlook

_SCHEMA = "1.17"
"""The oldest version of the format that says all this."""
_ON_RIBBON = (16, 32, 80)
_EVENTS_SINCE = "1.12"
OUTLINE, COLOUR, GERMAN = "outline-32.png", "icon-192.png", "de-de.json"
"""Pictures, and the words in another language, that go into the package beside the manifest."""


def manifest(settings: Settings) -> dict[str, Any]:
    """The whole manifest."""
    here = settings.public_url
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{_SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": _SCHEMA,
        "version": outlook.VERSION,
        "id": outlook.identity(settings),
        "developer": {
            "name": outlook.PROVIDER, "websiteUrl": here + outlook.ABOUT, "privacyUrl": here + outlook.ABOUT,
            "termsOfUseUrl": here + outlook.ABOUT,
        },
        "name": {"short": outlook.NAME, "full": outlook.NAME},
        "description": {"short": outlook.OPEN, "full": outlook.SUMMARY},
        "icons": {"outline": OUTLINE, "color": COLOUR},
        "accentColor": outlook.COLOUR,
        "localizationInfo": {"defaultLanguageTag": "en-us", "additionalLanguages": [
            {"languageTag": "de-de", "file": GERMAN},
        ]},
        "authorization": {"permissions": {"resourceSpecific": [
            {"name": "MailboxItem.ReadWrite.User", "type": "Delegated"},
            {"name": "Mailbox.SharedFolder", "type": "Delegated"},
        ]}},
        "extensions": [_extension(settings)],
    }  # fmt: skip


def in_german(settings: Settings) -> dict[str, str]:
    """The words of the manifest in German, by their places in it."""
    said = manifest(settings)
    known = {"name.short": said["name"]["short"], "name.full": said["name"]["full"]}
    known |= {f"description.{kind}": said["description"][kind] for kind in ("short", "full")}
    for place, ribbon in enumerate(said["extensions"][0]["ribbons"]):
        group = ribbon["tabs"][0]["groups"][0]
        at = f"extensions[0].ribbons[{place}].tabs[0].groups[0]"
        [button] = group["controls"]
        known |= {
            f"{at}.label": group["label"], f"{at}.controls[0].label": button["label"],
            f"{at}.controls[0].supertip.title": button["supertip"]["title"],
            f"{at}.controls[0].supertip.description": button["supertip"]["description"],
        }  # fmt: skip
    schema = f"https://developer.microsoft.com/json-schemas/teams/v{_SCHEMA}/MicrosoftTeams.Localization.schema.json"
    return {"$schema": schema} | {place: outlook.GERMAN.get(words, words) for place, words in known.items()}


def _extension(settings: Settings) -> dict[str, Any]:
    return {
        "requirements": {
            "scopes": ["mail"], "formFactors": ["desktop"],
            "capabilities": [{"name": "Mailbox", "minVersion": outlook.OLDEST}],
        },
        "runtimes": _runtimes(settings.public_url),
        "ribbons": [
            _ribbon(settings, "mailRead", "open-pane", outlook.OPEN, outlook.OPEN_HINT),
            _ribbon(settings, "mailCompose", "open-templates", outlook.WRITE, outlook.WRITE_HINT),
        ],
        "autoRunEvents": [
            {
                "requirements": {"capabilities": [{"name": "Mailbox", "minVersion": _EVENTS_SINCE}]},
                "events": [{
                    "type": "messageSending", "actionId": outlook.ON_SEND,
                    "options": {"sendMode": _in_camel_case(settings.outlook_send_mode)},
                }],
            }
        ],
    }  # fmt: skip


def _runtimes(here: str) -> list[dict[str, Any]]:
    shown = {"type": "openPage", "view": "pane", "pinnable": True}
    return [
        {
            "id": "pane", "type": "general", "code": {"page": here + outlook.PANE}, "lifetime": "short",
            "actions": [
                {"id": "open-pane", **shown, "supportsNoItemContext": True}, {"id": "open-templates", **shown},
            ],
        },
        {
            "id": "events", "type": "general", "lifetime": "short",
            "requirements": {"capabilities": [{"name": "Mailbox", "minVersion": _EVENTS_SINCE}]},
            "code": {"page": here + outlook.EVENTS, "script": here + outlook.EVENTS_SCRIPT},
            "actions": [{"id": outlook.ON_SEND, "type": "executeFunction"}],
        },
    ]  # fmt: skip


def _ribbon(settings: Settings, context: str, action: str, label: str, hint: str) -> dict[str, Any]:
    icons = [{"size": size, "url": settings.public_url + outlook.icon(size)} for size in _ON_RIBBON]
    button = {
        "id": f"{action}-button", "type": "button", "label": label, "icons": icons,
        "supertip": {"title": label, "description": hint}, "actionId": action,
    }  # fmt: skip
    group = {"id": f"{action}-group", "label": outlook.NAME, "controls": [button]}
    return {"contexts": [context], "tabs": [{"builtInTabId": "TabDefault", "groups": [group]}]}


def _in_camel_case(mode: str) -> str:
    return mode[0].lower() + mode[1:]
