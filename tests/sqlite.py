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
