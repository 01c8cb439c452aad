"""GELU as BERT means it, x times the normal distribution's share below x, fast enough to not be what takes time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_PIECE = 32768
"""Numbers worked on at once: several passes over what stays in the cache."""
_BEYOND = np.float32(6)
"""From here on the share differs from 1 by less than a float can tell."""
_ONE, _HALF, _ZERO = np.float32(1), np.float32(0.5), np.float32(0)
_STEPS = tuple(
    np.float32(value * 0.5 ** (power / 2))
    for power, value in (
        (6, 0.0000430638), (5, 0.0002765672), (4, 0.0001520143), (3, 0.0092705272),
        (2, 0.0422820123), (1, 0.0705230784),
    )
)  # fmt: skip
"""Abramowitz and Stegun 7.1.28, for x in place of x/√2, highest power first: right to 3e-7."""


def gelu(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of each number, in place: max(x, 0) less |x| times half of what the error function leaves to 1."""
    flat = numbers.reshape(-1)
    size = np.empty(min(_PIECE, flat.size), np.float32)
    rest = np.empty_like(size)
    for start in range(0, flat.size, _PIECE):
        piece = flat[start : start + _PIECE]
        _piece(piece, size[: piece.size], rest[: piece.size])
    return numbers


def _piece(piece: NDArray[np.float32], size: NDArray[np.float32], rest: NDArray[np.float32]) -> None:
    np.abs(piece, out=size)
    np.minimum(size, _BEYOND, out=size)
    np.multiply(size, _STEPS[0], out=rest)
    for step in _STEPS[1:]:
        rest += step
        rest *= size
    rest += _ONE
    for _ in range(4):  # to the power of 16
        rest *= rest
    np.divide(size, rest, out=rest)
    rest *= _HALF
    np.maximum(piece, _ZERO, out=piece)
    piece -= rest
