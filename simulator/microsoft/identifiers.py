"""The ids of mailboxes' contents: immutable ones, those bound to a folder, and Exchange's older spellings."""

import base64
import secrets

from simulator.microsoft.errors import malformed_id

UID_LENGTH = 16
# Folder-bound and immutable ids look alike to people, and differ in their first bytes, as Exchange's do.
BOUND = bytes.fromhex("00032f00") + b"mailbox store 1:"
IMMUTABLE = bytes.fromhex("00092e00") + b"mailbox store 1:"
FOLDER = bytes.fromhex("01032e00") + b"mailbox folders:"
ATTACHMENT = bytes.fromhex("00012f01")


def fresh() -> bytes:
    """A new identity."""
    return secrets.token_bytes(UID_LENGTH)


def bound_id(bound: bytes) -> str:
    """The id of a message where it lies now; another one after a move."""
    return spelled(BOUND + bound)


def immutable_id(uid: bytes) -> str:
    """The id a message keeps for life."""
    return spelled(IMMUTABLE + uid)


def folder_id(uid: bytes) -> str:
    """The id of a folder."""
    return spelled(FOLDER + uid)


def conversation_id(conversation: bytes) -> str:
    """The id of a conversation, good only inside its mailbox."""
    return "AAQk" + base64.urlsafe_b64encode(b"conversation:" + conversation).decode()


def conversation_of(text: str) -> bytes | None:
    """The conversation behind an id, or nothing when it is none."""
    try:
        plain = base64.urlsafe_b64decode(text.removeprefix("AAQk"))
    except ValueError:
        return None
    return plain.removeprefix(b"conversation:") if text.startswith("AAQk") else None


def message_of(text: str) -> tuple[str, bytes]:
    """How a message is named, by "uid" or by "bound", and its bytes."""
    plain = read(text)
    for column, prefix in (("uid", IMMUTABLE), ("bound", BOUND)):
        if plain.startswith(prefix) and len(plain) == len(prefix) + UID_LENGTH:
            return column, plain[len(prefix) :]
    raise malformed_id()


def folder_of(text: str) -> bytes:
    """The folder behind an id."""
    plain = read(text)
    if not plain.startswith(FOLDER) or len(plain) != len(FOLDER) + UID_LENGTH:
        raise malformed_id()
    return plain[len(FOLDER) :]


def attachment_id(message_id: str, place: int) -> str:
    """The id of a message's n-th attachment."""
    return spelled(ATTACHMENT + read(message_id)[-8:] + bytes([place >> 8, place & 255]))


def attachment_of(text: str) -> int:
    """The place among a message's attachments."""
    plain = read(text)
    if not plain.startswith(ATTACHMENT):
        raise malformed_id()
    return int.from_bytes(plain[-2:])


def from_exchange(text: str) -> str:
    """An id of EWS or Office.js as Graph spells it."""
    return text.replace("/", "-").replace("+", "_")


def to_exchange(text: str) -> str:
    """An id of Graph as EWS spells it."""
    return text.replace("-", "/").replace("_", "+")


def spelled(plain: bytes) -> str:
    return "AAMkAG" + base64.urlsafe_b64encode(plain).decode()


def read(text: str) -> bytes:
    if not text.startswith("AAMkAG"):
        raise malformed_id()
    try:
        return base64.b64decode(text[6:], altchars=b"-_", validate=True)
    except ValueError as trouble:
        raise malformed_id() from trouble
