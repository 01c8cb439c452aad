"""Work that goes on in the background, for as long as something lasts."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def going_on(work: Callable[[threading.Event], None], name: str, *, wake: threading.Event) -> Iterator[None]:
    """Work in a thread, which is told to stop in the end, and woken so that it notices."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        wake.set()
        thread.join()
