"""`inbox manifest` prints what an admin installs, as the service gives it out."""

from __future__ import annotations

import json

from tests.addon.cli.conftest import Type
from tests.manifests import outlook_rules, unified_rules


def test_outlooks_manifests_are_printed_as_outlook_takes_them(inbox: Type) -> None:
    xml, unified = inbox("manifest", "outlook-xml"), inbox("manifest", "outlook-json")

    assert xml.exit_code == unified.exit_code == 0
    assert outlook_rules.problems(xml.output.encode()) == []
    assert unified_rules.problems(json.loads(unified.output)) == []
