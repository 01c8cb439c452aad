"""Writing a migration from what the models say: `python -m inbox.revise "what it does"`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from inbox import database, migrate


def main(message: str) -> int:
    """Migrate a throw-away database, compare the models with it, and write the difference as a new revision."""
    if not message:
        print('Say what it does: make revision MESSAGE="…"', file=sys.stderr)
        return 1
    with TemporaryDirectory() as folder:
        engine = database.connect(f"sqlite:///{Path(folder) / 'empty.db'}")
        migrate.upgrade(engine)
        if not migrate.drift(engine):
            print("The models and the migrations agree; there is nothing to write.")
            return 0
        migrate.revise(engine, message)
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:]).strip()))
