"""Refusals: what the domain says no to, worded for the person who will read it."""

from __future__ import annotations


class InboxError(Exception):
    """A refusal. `message` is a gettext msgid with %(name)s places, `values` fills them."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


class NotFound(InboxError):
    """Unknown and forbidden look the same."""


class NotAllowed(InboxError):
    """The person may see the thing, but not do this to it."""


class Invalid(InboxError):
    """An input cannot be used; `field` names the form field it came from."""

    def __init__(self, message: str, *, field: str = "", **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


class Stale(InboxError):
    """The conversation changed after the person last saw it."""
