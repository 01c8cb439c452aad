"""Secrets at rest."""

import base64

import pytest

from inbox.secrets import KeyRing


def test_a_key_ring_refuses_a_bad_entry_without_showing_it() -> None:
    good = base64.b64encode(b"k" * 32).decode()
    assert KeyRing.parse(f"a:{good}, b:{good}").keys[1][0] == "b"
    with pytest.raises(ValueError, match="entry 2") as refusal:
        KeyRing.parse(f"a:{good},b:hidden")
    assert "hidden" not in str(refusal.value)
