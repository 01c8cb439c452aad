"""How we prove to Microsoft who asks: an application registered in Entra that the tenant's admin consented to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import msal
import requests
from pydantic import BaseModel, Field, ValidationError, model_validator

from inbox.settings import Settings
from sync.errors import AccessLost, ProviderError, TryAgain
from sync.line import Token

_CONNECT_SECONDS = 5.0
_PASSING = frozenset({"temporarily_unavailable", "server_error"})
_AGAIN = "Then add the mailbox again with the new file."
SECRET = (
    "Microsoft no longer accepts the application's secret or certificate.",
    f"In the Entra admin center, under App registrations, Certificates and secrets, make a new one. {_AGAIN}",
)
_CONSENT = (
    "Microsoft does not know the application in this tenant.",
    "Let an admin of the tenant consent to it; check tenant_id and client_id in the credential.",
)
_BY_CODE = {7000215: SECRET, 7000222: SECRET, 700027: SECRET, 700016: _CONSENT, 90002: _CONSENT, 7000229: _CONSENT}
"""By the number in Entra's message (AADSTS…)."""


class EntraApp(BaseModel):
    """An application of a tenant, with a secret or a certificate and its key; the certificate is the better choice."""

    type: Literal["entra_app"] = "entra_app"
    tenant_id: str = Field(pattern=r"^[A-Za-z0-9.-]+$")
    client_id: str = Field(min_length=1)
    client_secret: str = Field(default="", repr=False)
    certificate: str = ""
    private_key: str = Field(default="", repr=False)

    @model_validator(mode="after")
    def _proves_something(self) -> EntraApp:
        if not (self.client_secret or (self.certificate and self.private_key)):
            raise ValueError("needs client_secret, or certificate and private_key")
        return self

    @property
    def proof(self) -> Any:
        """As msal wants it."""
        if self.certificate and self.private_key:
            return {"private_key": self.private_key, "public_certificate": self.certificate}
        return self.client_secret


def read(text: bytes) -> EntraApp:
    """Understand a stored credential. Raises AccessLost without repeating any of it."""
    try:
        return EntraApp.model_validate_json(text)
    except ValidationError:
        raise AccessLost(
            "The stored credential is not that of an Entra application.",
            "Add the mailbox again with a JSON file of tenant_id, client_id, and client_secret or certificate and "
            "private_key.",
        ) from None


def token(credential: bytes, settings: Settings) -> Token:
    """An access token for Graph. Raises AccessLost, or TryAgain when nobody answers."""
    app, now = read(credential), datetime.now(UTC)
    try:
        client = msal.ConfidentialClientApplication(
            app.client_id, client_credential=app.proof, authority=f"{settings.entra_authority}/{app.tenant_id}",
            instance_discovery=False, http_client=Http(settings),
        )  # fmt: skip
        said = client.acquire_token_for_client([settings.graph_scope])
    except requests.RequestException as failure:
        raise TryAgain(f"Microsoft's sign-in cannot be reached: {type(failure).__name__}") from None
    except (ValueError, TypeError):
        # msal says so of a tenant that it cannot look up, and of a key that it cannot read; it may quote either
        raise AccessLost(*_CONSENT) from None
    if "access_token" not in said:
        raise refusal(said)
    return Token(said["access_token"], now + timedelta(seconds=int(said.get("expires_in", 0))))


def refusal(said: dict[str, Any]) -> ProviderError:
    """What an answer of Entra means that holds no token."""
    if said.get("error") in _PASSING:
        return TryAgain("Microsoft's sign-in asks for patience")
    known = (_BY_CODE[code] for code in said.get("error_codes") or () if code in _BY_CODE)
    return AccessLost(*next(known, SECRET if said.get("error") == "invalid_client" else _CONSENT))


class Http:
    """What msal sends its requests through: with time limits, not redirected, trusting whom the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._session = requests.Session()
        if settings.entra_ca_file:
            self._session.trust_env = False  # the environment's certificates would be taken instead
            self._session.verify = settings.entra_ca_file
        self._limits = (min(_CONNECT_SECONDS, settings.provider_timeout), settings.provider_timeout)

    def get(self, url: str, params: Any = None, headers: Any = None, **_: Any) -> requests.Response:
        return self._answer(
            self._session.get(url, params=params, headers=headers, timeout=self._limits, allow_redirects=False)
        )

    def post(self, url: str, params: Any = None, data: Any = None, headers: Any = None, **_: Any) -> requests.Response:
        return self._answer(
            self._session.post(
                url, params=params, data=data, headers=headers, timeout=self._limits, allow_redirects=False
            )
        )

    def close(self) -> None:
        self._session.close()

    def _answer(self, answer: requests.Response) -> requests.Response:
        if answer.status_code == 429 or answer.status_code >= 500:
            raise requests.ConnectionError(f"answered {answer.status_code}")
        return answer
