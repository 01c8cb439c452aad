"""A mail in somebody's own mailbox at Outlook, read with a token of theirs. Its Message-ID alone says which it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson
import requests

from inbox.mail import references
from sync.errors import ProviderError, SignInAgain, TryAgain
from sync.line import Token
from sync.providers.outlook.addressing import VERSION
from sync.providers.outlook.on_behalf import ConsentMissing
from sync.providers.outlook.transport import IMMUTABLE

_TIMEOUT = (2.0, 5.0)
"""Seconds to connect and to answer: somebody is looking at a spinner."""
_RAW_TIMEOUT = (2.0, 15.0)
_FEW = "$select=id,internetMessageId,isDraft"


@dataclass(frozen=True)
class OwnMail:
    """A mail as it came, or as it was sent."""

    raw: bytes
    was_sent: bool


def read(graph_url: str, token: Token, *, item_id: str, internet_id: str) -> OwnMail | None:
    """The whole mail of a Message-ID; `item_id` is where Outlook says that it is, which may be wrong.

    None when the mailbox has no such mail. Raises TryAgain, SignInAgain, or ConsentMissing where that is not allowed.
    """
    box = _OwnBox(f"{graph_url.rstrip('/')}/{VERSION}/me", token)
    found = box.by_item(item_id, internet_id) or box.by_message_id(internet_id)
    raw = box.whole(found) if found else None
    return None if raw is None else OwnMail(raw, was_sent=box.has_sent(found))


class _OwnBox:
    """The mailbox of the person whose token it is."""

    def __init__(self, root: str, token: Token) -> None:
        self._root = root
        self._token = token

    def by_item(self, item_id: str, internet_id: str) -> str:
        """The immutable id of the mail that Outlook names, if it is the one that was meant."""
        if not item_id:
            return ""
        wanted = {"inputIds": [item_id], "sourceIdType": "restId", "targetIdType": "restImmutableEntryId"}
        said = self._ask("POST", "/translateExchangeIds", wanted)
        named = next((one.get("targetId") for one in _list(said)), None)
        if not isinstance(named, str) or not named:
            return ""
        return named if _is(self._ask("GET", f"/messages/{quote(named, safe='')}?{_FEW}"), internet_id) else ""

    def by_message_id(self, internet_id: str) -> str:
        """The immutable id of a mail that has the Message-ID and is no draft."""
        escaped = quote(f"<{internet_id.strip(' <>')}>".replace("'", "''"), safe="")
        said = self._ask("GET", f"/messages?$filter=internetMessageId%20eq%20'{escaped}'&{_FEW}&$top=20")
        return next((str(one["id"]) for one in _list(said) if _is(one, internet_id) and one.get("id")), "")

    def whole(self, message_id: str) -> bytes | None:
        """A mail as it came."""
        answer = self._send("GET", f"/messages/{quote(message_id, safe='')}/$value", None, _RAW_TIMEOUT)
        return answer.content if answer is not None else None

    def has_sent(self, message_id: str) -> bool:
        """Whether a mail lies among what the person sent: then they wrote it, or wrote it for a mailbox of ours."""
        lies_in = self._ask("GET", f"/messages/{quote(message_id, safe='')}?$select=parentFolderId")
        sent = self._ask("GET", "/mailFolders/sentitems?$select=id")
        return bool(sent.get("id")) and lies_in.get("parentFolderId") == sent["id"]

    def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        answer = self._send(method, path, body, _TIMEOUT)
        try:
            said = orjson.loads(answer.content) if answer is not None else {}
        except orjson.JSONDecodeError:
            said = None
        if not isinstance(said, dict):
            raise TryAgain("Microsoft's answer cannot be read")
        return said

    def _send(self, method: str, path: str, body: object, timeout: tuple[float, float]) -> requests.Response | None:
        headers = {"Authorization": f"Bearer {self._token.value}", "Prefer": IMMUTABLE}
        try:
            answer = requests.request(
                method, f"{self._root}{path}", json=body, headers=headers, timeout=timeout, allow_redirects=False
            )
        except requests.RequestException as failure:
            # Not chained: the exception carries the request, and with it the token.
            raise TryAgain(f"Microsoft Graph cannot be reached: {type(failure).__name__}") from None
        if answer.status_code in (400, 404):
            return None
        if answer.status_code != 200:
            raise _refusal(answer.status_code)
        return answer


def _refusal(status: int) -> ProviderError:
    if status == 401:
        return SignInAgain("Microsoft Graph no longer takes this token", status=status)
    if status == 403:
        return ConsentMissing("Microsoft lets us read no mail here.", "Grant the delegated permission Mail.Read.")
    return TryAgain(f"Microsoft Graph answers {status}", status=status)


def _is(message: dict[str, Any], internet_id: str) -> bool:
    """Whether this is the mail of a Message-ID, and was sent: a draft is not a mail yet."""
    if message.get("isDraft") is not False:
        return False
    return references.message_id(str(message.get("internetMessageId") or "")) == references.message_id(internet_id)


def _list(said: dict[str, Any]) -> list[dict[str, Any]]:
    found = said.get("value")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
