"""What both manifests of the Outlook add-in say: its names, its addresses, its icons."""

from __future__ import annotations

import uuid

from inbox.settings import Settings

VERSION = "1.1.0"
"""Raised with every change of what the manifests say: Outlook takes over a manifest only with a higher one."""
NAME, PROVIDER = "Embedded Inbox", "Embedded Inbox"
SUMMARY = "Shared mailboxes as conversations: who answers, what is open, what colleagues noted."
OPEN, OPEN_HINT = "Shared inbox", "Shows the conversation of this message, and lets you work on it."
WRITE, WRITE_HINT = "Templates", "Puts a prepared text into the message that you write."

GERMAN = {
    SUMMARY: "Gemeinsame Postfächer als Vorgänge: wer antwortet, was offen ist, was andere dazu notiert haben.",
    OPEN: "Gemeinsames Postfach",
    OPEN_HINT: "Zeigt den Vorgang dieser Nachricht und lässt Sie daran arbeiten.",
    WRITE: "Vorlagen",
    WRITE_HINT: "Setzt einen vorbereiteten Text in die Nachricht ein, die Sie schreiben.",
}
"""The same words for Outlook in German; what is not here is a name."""
PANE, EVENTS, EVENTS_SCRIPT, ABOUT = "/outlook/pane", "/outlook/events", "/outlook/events.js", "/about"
ON_SEND = "onMessageSend"
"""The function of the script that is asked before a message goes out."""
OLDEST = "1.5"
"""Requirement set of Outlook below which nothing works; what is newer is looked for at run time."""
ICON_SIZES = (16, 25, 32, 48, 64, 80, 128)
COLOUR = "#1A73E8"


def identity(settings: Settings) -> str:
    """The add-in's id: the same for one installation, another for each other one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.public_url}/manifests/outlook"))


def icon(size: int) -> str:
    """The path of an icon."""
    return f"/static/icons/icon-{size}.png"
