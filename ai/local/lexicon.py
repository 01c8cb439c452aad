"""Lists of wordings kept in text files, and finding them in a text: any word order, some distance, some misspelling.

A file has parts headed `[kind]`. A line in it is a wording: alternatives joined by `|`, and between `~` or `>`
those that must stand near each other, in any order or in this one; `/3` at its end says how many other words may
stand between. An alternative is one or more words: `pain*` any ending, `*pain*` also inside of compounds, `#38..42`
a number, `<name>` a list of words that was named before (`name = a | b`). A line that begins with `?` is a mere
mention, and counts only where the sentence says that it is happening; one that begins with `-` is what the sign is
not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from ai.local.spelling import Vocabulary
from ai.local.words import Word, fold

_GAP = 7
_BETWEEN_SENTENCES = 4
_MOST_PLACES = 300
"""No mail says the same thing more often; one that was made to keep us busy does."""
_PUNCTUATION = re.compile(r"[-&+]")


@dataclass(frozen=True)
class Wording:
    """One line of a file."""

    kind: str
    terms: tuple[int, ...]
    in_order: bool
    gap: int
    is_mention: bool
    is_exclusion: bool


@dataclass(frozen=True)
class Match:
    """A wording found: the numbers of the words that it is made of, from the first to the last."""

    kind: str
    first: int
    last: int
    is_mention: bool
    own: frozenset[int]
    """The words that belong to it; between them others may stand."""


@dataclass
class Lexicon:
    """The wordings of one language."""

    language: str
    vocabulary: Vocabulary
    wordings: list[Wording] = field(default_factory=list)
    by_first_term: dict[int, list[Wording]] = field(default_factory=lambda: defaultdict(list))
    by_first_word: dict[int, list[tuple[int, tuple[int, ...]]]] = field(default_factory=lambda: defaultdict(list))
    """From the first word of an alternative to its term and all of its words."""

    def matches(self, words: Sequence[Word], *, fuzzy: bool = True) -> list[Match]:
        """Every wording that occurs in these words and is not what the file says it is not."""
        spans = self._spans([self.vocabulary.known(word.folded, fuzzy=fuzzy) for word in words])
        places = [place + word.sentence * _BETWEEN_SENTENCES for place, word in enumerate(words)]
        found: list[Match] = []
        excluded: list[Match] = []
        for term in list(spans):
            for wording in self.by_first_term.get(term, ()):
                if all(other in spans for other in wording.terms):
                    found_here = _combined(wording, [spans[other] for other in wording.terms], places)
                    (excluded if wording.is_exclusion else found).extend(found_here)
        within = [match for match in excluded if words[match.first].sentence == words[match.last].sentence]
        return [match for match in found if not any(_is_part(match, other) for other in within)]

    def apart(self, words: Sequence[Word]) -> list[Word]:
        """These words, and of those that were written without a blank between them each by itself."""
        found: list[Word] = []
        for word in words:
            parts = self.vocabulary.parts(word.folded)
            found.extend([word] if len(parts) == 1 else [replace(word, folded=part) for part in parts])
        return found

    def _spans(self, known: Sequence[tuple[int, ...]]) -> dict[int, list[tuple[int, int]]]:
        spans: dict[int, list[tuple[int, int]]] = {}
        for place, ids in enumerate(known):
            for one in ids:
                for term, alternative in self.by_first_word.get(one, ()):
                    end = place + len(alternative)
                    if end <= len(known) and all(
                        alternative[step] in known[place + step] for step in range(1, len(alternative))
                    ):
                        spans.setdefault(term, []).append((place, end - 1))
        return {term: found if len(found) < _MOST_PLACES else found[-_MOST_PLACES:] for term, found in spans.items()}


@cache
def load(name: str, language: str) -> Lexicon:
    """The lexicon of this name, read once."""
    text = resources.files("ai.local").joinpath("lexicons", f"{name}.{language}.txt").read_text(encoding="utf-8")
    lexicon = Lexicon(language, Vocabulary())
    lists: dict[str, list[str]] = {}
    kind = ""
    for line in _lines(text):
        name_of_list = re.match(r"(\w+) = (.*)", line)
        if line.startswith("["):
            kind = line.strip("[]")
        elif name_of_list:
            lists[name_of_list.group(1)] = _alternatives(name_of_list.group(2), lists)
        elif kind == "common":
            lexicon.vocabulary.never_misspelled(fold(word, language) for word in line.split())
        else:
            _add(lexicon, kind, line, lists)
    return lexicon


def _lines(text: str) -> Iterator[str]:
    whole = text.replace("\\\n", " ")
    return (line.strip() for line in whole.splitlines() if line.strip() and not line.startswith("# "))


def _alternatives(text: str, lists: dict[str, list[str]]) -> list[str]:
    found: list[str] = []
    for part in (part.strip() for part in text.split("|")):
        found.extend(lists[part[1:-1]] if part.startswith("<") and part.endswith(">") else [part] if part else [])
    return found


def _add(lexicon: Lexicon, kind: str, line: str, lists: dict[str, list[str]]) -> None:
    mark = line[0] if line[0] in "?-" else ""
    body, _, gap = line.lstrip("?- ").partition(" /")
    in_order = " > " in body
    terms: list[int] = []
    for part in re.split(r" [~>] ", body):
        term = sum(len(one.terms) for one in lexicon.wordings) + len(terms)
        for alternative in _alternatives(part, lists):
            folded = [fold(word, lexicon.language) for word in _PUNCTUATION.sub(" ", alternative).split()]
            ids = tuple(lexicon.vocabulary.add(word) for word in folded)
            lexicon.by_first_word[ids[0]].append((term, ids))
        terms.append(term)
    wording = Wording(kind, tuple(terms), in_order, int(gap or _GAP), mark == "?", mark == "-")
    lexicon.wordings.append(wording)
    lexicon.by_first_term[terms[0]].append(wording)


def _combined(wording: Wording, spans: Sequence[list[tuple[int, int]]], places: Sequence[int]) -> Iterator[Match]:
    """One span for each term, near each other, not overlapping; the closest way for each place of the first term."""
    for start in spans[0]:
        chosen = [start]
        for others in spans[1:]:
            near = [span for span in others if _fits(chosen, span, wording, places)]
            if not near:
                break
            chosen.append(min(near, key=lambda span: abs(span[0] - chosen[-1][0])))
        else:
            first, last = min(span[0] for span in chosen), max(span[1] for span in chosen)
            own = frozenset(place for span in chosen for place in range(span[0], span[1] + 1))
            yield Match(wording.kind, first, last, wording.is_mention, own)


def _fits(chosen: Sequence[tuple[int, int]], span: tuple[int, int], wording: Wording, places: Sequence[int]) -> bool:
    if any(span[0] <= other[1] and other[0] <= span[1] for other in chosen):
        return False
    if wording.in_order and span[0] < chosen[-1][1]:
        return False
    return any(
        max(places[span[0]] - places[other[1]], places[other[0]] - places[span[1]]) <= wording.gap + 1
        for other in chosen
    )


def _is_part(match: Match, other: Match) -> bool:
    return match.kind == other.kind and not match.own.isdisjoint(other.own)
