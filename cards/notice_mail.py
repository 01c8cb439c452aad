"""Notices as mail and as cards of Google Chat and Teams: kinds, numbers, names of mailboxes and links; no subject, no
patient and no word of a mail ever leaves the house in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from cards import adaptive_text, notice_words, workspace_text
from cards.wording import Wording
from inbox.models import Notice
from inbox.translation import N_

_LONGEST_TEXT = 200
_CARD_TYPE = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True)
class Told:
    """One notice, with the names that it is told with."""

    kind: Notice
    at: datetime
    data: dict[str, Any]
    who: str | None
    conversation_id: int | None
    place: str
    """The mailbox, else empty."""


@dataclass(frozen=True)
class Leaf:
    """A mail before it gets its headers."""

    subject: str
    text: str
    html: str


def mail(wording: Wording, told: Sequence[Told], *, public_url: str, is_daily: bool) -> Leaf:
    """The mail that tells of one or of several."""
    if len(told) == 1 and not is_daily:
        subject = _headed(wording, told[0])
    else:
        subject = wording.ngettext("%(count)d notice", "%(count)d notices", len(told))
    lines = [(_told(wording, one), about(wording, one), link(one, public_url)) for one in told]
    why = wording.gettext("You get this mail because of what you chose under Settings, “What reaches me how”.")
    text = "\n\n".join("\n".join(part for part in line if part) for line in lines)
    rows = "".join(_paragraph(wording, *line) for line in lines)
    end = f"<p><small>{escape(why)}</small></p>"
    page = f'<!doctype html><html lang="{wording.language}"><body>{rows}{end}</body></html>'
    return Leaf(subject, f"{text}\n\n-- \n{why}\n", page)


def chat_message(wording: Wording, told: Told, *, public_url: str) -> dict[str, Any]:
    """What Google Chat's incoming webhook takes: text for the notification, and a card."""
    said = {"topLabel": about(wording, told), "text": workspace_text.escape(_told(wording, told)), "wrapText": True}
    widgets: list[dict[str, Any]] = [{"decoratedText": said}]
    if address := link(told, public_url):
        button = {"text": wording.gettext("Open"), "onClick": {"openLink": {"url": address}}}
        widgets.append({"buttonList": {"buttons": [button]}})
    title = notice_words.headline(wording, told.kind)
    card = {"header": {"title": title}, "sections": [{"widgets": widgets}]}
    text = workspace_text.words(_headed(wording, told), _LONGEST_TEXT)
    return {"text": text, "cardsV2": [{"cardId": told.kind.value, "card": card}]}


def teams_message(wording: Wording, told: Told, *, public_url: str) -> dict[str, Any]:
    """What the incoming webhook of Teams takes: an Adaptive Card in a message."""
    title = notice_words.headline(wording, told.kind)
    body = [
        {
            "type": "TextBlock",
            "text": adaptive_text.markdown(title),
            "weight": "bolder",
            "size": "medium",
            "wrap": True,
        },
        {"type": "TextBlock", "text": adaptive_text.markdown(_told(wording, told)), "wrap": True},
    ]
    if about(wording, told):
        body.append(
            {"type": "TextBlock", "text": adaptive_text.markdown(about(wording, told)), "isSubtle": True, "wrap": True}
        )
    card: dict[str, Any] = {
        "type": "AdaptiveCard", "version": "1.5", "lang": wording.language, "speak": title, "fallbackText": title,
        "body": body,
    }  # fmt: skip
    if address := link(told, public_url):
        card["actions"] = [{"type": "Action.OpenUrl", "title": wording.gettext("Open"), "url": address}]
    return {"type": "message", "attachments": [{"contentType": _CARD_TYPE, "contentUrl": None, "content": card}]}


def about(wording: Wording, told: Told) -> str:
    """Which conversation, by its number and its mailbox."""
    if told.conversation_id is None:
        return told.place
    numbered = wording.gettext(_CONVERSATION) % {"number": told.conversation_id}
    return f"{numbered}, {told.place}" if told.place else numbered


def link(told: Told, public_url: str) -> str:
    """Where it can be read, after signing in."""
    return f"{public_url}/app/conversations/{told.conversation_id}" if told.conversation_id is not None else ""


def _headed(wording: Wording, told: Told) -> str:
    """The kind, and which conversation: all that a locked screen may show."""
    return ": ".join(filter(None, (notice_words.headline(wording, told.kind), about(wording, told))))


def _told(wording: Wording, told: Told) -> str:
    return notice_words.sentence(wording, told.kind, told.data, who=told.who)


def _paragraph(wording: Wording, said: str, where: str, address: str) -> str:
    linked = f'<br><a href="{escape(address)}">{escape(wording.gettext("Open"))}</a>' if address else ""
    return f"<p><b>{escape(said)}</b><br>{escape(where)}{linked}</p>"


_CONVERSATION = N_("Conversation %(number)d")
