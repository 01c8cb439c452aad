"""What follows from other settings where nothing is set."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from inbox.settings import Settings
from tests.sync.surroundings import RING


def settings(**more: str) -> Settings:
    values = {
        "public_url": "https://inbox.example.org", "secret_keys": RING, "google_client_id": "client",
        "google_addon_account": "addon@example.org",
    }  # fmt: skip
    return Settings.model_validate(values | more)


def test_microsoft_posts_to_our_own_hook_unless_told_otherwise() -> None:
    elsewhere = "https://hooks.example.org/graph"

    assert settings().graph_notification_url == "https://inbox.example.org/hooks/graph"
    assert settings(graph_notification_url=elsewhere).graph_notification_url == elsewhere
    assert settings(graph_notification_url="").graph_notification_url == ""


@pytest.mark.parametrize("wrong", ["http://inbox.example.org/hooks/graph", "hooks/graph", "https://example.org/?a=b"])
def test_microsoft_posts_only_to_https_and_to_no_address_with_a_query(wrong: str) -> None:
    with pytest.raises(ValidationError, match="must be an https address"):
        settings(graph_notification_url=wrong)
