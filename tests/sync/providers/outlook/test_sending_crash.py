"""The same at Outlook as at Gmail: killed at any step of sending a reply, exactly one mail goes out."""

from __future__ import annotations

import pytest

from tests.killed_while_sending import exactly_one_goes_out
from tests.office import Office


@pytest.mark.parametrize(("engine", "office"), [("sqlite", "outlook")], indirect=True)
def test_killed_at_any_step_exactly_one_mail_goes_out(office: Office) -> None:
    exactly_one_goes_out(office)
