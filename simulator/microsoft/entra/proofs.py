"""How an application proves who it is: with its secret, or with an assertion its certificate signed."""

import base64
import hmac
import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from simulator.google import jwt
from simulator.google.timing import seconds
from simulator.microsoft import applications
from simulator.microsoft.applications import Application
from simulator.microsoft.entra.refusals import missing, no_proof, unknown_application, wrong_certificate, wrong_secret

BY_JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = {"RS256": padding.PKCS1v15(), "PS256": padding.PSS(padding.MGF1(hashes.SHA256()), 32)}


def application_of(connection: sqlite3.Connection, form: Mapping[str, str]) -> Application:
    """The application a form names."""
    if not form.get("client_id"):
        raise missing("client_id")
    application = applications.find(connection, form["client_id"])
    if application is None:
        raise unknown_application(form["client_id"])
    return application


def check(application: Application, form: Mapping[str, str], *, endpoint: str, now: datetime) -> None:
    """Raise unless the form proves that it comes from the application."""
    if form.get("client_secret"):
        if not application.secret or not hmac.compare_digest(form["client_secret"], application.secret):
            raise wrong_secret(application.id)
    elif form.get("client_assertion"):
        if form.get("client_assertion_type") != BY_JWT:
            raise missing("client_assertion_type")
        check_assertion(application, form["client_assertion"], endpoint, now)
    else:
        raise no_proof()


def check_assertion(application: Application, assertion: str, endpoint: str, now: datetime) -> None:
    """Raise unless the application's certificate signed an assertion for this endpoint that is not over."""
    head, claims = parts(assertion)
    if not application.certificate:
        raise wrong_certificate("No certificate is registered.")
    certificate = x509.load_pem_x509_certificate(application.certificate.encode())
    prints = {
        "x5t": hashes.SHA1(),  # noqa: S303 how Entra names certificates
        "x5t#S256": hashes.SHA256(),
    }
    named = {
        name: base64.urlsafe_b64encode(certificate.fingerprint(kind)).rstrip(b"=") for name, kind in prints.items()
    }
    if not any(str(head.get(name, "")).rstrip("=").encode() == value for name, value in named.items()):
        raise wrong_certificate("The thumbprint is not that of a registered certificate.")
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    signed, _, signature = assertion.rpartition(".")
    try:
        key.verify(jwt.decoded(signature), signed.encode(), ALGORITHMS[head["alg"]], hashes.SHA256())
    except (InvalidSignature, ValueError, KeyError) as trouble:
        raise wrong_certificate("The signature is wrong.") from trouble
    check_claims(application, claims, endpoint, now)


def check_claims(application: Application, claims: Mapping[str, Any], endpoint: str, now: datetime) -> None:
    if claims.get("iss") != application.id or claims.get("sub") != application.id:
        raise wrong_certificate("The issuer or subject is not the application.")
    if claims.get("aud") != endpoint:
        raise wrong_certificate("The audience is not this endpoint.")
    if not isinstance(claims.get("exp"), int | float) or claims["exp"] <= seconds(now):
        raise wrong_certificate("The assertion is over.")


def parts(assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Head and claims of an assertion, unproven."""
    try:
        head, claims = (json.loads(jwt.decoded(part)) for part in assertion.split(".")[:2])
        return dict(head), dict(claims)
    except (ValueError, TypeError) as trouble:
        raise wrong_certificate("The assertion cannot be read.") from trouble
