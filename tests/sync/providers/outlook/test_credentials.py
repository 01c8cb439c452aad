"""What is kept of an application, and what its refusal means."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sync.errors import AccessLost, TryAgain
from sync.line import Token
from sync.providers.outlook import credentials
from tests.simulator.running import Running
from tests.sync.outlook import ROLES, Outlook
from tests.sync.surroundings import Shelf, settings

SECRET = {"tenant_id": "example.org", "client_id": "an-app", "client_secret": "hush"}
CERTIFICATE = {"tenant_id": "example.org", "client_id": "an-app", "certificate": "PEM", "private_key": "KEY"}


def written(form: dict[str, str], *, without: str = "") -> bytes:
    return json.dumps({name: value for name, value in form.items() if name != without}).encode()


def test_a_secret_or_a_certificate_with_its_key_is_enough() -> None:
    assert credentials.read(written(SECRET)).proof == "hush"
    assert credentials.read(written(SECRET | CERTIFICATE)).proof == {"private_key": "KEY", "public_certificate": "PEM"}


@pytest.mark.parametrize("text", [
    b"", b"{}", b"\xff", written(SECRET, without="tenant_id"), written(SECRET, without="client_secret"),
    written(CERTIFICATE, without="private_key"), written(SECRET | {"tenant_id": "../common"}),
])  # fmt: skip
def test_a_credential_that_is_none_is_refused_without_repeating_it(text: bytes) -> None:
    with pytest.raises(AccessLost) as lost:
        credentials.read(text)

    assert lost.value.__cause__ is None
    assert lost.value.next_step
    assert "hush" not in str(lost.value)


def test_a_credential_does_not_show_its_secret() -> None:
    assert "hush" not in repr(credentials.read(written(SECRET)))


def test_a_sign_in_that_nobody_answers_is_tried_again(simulated: Running) -> None:
    with pytest.raises(TryAgain) as trouble:
        credentials.token(written(SECRET), settings(simulated, entra_authority="https://127.0.0.1:1"))

    assert trouble.value.__cause__ is None


def test_a_token_is_asked_for_once_and_shared(outlook: Outlook) -> None:
    outlook.shelf = Shelf()

    assert outlook.connect().profile().address == outlook.address
    known = outlook.shelf.token
    outlook.connect().profile()

    assert known is not None
    assert outlook.shelf.token is known
    assert known.expires_at > datetime.now(UTC) + timedelta(minutes=30)


def test_a_token_that_microsoft_no_longer_likes_is_renewed_once(outlook: Outlook) -> None:
    outlook.shelf = Shelf(Token("worn-out", datetime.now(UTC) + timedelta(hours=1)))

    assert outlook.connect().profile().address == outlook.address


def certified() -> tuple[str, str]:
    """A certificate and its key, as an admin makes them."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "inbox")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, *form)
    return made.public_bytes(serialization.Encoding.PEM).decode(), private.decode()


def test_a_certificate_is_as_good_as_a_secret(outlook: Outlook) -> None:
    certificate, key = certified()
    app = outlook.simulator.post("microsoft/applications", {"certificate": certificate, "roles": ROLES})["id"]
    form = {"tenant_id": outlook.tenant, "client_id": app, "certificate": certificate, "private_key": key}
    outlook.credential = json.dumps(form).encode()
    outlook.shelf = Shelf()

    assert outlook.connect().profile().address == outlook.address


@pytest.mark.parametrize(("changed", "step"), [
    ({"client_secret": "another"}, "Certificates and secrets"),
    ({"tenant_id": "00000000-0000-0000-0000-000000000000"}, "consent"),
    ({"client_id": "00000000-0000-0000-0000-000000000000"}, "consent"),
    ({"certificate": "garbage", "private_key": "garbage"}, ""),
])  # fmt: skip
def test_a_refused_application_says_what_an_admin_does(outlook: Outlook, changed: dict[str, str], step: str) -> None:
    outlook.credential = json.dumps(json.loads(outlook.credential) | changed).encode()
    outlook.shelf = Shelf()

    with pytest.raises(AccessLost) as lost:
        outlook.connect().profile()

    assert step in lost.value.next_step
    assert lost.value.next_step
    assert "another" not in str(lost.value)


def test_an_application_that_the_tenant_put_out_is_lost_access(outlook: Outlook) -> None:
    outlook.connect().profile()
    outlook.simulator.delete("microsoft/consents", application=outlook.application)
    outlook.shelf = Shelf()

    with pytest.raises(AccessLost) as lost:
        outlook.connect().profile()

    assert lost.value.next_step
