"""Leaving a mailbox for good: its provider pushes nothing any more, and no token of it is kept."""

from __future__ import annotations

import structlog
from redis.exceptions import RedisError

from inbox.models import Mailbox
from sync import connecting
from sync.connecting import Surroundings
from sync.errors import ProviderError

_log = structlog.get_logger(__name__)


def end(around: Surroundings, mailbox: Mailbox) -> bool:
    """End a mailbox's subscriptions and forget its tokens. False where its provider could not be told.

    What it could not be told ends by itself, after days; what it pushes until then is believed by nobody.
    """
    is_told = True
    if mailbox.credential is not None:
        try:
            connecting.open_provider(around, mailbox).unwatch()
        except ProviderError as refusal:
            _log.warning("a watch could not be ended; it runs out", mailbox=mailbox.id, reason=str(refusal))
            is_told = False
    try:
        connecting.forget_tokens(around.redis, mailbox.id)
    except RedisError:
        is_told = False  # they end within the hour
    return is_told
