"""Sending a mail: a draft in the mailbox under our own Message-ID, an answer to what it answers, and then off.

Graph's sending is not to be repeated blindly, and it answers before the mail is out. So the draft carries the
Message-ID and the text from its first moment: whoever comes later, also after an answer that was lost, finds by the
one a mail that went out or a draft that did not, and sees by the other whether somebody has written in the draft since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import quote

from inbox.mail import html_text, parsing
from inbox.mail.parsed import ParsedMail
from sync.errors import ProviderError, Refrained, TryAgain
from sync.providers.outlook.addressing import Addresses
from sync.providers.outlook.answers import MessageAnswer, MessagesAnswer
from sync.providers.outlook.graph import Again, Graph

_FEW = "$select=id,isDraft&$top=20"
_WRITTEN = "$select=id,isDraft,body"
_IN_REPLY_TO, _REFERENCES = "String 0x1042", "String 0x1039"
"""How MAPI calls these headers; Graph takes others only if they begin with X-."""


@dataclass(frozen=True)
class _Letter:
    """What is to be sent."""

    mail: ParsedMail
    kind: str
    text: str

    @property
    def message_id(self) -> str:
        return self.mail.message_id or ""

    @property
    def is_to_many(self) -> bool:
        return len(self.mail.to) + len(self.mail.cc) > 1


def find(graph: Graph, addresses: Addresses, internet_message_id: str) -> list[MessageAnswer]:
    """The messages with this Message-ID, drafts too."""
    if not internet_message_id.strip(" <>"):
        return []
    escaped = f"<{internet_message_id.strip(' <>')}>".replace("'", "''")
    path = f"{addresses.messages}?$filter=internetMessageId%20eq%20'{quote(escaped, safe='')}'&{_FEW}"
    return list(graph.get(path, MessagesAnswer).messages)


def send(graph: Graph, addresses: Addresses, raw: bytes, thread_id: str) -> str:
    """Send it and give its id, which the draft has already. What went out earlier is not sent again.

    Raises TryAgain when it is not known whether it went out, Refrained when it certainly did not.
    """
    letter = _read(raw)
    try:
        left = find(graph, addresses, letter.message_id)
        gone_out = next((one.id for one in left if not one.is_draft), None)
        if gone_out is not None:
            return gone_out
        drafts = _untouched(graph, addresses, letter, left)
        draft = drafts[0].id if drafts else _begun(graph, addresses, letter, thread_id)
        for other in drafts[1:]:
            _drop(graph, addresses, other)
        _fill(graph, addresses, letter, draft)
    except Refrained:
        raise
    except TryAgain as trouble:  # nothing was sent yet
        raise Refrained(str(trouble), after=trouble.after, status=trouble.status) from trouble
    return _off(graph, addresses, letter, draft)


def discard(graph: Graph, addresses: Addresses, raw: bytes) -> None:
    """Delete the drafts that attempts to send a mail left behind; not one in which somebody has written since."""
    letter = _read(raw)
    for draft in _untouched(graph, addresses, letter, find(graph, addresses, letter.message_id)):
        _drop(graph, addresses, draft)


def _untouched(
    graph: Graph, addresses: Addresses, letter: _Letter, left: Sequence[MessageAnswer]
) -> list[MessageAnswer]:
    """Those that are drafts of this letter and still say what it says."""
    drafts = (one for one in left if one.is_draft)
    told = [graph.get(f"{addresses.message(one.id)}?{_WRITTEN}", MessageAnswer) for one in drafts]
    wanted = _said(letter.kind, letter.text)
    return [one for one in told if one.is_draft and one.body and _said(one.body.kind, one.body.content) == wanted]


def _said(kind: str, text: str) -> str:
    """The text without what Exchange changes: it writes HTML and line ends anew."""
    return "".join((html_text.convert(text) if kind.casefold() == "html" else text).split())


def _off(graph: Graph, addresses: Addresses, letter: _Letter, draft: str) -> str:
    try:
        graph.raw("POST", addresses.sending(draft), b"", again=Again.NEVER)
    except Refrained:
        raise
    except TryAgain:
        if _went_out(graph, addresses, letter, draft):
            return draft
        raise
    except ProviderError:
        _drop(graph, addresses, MessageAnswer(id=draft))
        raise
    return draft


def _went_out(graph: Graph, addresses: Addresses, letter: _Letter, draft: str) -> bool:
    """Whether a draft is known to be a draft no longer. While that cannot be seen, it is not known."""
    try:
        return any(one.id == draft and not one.is_draft for one in find(graph, addresses, letter.message_id))
    except ProviderError:
        return False


def _begun(graph: Graph, addresses: Addresses, letter: _Letter, thread_id: str) -> str:
    """A draft: the answer to a message of the mailbox, or a mail of its own that refers to what it answers."""
    parent = _parent(graph, addresses, letter, thread_id) if thread_id else None
    if parent is not None:
        return _answering(graph, addresses, letter, addresses.reply(parent, to_all=letter.is_to_many))
    return graph.send("POST", addresses.messages, _worded(addresses, letter, is_new=True), MessageAnswer).id


def _answering(graph: Graph, addresses: Addresses, letter: _Letter, path: str) -> str:
    """An answer that is marked as ours from its first moment; where that is not taken, one that is to be filled."""
    own = _own_headers(letter)
    try:
        begun = {"message": _worded(addresses, letter, is_new=False) | own}
        return graph.send("POST", path, begun, MessageAnswer).id
    except ProviderError as refusal:
        if refusal.status != 400:
            raise
        return graph.send("POST", path, {"message": own} if own else {}, MessageAnswer).id


def _parent(graph: Graph, addresses: Addresses, letter: _Letter, thread_id: str) -> str | None:
    """What is answered, as this mailbox holds it; else another mail of the same thread."""
    for answered in letter.mail.in_reply_to[:1]:
        found = next((one.id for one in find(graph, addresses, answered) if not one.is_draft), None)
        if found is not None:
            return found
    escaped = quote(thread_id.replace("'", "''"), safe="")
    said = graph.get(f"{addresses.messages}?$filter=conversationId%20eq%20'{escaped}'&{_FEW}", MessagesAnswer)
    return next((one.id for one in said.messages if not one.is_draft), None)


def _fill(graph: Graph, addresses: Addresses, letter: _Letter, draft: str) -> None:
    """Say what is to be said, also where a draft was left half made."""
    body = _worded(addresses, letter, is_new=False)
    graph.send("PATCH", addresses.message(draft), body, MessageAnswer, again=Again.IF_IT_HELPS)


def _worded(addresses: Addresses, letter: _Letter, *, is_new: bool) -> dict[str, Any]:
    mail = letter.mail
    worded = addresses.worded(mail.subject, letter.kind, letter.text, to=mail.to, cc=mail.cc, bcc=mail.bcc)
    if mail.message_id:
        worded["internetMessageId"] = mail.message_id
    if is_new and mail.in_reply_to:
        worded["singleValueExtendedProperties"] = [
            {"id": _IN_REPLY_TO, "value": mail.in_reply_to[0]},
            {"id": _REFERENCES, "value": " ".join(mail.references or mail.in_reply_to)},
        ]
    return worded | _own_headers(letter) if is_new else worded


def _own_headers(letter: _Letter) -> dict[str, Any]:
    """Those that say that nobody wrote it; Graph takes them when a draft is begun, and none that begins otherwise."""
    own = [
        {"name": name, "value": value}
        for name in (parsing.AUTOMATIC_MARKER, "X-Auto-Response-Suppress")
        for value in letter.mail.headers.get(name.lower(), ())[:1]
    ]
    return {"internetMessageHeaders": own} if own else {}


def _drop(graph: Graph, addresses: Addresses, draft: MessageAnswer) -> None:
    known = {"If-Match": draft.etag} if draft.etag else {}
    try:
        graph.raw("DELETE", addresses.message(draft.id), headers=known, again=Again.NEVER)
    except ProviderError:
        pass  # a draft that stays harms nobody, and this may be tried again


def _read(raw: bytes) -> _Letter:
    parts = message_from_bytes(raw, policy=default)
    assert isinstance(parts, EmailMessage)
    chosen = parts.get_body(("html", "plain"))
    kind = "html" if chosen is not None and chosen.get_content_subtype() == "html" else "text"
    text = str(chosen.get_content()) if chosen is not None else ""
    return _Letter(parsing.parse(raw), kind, text)
