"""Subjects without what mail programs put in front of them."""

import re

from inbox.mail.text import one_line

_REPLY = "re|aw|antw|antwort|sv|vs|r|rif|res|resp|rép|réf|odp|ynt|bls|atb|ref|απ|回复|回覆|答复|答覆|返信|답장"
_FORWARD = "fwd?|wg|tr|rv|i|enc|vb|vl|pd|rtr|doorst|weitergeleitet|forward|reenviado|转发|轉寄|전달|προ"
_COUNT = r"\s{0,3}(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3}|\d{1,2})?\s{0,3}"
_PREFIX = re.compile(rf"\s*(?:{_REPLY}|{_FORWARD}){_COUNT}[:：]", re.IGNORECASE)
_REPLY_PREFIX = re.compile(rf"\s*(?:\[[^\[\]]{{1,60}}\]\s*)?(?:{_REPLY}){_COUNT}[:：]", re.IGNORECASE)
_FORWARD_PREFIX = re.compile(rf"(?:\s*(?:{_REPLY}){_COUNT}[:：])*\s*(?:{_FORWARD}){_COUNT}[:：]", re.IGNORECASE)
# Others of the words above begin honest subjects, too: "Ref: 4711" stays.
_ANSWERED = re.compile(rf"\s*(?:re|aw|antw|antwort|sv|vs|回复|答复){_COUNT}[:：]", re.IGNORECASE)
# A tag with a number in it is a case number, and tells subjects apart.
_LIST_TAG = re.compile(r"\s*\[[^\[\]\d]{1,60}\](?=\s*\S)")


def normalise(subject: str) -> str:
    """The subject by which messages of the same matter are recognised: no prefixes, no list tags, no case."""
    rest = subject
    while found := _PREFIX.match(rest) or _LIST_TAG.match(rest):
        rest = rest[found.end() :]
    return " ".join(rest.split()).casefold()


def is_forward(subject: str) -> bool:
    """Whether the sender's mail program marked the mail as passed on."""
    return _FORWARD_PREFIX.match(subject) is not None


def is_answer(subject: str) -> bool:
    """Whether the sender's mail program marked the mail as an answer, and not as passed on."""
    return _REPLY_PREFIX.match(subject) is not None and not is_forward(subject)


def as_answer(subject: str) -> str:
    """The subject of an answer: with exactly one `Re:`, however often it was answered before, and on one line."""
    rest = one_line(subject)
    while found := _ANSWERED.match(rest):
        rest = rest[found.end() :].lstrip()
    return f"Re: {rest}".rstrip()
