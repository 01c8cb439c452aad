"""Full text of messages: FTS5 on SQLite, a generated tsvector on PostgreSQL; both read the message's own columns."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SQLITE = (
    """
    CREATE VIRTUAL TABLE message_text USING fts5(
        subject, people, visible_text,
        content='message', content_rowid='id', tokenize="unicode61 remove_diacritics 2", prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER message_text_insert AFTER INSERT ON message BEGIN
        INSERT INTO message_text(rowid, subject, people, visible_text)
        VALUES (new.id, new.subject, new.people, new.visible_text);
    END
    """,
    """
    CREATE TRIGGER message_text_delete AFTER DELETE ON message BEGIN
        INSERT INTO message_text(message_text, rowid, subject, people, visible_text)
        VALUES ('delete', old.id, old.subject, old.people, old.visible_text);
    END
    """,
    """
    CREATE TRIGGER message_text_update AFTER UPDATE OF subject, people, visible_text ON message BEGIN
        INSERT INTO message_text(message_text, rowid, subject, people, visible_text)
        VALUES ('delete', old.id, old.subject, old.people, old.visible_text);
        INSERT INTO message_text(rowid, subject, people, visible_text)
        VALUES (new.id, new.subject, new.people, new.visible_text);
    END
    """,
)
# What SQLite's tokenizer does by itself: words end at these characters, and common accents do not count.
_SEPARATORS = "@._-/:+"
_ACCENTS = dict(zip("äöüáàâéèêëíóôúçñ", "aouaaaeeeeiooucn", strict=True))


def _folded(expression: str) -> str:
    for separator in _SEPARATORS:
        expression = f"replace({expression}, '{separator}', ' ')"
    expression = f"lower({expression})"
    for accented, plain in _ACCENTS.items():
        expression = f"replace({expression}, '{accented}', '{plain}')"
    return expression


_POSTGRESQL = (
    f"""
    ALTER TABLE message ADD COLUMN message_text tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', {_folded("left(subject || ' ' || people || ' ' || visible_text, 200000)")})
    ) STORED
    """,
    "CREATE INDEX message_text_gin ON message USING gin (message_text)",
)


def upgrade() -> None:
    """Make the index of the database at hand."""
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Drop it again."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER message_text_{name}")
        op.execute("DROP TABLE message_text")
    else:
        op.execute("ALTER TABLE message DROP COLUMN message_text")
