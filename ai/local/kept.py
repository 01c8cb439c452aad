"""What a classifier has learnt, as bytes and back: plain arrays and JSON, each looked at before it is believed."""

from __future__ import annotations

import io
import json
import math
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ai.local import grams
from ai.local.likeness import Rows
from ai.local.novelty import SIGNS, USUAL, Novelty
from ai.local.ridge import Numbers

_FORM = 2
_LINEAR = 1
"""The form before meanings could count by their nearness; its states go on serving."""
_LARGEST = 256 * 2**20
"""Bytes that a state may unfold to."""


class Damaged(Exception):
    """These bytes are no state of a classifier, or not one of this form."""


@dataclass(frozen=True)
class Kept:
    """Examples as numbers, and what was learnt from them."""

    keys: tuple[str, ...]
    labels: NDArray[np.int32]
    """For each row the place of its key; -1: none of these."""
    rows: Rows
    names: int
    """So many rows at the beginning are names of categories."""
    told: tuple[str, ...]
    """The examples that the categories came with: the rows after the names."""
    model: str
    """The embedder that it was learnt with."""
    shares: Numbers = field(default_factory=lambda: np.zeros((0, 0)))
    mix: float = 1.0
    near: float = 0.0
    sharpness: float = 10.0
    novelty: Novelty = USUAL


def write(kept: Kept) -> bytes:
    """All of it as bytes."""
    about = {
        "form": _FORM, "keys": kept.keys, "names": kept.names, "told": kept.told, "model": kept.model, "mix": kept.mix,
        "near": kept.near, "sharpness": kept.sharpness, "weights": kept.novelty.weights, "offset": kept.novelty.offset,
    }  # fmt: skip
    counts = kept.rows.counts
    arrays: dict[str, NDArray[Any]] = {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "labels": kept.labels.astype("<i4"),
        "shares": kept.shares.astype("<f4"),
        "data": counts.data.astype("<f2"),
        "indices": counts.indices.astype("<i4"),
        "indptr": counts.indptr.astype("<i4"),
    }
    if kept.rows.meanings is not None:
        arrays["meanings"] = kept.rows.meanings.astype("<f2")
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def read(state: bytes) -> Kept:
    """What was written. Raises Damaged."""
    try:
        arrays = _arrays(state)
        about = json.loads(arrays["about"].astype(np.uint8).tobytes())
        if about["form"] == _LINEAR:
            about["near"] = 0.0
        elif about["form"] != _FORM:
            raise Damaged(f"a state of form {about['form']}, not {_FORM}")
        kept = _kept(about, arrays)
    except (KeyError, ValueError, TypeError, IndexError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise Damaged(f"not a state of a classifier: {type(error).__name__}") from None
    _check(kept)
    return kept


def _arrays(state: bytes) -> dict[str, NDArray[Any]]:
    with zipfile.ZipFile(io.BytesIO(state)) as packed:
        if sum(one.file_size for one in packed.infolist()) > _LARGEST:
            raise Damaged("a state that unfolds to more than any classifier needs")
    with np.load(io.BytesIO(state), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def _kept(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Kept:
    labels = arrays["labels"].astype(np.int32)
    parts = (arrays["data"].astype(np.float32), arrays["indices"].astype(np.int32), arrays["indptr"].astype(np.int32))
    counts = sparse.csr_array(parts, shape=(len(labels), grams.WIDTH))
    counts.check_format(full_check=True)
    meanings = arrays["meanings"].astype(np.float32) if "meanings" in arrays else None
    return Kept(
        keys=tuple(map(str, about["keys"])), labels=labels, rows=Rows(counts, grams.rarity(counts), meanings),
        names=int(about["names"]), told=tuple(map(str, about["told"])), model=str(about["model"]),
        shares=arrays["shares"].astype(np.float64), mix=float(about["mix"]), near=float(about["near"]),
        sharpness=float(about["sharpness"]),
        novelty=Novelty(tuple(map(float, about["weights"])), float(about["offset"])),
    )  # fmt: skip


def _check(kept: Kept) -> None:
    length = len(kept.labels)
    numbers = (kept.mix, kept.near, kept.sharpness, kept.novelty.offset, *kept.novelty.weights)
    meanings = kept.rows.meanings
    is_whole = (
        kept.labels.ndim == 1
        and kept.shares.shape == ((length, len(kept.keys) + bool((kept.labels < 0).any())) if kept.keys else (0, 0))
        and (length == 0 or -1 <= int(kept.labels.min()) <= int(kept.labels.max()) < len(kept.keys))
        and 0 <= kept.names <= kept.names + len(kept.told) <= length
        and len(kept.novelty.weights) == SIGNS
        and kept.near >= 0
        and (meanings is None) == (not kept.model)
        and (meanings is None or (meanings.ndim == 2 and len(meanings) == length and bool(np.isfinite(meanings).all())))
        and bool(np.isfinite(kept.shares).all() and np.isfinite(kept.rows.counts.data).all())
        and all(map(math.isfinite, numbers))
    )
    if not is_whole:
        raise Damaged("a state whose parts do not fit each other")
