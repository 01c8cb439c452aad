"""Rows that the database strings together to one text, so that they are read along with another row."""

from __future__ import annotations

from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func

FIELD, ROW = "\x1f", "\x1e"
"""Stand between the fields of a row, and between rows."""


def row(*columns: ColumnElement[Any]) -> ColumnElement[str]:
    """The columns of a row as one text."""
    texts: list[ColumnElement[str]] = [cast(one, String) for one in columns]
    return reduce(lambda before, one: before + FIELD + one, texts)


def clean(column: ColumnElement[Any]) -> ColumnElement[str]:
    """A text that somebody chose, without what stands between rows; empty where there is none."""
    return func.replace(func.coalesce(column, ""), ROW, " ")


def every(rows: ColumnElement[Any]) -> ColumnElement[Any]:
    """All rows as one text."""
    return func.aggregate_strings(rows, ROW)


def parted(told: str | None) -> list[str]:
    """The rows of such a text."""
    return told.split(ROW) if told else []
