"""How a simulator is set up."""

from pathlib import Path

import pytest

from simulator.config import AddOn, OAuthClient, Registration, Tenant, from_json

ADDON = """
{"quota_per_minute": null,
 "subscriptions": [{"topic": "projects/p/topics/t", "endpoint": "http://127.0.0.1:1/", "audience": "a",
                    "service_account": "push@example.com"}],
 "oauth_clients": [{"id": "client-1"}],
 "addon": {"service_account": "robot@example.com", "client_id": "client-1",
           "public_origin": "https://addon.example.com", "internal_origin": "http://127.0.0.1:5000",
           "deployment": "deployment.json"}}
"""


def test_settings_are_read_from_json() -> None:
    config = from_json(ADDON, state=Path("state.sqlite"), public_url="http://127.0.0.1:8025/")

    assert (config.public_url, config.quota_per_minute, config.push_interval) == ("http://127.0.0.1:8025", None, 1)
    assert config.subscriptions[0].minimum_backoff == 10
    assert config.oauth_clients == (OAuthClient("client-1"),)
    assert isinstance(config.addon, AddOn)
    assert config.addon.deployment == "deployment.json"


def test_settings_of_microsoft_are_read_too() -> None:
    text = """{"microsoft": {"tls_port": 8443, "tenants": [{"id": "t", "domain": "clinic.example", "name": "Clinic"}],
               "applications": [{"id": "a", "tenant": "t", "roles": ["Mail.Read"]}]}}"""

    config = from_json(text, state=Path("state.sqlite"), public_url="http://127.0.0.1").microsoft

    assert (config.tls_port, config.concurrent_calls) == (8443, 4)
    assert config.tenants == (Tenant("t", "clinic.example", "Clinic"),)
    assert config.applications == (Registration("a", "t", roles=("Mail.Read",)),)


def test_a_setting_nobody_knows_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        from_json('{"colour": "blue"}', state=Path("state.sqlite"), public_url="http://127.0.0.1")
