"""Google's certificates are fetched as rarely as possible, and an outage of theirs is not ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from addon.google_keys import GoogleKeys
from addon.published_keys import KeysUnavailable, UnknownKey
from tests.addon.google import Google


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(google: Google, clock: Clock) -> GoogleKeys:
    return GoogleKeys(google.certs_url, clock)


def test_a_hundred_looks_cost_one_fetch(google: Google, keys: GoogleKeys) -> None:
    for _ in range(100):
        keys.certificate("first")

    assert google.fetches == 1


def test_keys_are_fetched_again_when_google_says_they_are_old(google: Google, keys: GoogleKeys, clock: Clock) -> None:
    keys.certificate("first")
    clock.pass_by(seconds=3601)
    keys.certificate("first")

    assert google.fetches == 2


def test_a_new_key_is_fetched_once(google: Google, keys: GoogleKeys) -> None:
    keys.certificate("first")
    google.rotate("second")

    assert keys.certificate("second").startswith("-----BEGIN CERTIFICATE")
    assert google.fetches == 2


def test_invented_keys_do_not_make_us_pester_google(google: Google, keys: GoogleKeys, clock: Clock) -> None:
    keys.certificate("first")
    for number in range(20):
        with pytest.raises(UnknownKey):
            keys.certificate(f"invented-{number}")
    assert google.fetches == 2

    clock.pass_by(seconds=31)
    with pytest.raises(UnknownKey):
        keys.certificate("invented")
    assert google.fetches == 3


def test_without_any_key_an_outage_is_said(google: Google, keys: GoogleKeys) -> None:
    google.is_down = True

    with pytest.raises(KeysUnavailable):
        keys.certificate("first")


def test_with_keys_at_hand_an_outage_goes_unnoticed(google: Google, keys: GoogleKeys, clock: Clock) -> None:
    keys.certificate("first")
    google.is_down = True
    clock.pass_by(hours=2)

    for _ in range(10):
        assert keys.certificate("first")
    assert google.fetches == 2


def test_after_an_outage_the_keys_are_there_at_once(google: Google, keys: GoogleKeys) -> None:
    google.is_down = True
    with pytest.raises(KeysUnavailable):
        keys.certificate("first")
    google.is_down = False

    assert keys.certificate("first")


def test_keys_without_an_age_are_kept_for_five_minutes(google: Google, keys: GoogleKeys, clock: Clock) -> None:
    google.max_age = None
    keys.certificate("first")
    clock.pass_by(minutes=4)
    keys.certificate("first")
    assert google.fetches == 1

    clock.pass_by(minutes=2)
    keys.certificate("first")
    assert google.fetches == 2
