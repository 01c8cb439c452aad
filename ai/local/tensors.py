"""The numbers of a model's file, each read into its own place: nothing is held twice while a model is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

_KINDS: Final = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}
_LENGTH = 8
"""Bytes that say how long the description of the tensors is, which stands before them."""


def read(path: Path) -> dict[str, NDArray[np.float32]]:
    """All tensors of fractions, by name; those of whole numbers are none of ours. Raises OSError, ValueError."""
    try:
        with safe_open(path, framework="numpy"):
            pass  # The library checks the description; its own arrays would be copies of a file that is mapped as well.
    except SafetensorError as error:
        raise ValueError(str(error)) from None
    with path.open("rb") as file:
        start = _LENGTH + int.from_bytes(file.read(_LENGTH), "little")
        described = json.loads(file.read(start - _LENGTH))
    return {name: _tensor(path, start, one) for name, one in described.items() if one.get("dtype") in _KINDS}


def _tensor(path: Path, start: int, described: dict[str, Any]) -> NDArray[np.float32]:
    kind = np.dtype(_KINDS[described["dtype"]])
    first, end = described["data_offsets"]
    found = np.fromfile(path, kind, (end - first) // kind.itemsize, offset=start + first)
    return found.reshape(described["shape"]).astype(np.float32, copy=False)
