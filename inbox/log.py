"""Logging: JSON lines, and one processor through which all of them pass, so that no mail, address or token gets out."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = "[hidden]"

_SECRET_NAMES = {
    "body", "raw", "text", "html", "subject", "snippet", "preview", "note", "token", "tokens", "secret", "password",
    "credential", "credentials", "clientstate", "authorization", "cookie", "address", "email", "mail", "sender",
    "recipient", "recipients",
}  # fmt: skip
_SECRET_VALUES = re.compile(
    r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"  # an address, in a URL too
    r"|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*"  # a signed token
    r"|\b\d{1,18}\.[0-9a-f]{64}\b"  # what Microsoft repeats to prove its notifications
    r"|ya29\.[\w.-]+|1//[\w-]{8,}"  # Google's access and refresh tokens
    r"|(?i:bearer|basic)\s+[\w.~+/=-]{8,}"
    r"|-----BEGIN [^-]+-----.*?(?:-----END [^-]+-----|\Z)"
    r"|(?<=://)[^/@\s]+:[^/@\s]+(?=@)",  # a password in an address of a database
    re.DOTALL,
)


def configure(level: str = "INFO") -> None:
    """Send everything, our own lines and those of the libraries, to stderr as JSON, redacted."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.PositionalArgumentsFormatter()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redact,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)


def redact(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide what is named like mail or a secret, and whatever looks like an address or a token inside a text."""
    return {name: HIDDEN if _is_secret(name) else _clean(value) for name, value in line.items()}


def _is_secret(name: str) -> bool:
    return not _SECRET_NAMES.isdisjoint(re.split(r"[^a-z]+", name.lower()))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _SECRET_VALUES.sub(HIDDEN, value)
    if isinstance(value, dict):
        return {_clean(name): HIDDEN if _is_secret(str(name)) else _clean(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _clean(str(value))
