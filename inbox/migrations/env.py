"""Alembic's entry: runs the migrations on the connection it is handed (see inbox/migrate.py)."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from inbox.models import Base
from inbox.models.base import UtcDateTime


def named(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column type by its short name, with the import that it needs."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        autogen.imports.add("from inbox.models.base import UtcDateTime")
        return "UtcDateTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=named,
    include_object=context.config.attributes.get("include_object"),
)
with context.begin_transaction():
    context.run_migrations()
