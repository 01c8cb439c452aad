"""The deployment of the Google Workspace add-on: what `gcloud workspace-add-ons deployments create` is given."""

from __future__ import annotations

from typing import Any

from inbox.settings import Settings

_GOOGLE = "https://www.googleapis.com/auth/"
EXECUTE = _GOOGLE + "gmail.addons.execute"
METADATA = _GOOGLE + "gmail.addons.current.message.metadata"
READ = _GOOGLE + "gmail.addons.current.message.readonly"
COMPOSE = _GOOGLE + "gmail.addons.current.action.compose"
EMAIL = _GOOGLE + "userinfo.email"
LOCALE = _GOOGLE + "script.locale"
SCOPES = (EXECUTE, METADATA, READ, COMPOSE, EMAIL, LOCALE)
"""All that the add-on may ask for. READ serves the Track button alone; people may leave it out when they consent."""

HOME, MESSAGE, WRITE, SETTINGS, ACTIONS = (
    "/gmail/home", "/gmail/message", "/gmail/compose", "/gmail/settings", "/gmail/actions/",
)  # fmt: skip
LOGO = "/static/logo-128.png"


def deployment(settings: Settings) -> dict[str, Any]:
    """The descriptor for the add-on at the configured address."""
    here = settings.public_url
    return {
        "oauthScopes": list(SCOPES),
        "addOns": {
            "common": _common(here),
            "gmail": {
                "contextualTriggers": [{"unconditional": {}, "onTriggerFunction": here + MESSAGE}],
                "composeTrigger": {
                    "actions": [{"label": "Insert a template", "runFunction": here + WRITE}],
                    "draftAccess": "METADATA",
                },
            },
            "httpOptions": {"authorizationHeader": "SYSTEM_ID_TOKEN", "granularOauthPermissionSupport": "OPT_IN"},
        },
    }


def functions(descriptor: dict[str, Any]) -> list[str]:
    """Every address of ours that a descriptor makes Google call."""
    calls = ("runFunction", "onTriggerFunction")
    found: list[str] = []
    for name, value in descriptor.items():
        for one in value if isinstance(value, list) else [value]:
            found += [one] if name in calls else functions(one) if isinstance(one, dict) else []
    return found


def _common(here: str) -> dict[str, Any]:
    return {
        "name": "Embedded Inbox",
        "logoUrl": here + LOGO,
        "layoutProperties": {"primaryColor": "#1a73e8", "secondaryColor": "#174ea6"},
        "useLocaleFromApp": True,
        "homepageTrigger": {"runFunction": here + HOME, "enabled": True},
        "universalActions": [{"label": "Settings", "runFunction": here + SETTINGS}],
        "openLinkUrlPrefixes": [f"{here}/", "mailto:", "tel:"],
    }
