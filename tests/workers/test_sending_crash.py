"""Killed at every call and every commit of sending a reply: exactly one mail goes out, and it is one message."""

from __future__ import annotations

from tests.killed_while_sending import exactly_one_goes_out
from tests.office import Office


def test_killed_at_any_step_exactly_one_mail_goes_out(office: Office) -> None:
    exactly_one_goes_out(office)
