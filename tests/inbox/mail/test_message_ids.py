"""Our own Message-IDs and plus-addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.mail.message_ids import conversation_of, conversation_of_address, new_message_id, plus_address

_KEY = b"k" * 32
_OLD = b"o" * 32
_numbers = st.integers(min_value=1, max_value=2**62)


def _made(key: bytes = _KEY, organization_id: int = 3, conversation_id: int = 41) -> str:
    return new_message_id(
        key, organization_id=organization_id, conversation_id=conversation_id, domain="Clinic.example", nonce="n1"
    )


@given(_numbers, _numbers)
def test_our_own_id_leads_to_its_conversation(organization_id: int, conversation_id: int) -> None:
    made = _made(organization_id=organization_id, conversation_id=conversation_id)

    assert made.endswith("@clinic.example>")
    assert conversation_of([_KEY], made) == (organization_id, conversation_id)


def test_a_server_that_changes_case_does_no_harm() -> None:
    assert conversation_of([_KEY], _made().upper()) == (3, 41)


def test_an_id_under_an_older_key_is_still_ours() -> None:
    assert conversation_of([_KEY, _OLD], _made(_OLD)) == (3, 41)
    assert conversation_of([_KEY], _made(_OLD)) is None
    assert conversation_of([], _made()) is None


@pytest.mark.parametrize(
    ("old", "new"), [("<3.41.", "<4.41."), ("<3.41.", "<3.42."), (".n1.", ".n2."), ("<3.41.", "<341."), ("<3.", "<03.")]
)
def test_a_changed_id_is_not_ours(old: str, new: str) -> None:
    assert conversation_of([_KEY], _made().replace(old, new)) is None


@given(st.text() | st.from_regex(r"<\d{1,3}\.\d{1,3}\.[a-z]{2}\.[a-z2-7]{32}@[a-z]{1,5}>", fullmatch=True))
def test_an_invented_id_is_not_ours(message_id: str) -> None:
    assert conversation_of([_KEY], message_id) is None


@pytest.mark.parametrize("nonce", ["", "UPPER", "with.dot", "x" * 41])
def test_a_nonce_that_could_not_be_read_again_is_refused(nonce: str) -> None:
    with pytest.raises(ValueError, match="nonce"):
        new_message_id(_KEY, organization_id=1, conversation_id=1, domain="clinic.example", nonce=nonce)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="key"):
        _made(b"short")


@given(_numbers)
def test_a_plus_address_leads_to_its_conversation(conversation_id: int) -> None:
    made = plus_address(_KEY, "Reception@Clinic.example", conversation_id)

    assert made.startswith(f"reception+c{conversation_id}.")
    assert conversation_of_address([_OLD, _KEY], made.upper()) == conversation_id


def test_a_plus_address_fits_into_what_servers_accept() -> None:
    local = plus_address(_KEY, "reception@clinic.example", 10**9).partition("@")[0]

    assert len(local) <= 64


@pytest.mark.parametrize(
    ("old", "new"), [("+c41.", "+c42."), ("reception+", "billing+"), ("@clinic.", "@other."), ("+c41.", "+c041.")]
)
def test_a_changed_plus_address_leads_nowhere(old: str, new: str) -> None:
    made = plus_address(_KEY, "reception@clinic.example", 41)

    assert conversation_of_address([_KEY], made.replace(old, new)) is None


def test_a_mailbox_with_a_plus_of_its_own_works() -> None:
    assert conversation_of_address([_KEY], plus_address(_KEY, "desk+north@clinic.example", 7)) == 7
    assert conversation_of_address([_KEY], "desk+north@clinic.example") is None


def test_a_token_for_addresses_is_none_for_message_ids() -> None:
    token = plus_address(_KEY, "3.41@n1", 41).partition(".")[2].partition("@")[0]

    assert conversation_of([_KEY], f"<3.41.n1.{token}@clinic.example>") is None
