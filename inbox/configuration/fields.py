"""The kinds of values that the file is made of, and what is said of one that is none."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

_LONGEST_ADDRESS = 320


def _address(value: str) -> str:
    local, at, domain = value.strip().lower().rpartition("@")
    if not at or not local or "." not in domain or any(sign in value.strip() for sign in " ,;<>"):
        raise ValueError("is not an e-mail address")
    if len(value) > _LONGEST_ADDRESS:
        raise ValueError("is too long for an e-mail address")
    return f"{local}@{domain}"


def _key(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise ValueError("is not a key; write lower case letters, digits and hyphens, like front-desk")
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise ValueError("is not a language; write one like en or pt-BR")
    return value


def _tenant(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value.strip().lower()):
        raise ValueError("is not a tenant id; write the one that Microsoft Entra shows under Overview")
    return value.strip().lower()


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("is not an address: its host or port cannot be read") from None
    if not value.isprintable() or " " in value:
        raise ValueError("is not an address: it holds a blank")
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or len(value) > 2000:
        raise ValueError("is not an address that starts with https:// and names no user")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("is not a time zone; write one like Europe/Berlin")
    return ZoneInfo(value).key


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Key = Annotated[str, StringConstraints(max_length=80), AfterValidator(_key)]
Address = Annotated[str, AfterValidator(_address)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
TenantId = Annotated[str, AfterValidator(_tenant)]
Zone = Annotated[str, AfterValidator(_zone)]
LabelPrefix = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^/\s]([^/]*[^/\s])?/$")]
Language = Annotated[str, StringConstraints(max_length=16), AfterValidator(_language)]


class Part(BaseModel):
    """A part of the file. Unknown fields are errors, so that no typing mistake is silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
