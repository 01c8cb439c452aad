"""How we prove to Google who asks: a service account that acts for the mailbox, or the mailbox's own consent."""

from __future__ import annotations

from typing import Literal

from google.auth.credentials import Credentials
from google.oauth2 import service_account
from google.oauth2.credentials import Credentials as UserCredentials
from pydantic import BaseModel, TypeAdapter, ValidationError

from sync.errors import AccessLost
from sync.provider import Account

SCOPES = ("https://www.googleapis.com/auth/gmail.modify",)


class ServiceAccountKey(BaseModel):
    """The key file of a service account with domain-wide delegation, as downloaded from Google."""

    type: Literal["service_account"]
    client_email: str
    private_key: str
    private_key_id: str = ""
    client_id: str = ""


class UserGrant(BaseModel):
    """What an installed application keeps after somebody consented for the mailbox."""

    type: Literal["authorized_user"] = "authorized_user"
    client_id: str
    client_secret: str
    refresh_token: str


_FORMS: TypeAdapter[ServiceAccountKey | UserGrant] = TypeAdapter(ServiceAccountKey | UserGrant)


def read(text: bytes) -> ServiceAccountKey | UserGrant:
    """Understand a stored credential. Raises AccessLost without repeating any of it."""
    try:
        return _FORMS.validate_json(text)
    except ValidationError:
        raise AccessLost(
            "The stored credential is neither a service account's key nor a user's consent.",
            "Add the mailbox again with the key file from the Google Cloud console.",
        ) from None


def acts_for_others(text: bytes) -> bool:
    """Whether a stored credential lets us in for everybody of an organization, not for one mailbox alone."""
    return isinstance(read(text), ServiceAccountKey)


def credentials(account: Account, token_url: str) -> Credentials:
    """Credentials for the mailbox. Raises AccessLost when the stored ones cannot be used."""
    form = read(account.credential)
    if isinstance(form, UserGrant):
        return _of_user(form, token_url)
    try:
        return _of_service(form, account.address, token_url)
    except ValueError:
        raise AccessLost(
            "The private key in the stored credential cannot be read.", "Add the mailbox again with a new key file."
        ) from None


def _of_service(key: ServiceAccountKey, mailbox: str, token_url: str) -> Credentials:
    info = key.model_dump() | {"token_uri": token_url}
    made: Credentials = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
        info, scopes=SCOPES, subject=mailbox
    )
    return made


def _of_user(grant: UserGrant, token_url: str) -> Credentials:
    return UserCredentials(  # type: ignore[no-untyped-call]
        None, refresh_token=grant.refresh_token, token_uri=token_url,
        client_id=grant.client_id, client_secret=grant.client_secret,
    )  # fmt: skip
