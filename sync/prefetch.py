"""Loading the next batch while the present one is being stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Loaded = TypeVar("Loaded")


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in pieces of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def ahead(items: Iterable[Item], load: Callable[[Item], Loaded]) -> Iterator[Loaded]:
    """What `load` gives for each item, in order, one of them under way while the caller works on the one before.

    Items are drawn only when their load begins: whoever ends them early has nothing loaded for nothing.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="prefetch") as thread:
        coming: Future[Loaded] | None = None
        for item in items:
            loading = thread.submit(load, item)
            if coming is not None:
                yield coming.result()
            coming = loading
        if coming is not None:
            yield coming.result()
