"""Google's keys and the tokens signed with them, checked as the world checks them."""

import base64
from collections.abc import Iterator
from typing import Any

import google.auth.transport.requests
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from google.oauth2 import id_token

from tests.simulator.running import Running

AUDIENCE = "https://addon.example.com/gmail/message"


@pytest.fixture
def transport() -> Iterator[Any]:
    """What Google's library fetches keys with."""
    with requests.Session() as session:
        yield google.auth.transport.requests.Request(session)


def minted(simulator: Running, **claims: Any) -> str:
    said = {"aud": AUDIENCE, "email": "robot@example.iam.gserviceaccount.com", "email_verified": True}
    return str(simulator.post("id-tokens", {"claims": said | claims})["id_token"])


def verified(simulator: Running, transport: Any, token: str) -> dict[str, Any]:
    certificates = f"{simulator.url}/oauth2/v1/certs"
    return dict(id_token.verify_token(token, transport, audience=AUDIENCE, certs_url=certificates))


def test_a_token_is_good_by_googles_certificates(simulator: Running, transport: Any) -> None:
    claims = verified(simulator, transport, minted(simulator, sub="7"))

    assert (claims["iss"], claims["sub"]) == ("https://accounts.google.com", "7")
    assert claims["exp"] - claims["iat"] == 3600


def test_the_web_keys_are_those_of_the_certificates(simulator: Running) -> None:
    def fetched(version: str) -> Any:
        return requests.get(f"{simulator.url}/oauth2/{version}/certs", timeout=10).json()

    def number(text: str) -> int:
        return int.from_bytes(base64.urlsafe_b64decode(text + "=="), "big")

    web_keys = {key["kid"]: (number(key["n"]), number(key["e"])) for key in fetched("v3")["keys"]}
    published = {
        key_id: x509.load_pem_x509_certificate(pem.encode()).public_key() for key_id, pem in fetched("v1").items()
    }

    assert all(isinstance(key, RSAPublicKey) for key in published.values())
    assert web_keys == {
        key_id: (key.public_numbers().n, key.public_numbers().e)
        for key_id, key in published.items()
        if isinstance(key, RSAPublicKey)
    }


def test_keys_may_be_kept_for_a_while(simulator: Running) -> None:
    answer = requests.get(f"{simulator.url}/oauth2/v1/certs", timeout=10)

    assert "max-age=21600" in answer.headers["Cache-Control"]


def test_a_new_key_signs_and_the_old_one_stays_good_until_it_is_retired(simulator: Running, transport: Any) -> None:
    old = minted(simulator)
    simulator.post("keys")
    new = minted(simulator)
    both = [verified(simulator, transport, each)["aud"] for each in (old, new)]
    simulator.post("keys", retire="1")

    assert both == [AUDIENCE, AUDIENCE]
    with pytest.raises(ValueError, match=r"[Cc]ertificate"):
        verified(simulator, transport, old)


def test_any_claim_can_be_minted_for_tests(simulator: Running, transport: Any) -> None:
    with pytest.raises(Exception, match="expired"):
        verified(simulator, transport, minted(simulator, exp=1_000_000_000, iat=999_996_400))
