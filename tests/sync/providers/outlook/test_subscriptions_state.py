"""What proves that a notification is one that we asked for."""

from __future__ import annotations

import base64

import pytest

from inbox.secrets import KeyRing
from sync.providers.outlook import subscriptions
from sync.providers.outlook.addressing import Addresses
from tests.simulator.running import Running
from tests.sync.surroundings import settings


def ring(*names: str) -> KeyRing:
    return KeyRing.parse(",".join(f"{one}:{base64.b64encode(one[:1].encode() * 32).decode()}" for one in names))


def test_a_state_names_its_mailbox() -> None:
    state = subscriptions.client_state(ring("first"), 7)

    assert len(state) <= 128
    assert subscriptions.mailbox_of(ring("first"), state) == 7


def test_a_state_outlives_the_rotation_of_keys() -> None:
    state = subscriptions.client_state(ring("first"), 7)

    assert subscriptions.mailbox_of(ring("second", "first"), state) == 7
    assert subscriptions.mailbox_of(ring("second"), state) is None


@pytest.mark.parametrize("state", ["", ".", "7", "7.", "8.{proof}", "x.{proof}", "²7.{proof}", "7.{proof}é", "7" * 40])
def test_a_state_that_we_never_gave_is_of_no_mailbox(state: str) -> None:
    proof = subscriptions.client_state(ring("first"), 7).partition(".")[2]

    assert subscriptions.mailbox_of(ring("first"), state.replace("{proof}", proof)) is None


def test_a_mailbox_that_was_added_anew_has_another_address_as_it_has_another_state(simulated: Running) -> None:
    known, here = settings(simulated, graph_notification_url="https://example.org/hook"), Addresses("a@example.org")

    one, same, other = (subscriptions.desired(here, known, number) for number in (7, 7, 8))

    assert one == same
    assert one.resource == other.resource
    assert one.url != other.url
