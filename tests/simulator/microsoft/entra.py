"""Entra over TLS, as an application with a secret talks to it."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from tests.simulator.running import Running

REDIRECT = "https://inbox.example.org/signed-in"
API = "access_as_user"
VERIFIER = "a verifier that nobody guesses, as it is long enough"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
GRAPH = "https://graph.microsoft.com/.default"


@dataclass
class Entra:
    """An application of a tenant, and where Entra listens."""

    simulator: Running
    url: str
    certificate: str
    tenant: str
    application: str
    secret: str = "open sesame"

    @property
    def api(self) -> str:
        """The scope of the application's own API."""
        return f"api://{self.application}/{API}"

    def get(self, path: str, **more: Any) -> requests.Response:
        return requests.get(f"{self.url}/{path}", verify=self.certificate, timeout=10, allow_redirects=False, **more)

    def token(self, *, tenant: str = "", origin: str = "", **form: str) -> requests.Response:
        """What the token endpoint answers to a form, with the secret unless a browser asks."""
        proof = {} if origin or "client_assertion" in form else {"client_secret": self.secret}
        headers = {"Origin": origin} if origin else {}
        return requests.post(
            f"{self.url}/{tenant or self.tenant}/oauth2/v2.0/token",
            data={"client_id": self.application, **proof, **form},
            headers=headers,
            verify=self.certificate,
            timeout=10,
        )

    def for_application(self, **form: str) -> requests.Response:
        return self.token(**{"grant_type": "client_credentials", "scope": GRAPH, **form})

    def authorize(self, email: str, **query: str) -> dict[str, str]:
        """What the browser brings back when somebody signs in."""
        asked = {
            "client_id": self.application, "redirect_uri": REDIRECT, "response_type": "code", "state": "here",
            "scope": f"openid profile offline_access {self.api}", "code_challenge": CHALLENGE,
            "code_challenge_method": "S256", "login_hint": email, "nonce": "once", **query,
        }  # fmt: skip
        answer = self.get(f"{self.tenant}/oauth2/v2.0/authorize", params=asked)
        assert answer.status_code == 302, answer.text
        target = urlsplit(answer.headers["Location"])
        return {name: values[0] for name, values in parse_qs(target.query or target.fragment).items()}

    def signed_in(self, email: str, **form: str) -> dict[str, Any]:
        """The tokens of somebody who signed in, in a browser."""
        code = self.authorize(email)["code"]
        answer = self.by_code(code, **form)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def by_code(self, code: str, **form: str) -> requests.Response:
        given = {"code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER, **form}
        return self.token(grant_type="authorization_code", origin="https://inbox.example.org", **given)

    def on_behalf(self, assertion: str, scope: str = "https://graph.microsoft.com/Mail.Read", **form: str) -> Any:
        given = {"requested_token_use": "on_behalf_of", "assertion": assertion, "scope": scope, **form}
        return self.token(grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer", **given)


def claims(token: str) -> dict[str, Any]:
    """What a token says."""
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found
