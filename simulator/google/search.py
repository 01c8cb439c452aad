"""The search box: what stands in q, worked out to the set of messages it names."""

import re
from collections.abc import Iterator
from functools import reduce

from simulator.google.search_terms import BadQuery, Scope, term

# Words, quoted phrases, operators with their value, signs.
TOKEN = re.compile(r'\s*(?:(?P<sign>[-(){}])|(?P<operator>[A-Za-z_0-9]+):|"(?P<phrase>[^"]*)"|(?P<word>[^\s(){}"]+))')
CLOSING = {"(": ")", "{": "}"}


Token = tuple[str, str]


def found(scope: Scope, q: str) -> set[int]:
    """The ids of the messages a query names; the empty query names all."""
    tokens = list(tokenized(q))
    ids = everything_of(scope, tokens, "")
    if tokens:
        raise BadQuery(f"Unexpected {tokens[0][1]} in q")
    return ids


def reaches_hidden(q: str) -> bool:
    """Whether a query asks for spam or trash by name."""
    return bool(re.search(r"\b(?:in|label|is):(?:anywhere|trash|spam)\b", q, re.I))


def tokenized(q: str) -> Iterator[Token]:
    """The query in its parts."""
    place = 0
    text = q.rstrip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise BadQuery("A quotation mark in q is not closed")
        place = match.end()
        kind = match.lastgroup or ""
        yield kind, match[kind]


def everything_of(scope: Scope, tokens: list[Token], operator: str) -> set[int]:
    """Units side by side: a message must answer all; OR binds closer than standing side by side."""
    groups: list[set[int]] = []
    while tokens and tokens[0] not in {("sign", ")"), ("sign", "}")}:
        ids = unit(scope, tokens, operator)
        while tokens and tokens[0] == ("word", "OR"):
            tokens.pop(0)
            ids = ids | unit(scope, tokens, operator)
        groups.append(ids)
    return reduce(set.__and__, groups) if groups else scope.everything()


def anything_of(scope: Scope, tokens: list[Token], operator: str) -> set[int]:
    """Units in braces: a message need answer only one."""
    ids: set[int] = set()
    while tokens and tokens[0] != ("sign", "}"):
        ids |= unit(scope, tokens, operator)
    return ids


def unit(scope: Scope, tokens: list[Token], operator: str) -> set[int]:
    """One word, phrase, operator with its value, or group."""
    if not tokens:
        raise BadQuery("q ends too early")
    kind, text = tokens.pop(0)
    if (kind, text) == ("sign", "-"):
        return scope.everything() - unit(scope, tokens, operator)
    if kind == "sign":
        return group(scope, tokens, operator, text)
    if kind == "operator":
        return unit(scope, tokens, text.casefold())
    return term(scope, operator, text)


def group(scope: Scope, tokens: list[Token], operator: str, opening: str) -> set[int]:
    """What stands between brackets."""
    if opening not in CLOSING:
        raise BadQuery(f"Unexpected {opening} in q")
    ids = (everything_of if opening == "(" else anything_of)(scope, tokens, operator)
    if not tokens or tokens.pop(0) != ("sign", CLOSING[opening]):
        raise BadQuery(f"{opening} in q is not closed")
    return ids
