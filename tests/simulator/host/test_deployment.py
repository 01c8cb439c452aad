"""Which deployments Google would take."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.host import deployment
from simulator.host.deployment import Refused
from tests.simulator.host.scripted import descriptor, function


def read(tmp_path: Path, value: Any) -> deployment.Deployment:
    """Read a descriptor from a file."""
    file = tmp_path / "deployment.json"
    file.write_text(json.dumps(value))
    return deployment.read(str(file))


def test_what_the_page_uses_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, descriptor())
    assert (found.name, found.home, found.contextual) == ("Shared Desk", function("/home"), function("/message"))
    assert [item.label for item in found.universal_actions] == ["Open queue", "Settings"]
    assert found.compose_actions[0].function == function("/compose")
    assert found.sees_draft_recipients


def test_gmails_own_home_goes_before_the_common_one(tmp_path: Path) -> None:
    changed = descriptor()
    changed["addOns"]["gmail"]["homepageTrigger"] = {"runFunction": function("/gmail-home")}
    assert read(tmp_path, changed).home == function("/gmail-home")
    changed["addOns"]["gmail"]["homepageTrigger"]["enabled"] = False
    assert read(tmp_path, changed).home == ""


WRONG: dict[str, Callable[[dict[str, Any]], Any]] = {
    "must be an absolute https address": lambda addons: addons["gmail"]["contextualTriggers"][0].update(
        onTriggerFunction="http://inbox.example.org/message"
    ),
    "“name” is missing in common": lambda addons: addons["common"].pop("name"),
    "“logoUrl” is missing in common": lambda addons: addons["common"].pop("logoUrl"),
    "“gmail” is missing in addOns": lambda addons: addons.pop("gmail"),
    "must be unconditional": lambda addons: addons["gmail"]["contextualTriggers"][0].pop("unconditional"),
    "authorizationHeader cannot be": lambda addons: addons["httpOptions"].update(authorizationHeader="BASIC"),
    "“label” is missing in universalActions": lambda addons: addons["common"]["universalActions"][0].pop("label"),
}


@pytest.mark.parametrize("sentence", WRONG)
def test_a_wrong_deployment_is_refused(tmp_path: Path, sentence: str) -> None:
    changed = descriptor()
    WRONG[sentence](changed["addOns"])
    with pytest.raises(Refused, match=sentence):
        read(tmp_path, changed)


def test_a_deployment_that_cannot_be_read_says_where_it_should_be(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"cannot be read at .*nowhere\.json"):
        deployment.read(str(tmp_path / "nowhere.json"))
