"""`inbox leave`: written down, listed, cancelled."""

from __future__ import annotations

import pytest

from tests.addon.cli.conftest import Type
from tests.office import Office


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_leave_is_written_down_listed_and_cancelled(inbox: Type, office: Office) -> None:
    ana, ben = "Ana@clinic.example.org", "ben@clinic.example.org"
    assert inbox("leave", "add", "nobody@clinic.example.org", "--from", "2099-01-01").exit_code == 1
    assert "three years" in inbox("leave", "add", ana, "--from", "2099-01-01").output
    year = office.work.clock().year + 1
    added = inbox("leave", "add", ana, "--from", f"{year}-03-02", "--to", f"{year}-03-06", "--substitute", ben,
                  "--note", "course")  # fmt: skip
    assert added.output == f"Ana Ruiz is away from {year}-03-02 to {year}-03-06.\n"

    listed = inbox("leave", "list").output
    assert f"{year}-03-02 to {year}-03-06  Ana Ruiz, Ben Okafor stands in (course)" in listed
    assert inbox("leave", "cancel", listed.split()[0]).output == "Cancelled.\n"
    assert "Nobody is away" in inbox("leave", "list").output
