"""The deployment that an admin installs fits the settings, the service and what Google accepts."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from addon import consent
from inbox.settings import Settings
from manifests import google

SETTINGS = Settings.model_validate(
    {
        "public_url": "https://inbox.example.org", "secret_keys": "first:" + base64.b64encode(b"0" * 32).decode(),
        "google_client_id": "client",
        "google_addon_account": "addon@example.org", "google_push_account": "push@example.org",
    }
)  # fmt: skip


@pytest.fixture
def descriptor() -> dict[str, object]:
    return google.deployment(SETTINGS)


def test_every_address_is_ours_absolute_and_without_a_query(descriptor: dict[str, object]) -> None:
    addresses = google.functions(descriptor)

    assert len(addresses) == 4
    for address in addresses:
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc, parts.query) == ("https", "inbox.example.org", "")


def test_it_asks_for_no_more_than_the_doors_need() -> None:
    needed = {*consent.TO_LOOK, *consent.TO_WRITE, *consent.TO_TRACK, google.EXECUTE, google.EMAIL, google.LOCALE}

    assert set(google.SCOPES) == needed
    assert google.deployment(SETTINGS)["oauthScopes"] == list(google.SCOPES)


def test_people_choose_what_they_allow_and_google_proves_itself(descriptor: dict[str, object]) -> None:
    assert descriptor["addOns"]["httpOptions"] == {  # type: ignore[index]
        "authorizationHeader": "SYSTEM_ID_TOKEN", "granularOauthPermissionSupport": "OPT_IN",
    }  # fmt: skip


def test_links_lead_only_home_or_to_a_mail_or_a_telephone(descriptor: dict[str, object]) -> None:
    common = descriptor["addOns"]["common"]  # type: ignore[index]

    assert common["openLinkUrlPrefixes"] == ["https://inbox.example.org/", "mailto:", "tel:"]
    assert "Google" not in common["name"] and "Gmail" not in common["name"]


def test_the_logo_is_a_picture_that_we_ship(descriptor: dict[str, object]) -> None:
    logo = descriptor["addOns"]["common"]["logoUrl"].removeprefix("https://inbox.example.org/")  # type: ignore[index]

    assert (Path(__file__).parents[2] / "addon" / logo).is_file()
