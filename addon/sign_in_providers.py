"""The register of those with whom people sign in on the web page, as far as the settings name them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from addon import entra, identity
from addon.entra import Registration
from addon.identity import Claims, Unauthentic
from addon.open_id import OpenId, Provider
from inbox.settings import Settings


def of(settings: Settings, registration: Registration, clock: Callable[[], datetime]) -> Mapping[str, OpenId]:
    """By key, in the order in which they are offered."""
    known = (google(settings), microsoft(settings, registration))
    return {one.key: OpenId(one, clock) for one in known if one.client_id and one.secret.get_secret_value()}


def google(settings: Settings) -> Provider:
    """Google, where people are known by their subject."""
    return Provider(
        key="google", name="Google", origin=settings.google_sign_in_url, client_id=settings.google_web_client_id,
        secret=settings.google_web_client_secret, person=_of_google,
        discovery=f"{settings.google_sign_in_url}/.well-known/openid-configuration",
    )  # fmt: skip


def microsoft(settings: Settings, registration: Registration) -> Provider:
    """Microsoft Entra, where people are known by their tenant and object id."""

    def person(claims: Mapping[str, Any], signs_for: str) -> Claims:
        entra.require_issuer(claims, signs_for, registration)
        return entra.person(claims)

    return Provider(
        key="microsoft", name="Microsoft", origin=settings.entra_authority, client_id=settings.entra_client_id,
        secret=settings.entra_client_secret, person=person, ca_file=settings.entra_ca_file,
        discovery=f"{settings.entra_authority}/organizations/v2.0/.well-known/openid-configuration",
    )  # fmt: skip


def _of_google(claims: Mapping[str, Any], _signs_for: str) -> Claims:
    if claims.get("iss") not in identity.ISSUERS:
        raise Unauthentic("not issued by Google")
    return identity.person(claims)
