"""Reading the numbers of a model: all of them, each once, and nothing out of a broken file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from ai.local import tensors

LOADING = """
import resource, sys
from pathlib import Path
from ai.local import tensors
def held():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
before = held()
kept = tensors.read(Path(sys.argv[1]))
print(held() - before)
"""


def test_tensors_come_as_they_were_written(tmp_path: Path) -> None:
    written: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
        "whole": np.arange(6, dtype=np.float32).reshape(2, 3), "half": np.array([0.5, -2], np.float16),
        "double": np.array([[0.25]], np.float64), "places": np.arange(4),
    }  # fmt: skip
    save_file(written, tmp_path / "some.safetensors")

    found = tensors.read(tmp_path / "some.safetensors")

    assert set(found) == {"whole", "half", "double"}
    for name, one in found.items():
        assert one.dtype == np.float32
        np.testing.assert_array_equal(one, written[name])


def test_a_model_is_held_once_while_it_is_loaded(tmp_path: Path) -> None:
    megabytes = 64
    save_file({str(number): np.ones((4, 2**20), np.float32) for number in range(megabytes // 16)}, tmp_path / "m")

    said = subprocess.run(
        [sys.executable, "-c", LOADING, tmp_path / "m"], capture_output=True, text=True, check=True
    ).stdout  # fmt: skip

    assert float(said) < 1.3 * megabytes


@pytest.mark.parametrize("content", [b"", b"no model at all", b"\x10\0\0\0\0\0\0\0{}", b"\xff" * 64])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m").write_bytes(content)

    with pytest.raises(ValueError, match=r".+"):
        tensors.read(tmp_path / "m")
