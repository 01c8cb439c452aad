"""A fresh SQLite database for each test, copied from one that was migrated once."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from inbox import database, migrate


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="inbox-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    engine = database.connect(f"sqlite:///{folder / 'template.db'}")
    migrate.upgrade(engine)
    engine.dispose()  # the last connection to close writes the log back into the file
    return folder / "template.db"


def fresh_engine(folder: Path) -> Engine:
    """A migrated, empty database in `folder`."""
    target = folder / "inbox.db"
    shutil.copyfile(_template(), target)
    return database.connect(f"sqlite:///{target}")


@cache
def _engine() -> Engine:
    return database.connect(f"sqlite:///{_template().with_name('inbox.db')}")


def empty_engine() -> Engine:
    """One engine for all tests of this process, which knows how statements are compiled; its file is a new one."""
    engine = _engine()
    engine.dispose()
    file = Path(str(engine.url.database))
    for suffix in ("", "-wal", "-shm"):
        file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(_template(), file)
    return engine
