"""Addresses of the servers that an installation needs, as settings name them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


def _database(value: str) -> str:
    try:
        kind = make_url(value).drivername
    except (ArgumentError, ValueError):
        kind = ""  # the message would repeat a part of the address, or of the password in it
    if kind not in ("postgresql", "postgresql+psycopg", "sqlite"):
        raise ValueError("must be like postgresql://user:password@host/name or sqlite:///var/inbox.db")
    return value


def _redis(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_usable = parts.scheme in ("redis", "rediss", "unix") and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ValueError("must be like redis://127.0.0.1:6379/0, rediss://… or unix:///path/of/the/socket")
    return value


def _mail_server(value: SecretStr) -> SecretStr:
    address = value.get_secret_value()
    if not address:
        return value
    try:
        parts = urlsplit(address)
        is_usable = parts.scheme in ("smtp", "smtps", "smtp+starttls") and bool(parts.hostname) and parts.port != 0
        # A sign of the password that should have been written as %23 and the like would cut the address short.
        is_usable = is_usable and parts.path in ("", "/") and not (parts.query or parts.fragment)
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ValueError(
            "must be like smtps://user:password@host:465, smtp+starttls://user:password@host:587 or smtp://host:25"
        )
    if parts.scheme == "smtp" and parts.password and parts.hostname not in ("localhost", "127.0.0.1"):
        raise ValueError("would send its password in the clear; write smtp+starttls:// or smtps://")
    return value


Database = Annotated[str, AfterValidator(_database)]
Redis = Annotated[str, AfterValidator(_redis)]
MailServer = Annotated[SecretStr, AfterValidator(_mail_server)]
