"""Texts as the words and pieces of words in them: what serves in any language, and where no sentence model is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

LONGEST = 4_000
"""Characters of a text that are looked at; what somebody wants stands at the beginning."""
_PLACES = 2**18
"""For words, and as many for pieces: two seldom fall on one place."""
_WORD = re.compile(r"[^\W_]{2,}")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
WIDTH = 2 * _PLACES
_COMMON = {"n_features": _PLACES, "strip_accents": "unicode", "alternate_sign": False, "norm": None}
_WORDS = HashingVectorizer(token_pattern=r"[^\W_]+", ngram_range=(1, 2), **_COMMON)  # noqa: S106 not a password
_PIECES = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), **_COMMON)
_HALF = np.float32(0.5)


def readable(text: str) -> str:
    """A text without what is no writing, and not endlessly long."""
    return _UNREADABLE.sub(" ", text[:LONGEST])


def words(text: str) -> list[str]:
    """The words of a text in lower case, each once, in the order in which they come."""
    return list(dict.fromkeys(_WORD.findall(readable(text).lower())))


def counted(texts: Sequence[str]) -> sparse.csr_array:
    """One row for each text: how often each word, pair of words and piece of a word is in it, dampened."""
    plain = [readable(text) for text in texts]
    rows = sparse.csr_array(sparse.hstack([_WORDS.transform(plain), _PIECES.transform(plain)]), dtype=np.float32)
    rows.data = 1 + np.log(rows.data)
    return rows


def rarity(rows: sparse.csr_array) -> NDArray[np.float32]:
    """How much each place tells: what is in few of these rows tells more."""
    found = np.bincount(rows.indices, minlength=rows.shape[1])
    tells: NDArray[np.float32] = (np.log((1 + rows.shape[0]) / (1 + found)) + 1).astype(np.float32)
    return tells


def weighed(rows: sparse.csr_array, rarity: NDArray[np.float32]) -> sparse.csr_array:
    """The rows with what is rare in front; words and pieces count half each, so that a row has length 1."""
    found = rows.copy()
    found.data *= rarity[found.indices]
    squares = np.square(found.data)
    owners = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr)) * 2 + (found.indices >= _PLACES)
    sums = np.bincount(owners, squares, minlength=2 * found.shape[0]).astype(np.float32)
    found.data *= np.sqrt(_HALF / np.maximum(sums, np.float32(1e-12)))[owners]
    return found


def place_of(word: str) -> int:
    """Where a word is counted."""
    return int(_WORDS.transform([word]).indices[0])
