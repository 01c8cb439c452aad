"""The store's history: one Alembic revision a change."""
