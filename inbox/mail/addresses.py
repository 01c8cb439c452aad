"""Who a mail is from and to: address fields read as people write them, not only as standards say."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from inbox.mail import encoded_words
from inbox.mail.parsed import Address
from inbox.mail.text import one_line

_SIMPLE = re.compile(r'\s*(?:"([^"\\]*)"|([^",;:<>()@\\]*))\s*<([^<>\s",;:()\\@]+@[^<>\s",;:()\\@]+)>\s*')
_TOKEN = re.compile(
    r'=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=|"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|<[^<>]*>|[^",;:<>()=]+|.', re.DOTALL
)
_QUOTES_AND_COMMENTS = str.maketrans("", "", '"()')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MOST_PER_FIELD = 1000
_LONGEST_ADDRESS = 320
_LONGEST_NAME = 200
_WITHOUT_DOMAIN = "mailer-daemon"


def parse(values: Iterable[str]) -> tuple[Address, ...]:
    """The addresses in some fields of the same name, in order, each once."""
    found: dict[str, Address] = {}
    for value in values:
        for address in _parse_one(value):
            found.setdefault(address.address, address)
            if len(found) == _MOST_PER_FIELD:
                return tuple(found.values())
    return tuple(found.values())


def normalise(address: str) -> str:
    """An address in the one form in which addresses are compared, or an empty string if it is none."""
    bare = "".join(one_line(address).split()).strip("<>'").lower().removeprefix("mailto:")
    local, at, domain = bare.rpartition("@")
    if not at:
        return bare if bare == _WITHOUT_DOMAIN else ""
    if not domain.isascii():
        domain = _ascii_domain(domain)
    whole = f"{local.rpartition(':')[2]}@{domain.rstrip('.')}"
    return whole if local and domain and len(whole) <= _LONGEST_ADDRESS else ""


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _parse_one(value: str) -> Iterator[Address]:
    simple = _SIMPLE.fullmatch(value)
    if simple is not None:
        return _as_address(simple[1] or simple[2] or "", simple[3])
    if "@" not in value and "=?" in value:
        value = encoded_words.decode(value)
    tokens = _tokens(value)
    if tokens is None:
        tokens = _tokens(value.translate(_QUOTES_AND_COMMENTS)) or []
    return _mailboxes(tokens)


def _tokens(value: str) -> list[str] | None:
    """The pieces of an address field; None where a quotation mark or a bracket is never closed."""
    tokens = []
    for match in _TOKEN.finditer(value):
        if match[0] in ('"', "("):
            return None
        tokens.append(match[0])
    return tokens


@dataclass(slots=True)
class _Mailbox:
    """One mailbox while its pieces come in."""

    words: list[str] = field(default_factory=list)
    comment: str = ""
    bracketed: str = ""


def _mailboxes(tokens: list[str]) -> Iterator[Address]:
    current = _Mailbox()
    for piece in tokens:
        if piece[0] == "<" and len(piece) > 1:
            current.bracketed = piece[1:-1]
        elif piece[0] == "(" and len(piece) > 1:
            current.comment = piece[1:-1]
        elif piece == ":" and not current.bracketed:
            current = _Mailbox()
        elif piece in ",;":
            yield from _finished(current)
            current = _next(current, piece)
        else:
            current.words.append(piece)
    yield from _finished(current)


def _next(current: _Mailbox, separator: str) -> _Mailbox:
    """After a comma that stands in an unquoted name (`Doe, Jane <…>`), what came before belongs to the name."""
    words = "".join(current.words)
    is_part_of_name = separator == "," and words.strip() and not current.bracketed and "@" not in words
    return _Mailbox(words=[words, ", "]) if is_part_of_name else _Mailbox()


def _finished(mailbox: _Mailbox) -> Iterator[Address]:
    if mailbox.bracketed:
        yield from _as_address("".join(_unquoted(word) for word in mailbox.words), mailbox.bracketed)
        return
    text = "".join(mailbox.words)
    if "@" in text or text.strip().lower() == _WITHOUT_DOMAIN:
        name, _, address = text.replace(", ", " ").strip().rpartition(" ")
        yield from _as_address(_unquoted(name) or mailbox.comment, address)


def _unquoted(word: str) -> str:
    return _ESCAPED.sub(r"\1", word.strip()[1:-1]) if word.strip().startswith('"') else word


def _as_address(name: str, address: str) -> Iterator[Address]:
    bare = normalise(address)
    if bare:
        shown = one_line(encoded_words.decode(name)[:_LONGEST_NAME]).strip("'\" ")
        yield Address(name="" if shown.lower() == bare else shown, address=bare)
