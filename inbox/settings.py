"""Everything that can be set, in one place: environment variables with the prefix INBOX_, or a .env file."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from inbox import servers
from inbox.secrets import KeyRing

GMAIL_UNITS = {
    "getProfile": 1, "labels.list": 1, "labels.get": 1, "history.list": 2, "messages.list": 5, "messages.modify": 5,
    "labels.create": 5, "labels.update": 5, "labels.delete": 5, "messages.get": 20, "attachments.get": 20,
    "messages.trash": 20, "messages.insert": 25, "messages.import": 25, "threads.get": 40,
    "messages.batchModify": 50, "stop": 50, "messages.send": 100, "watch": 100, "drafts.list": 5, "drafts.get": 20,
    "settings.getVacation": 1,
}  # fmt: skip
"""Quota units per method for projects made since May 2026 (Gmail API usage limits)."""


_ORIGIN = re.compile(r"(?:https://[A-Za-z0-9.:-]+|http://(?:localhost|127\.0\.0\.1)(?::\d+)?)")
"""Plain http only to this very machine, for trials."""


class Missing(Exception):
    """Required settings are missing or wrong; the text names each of them."""


class ModelSettings(BaseSettings):
    """What the models on this machine need; read alone by who has no other settings, like measurements."""

    model_config = SettingsConfigDict(env_prefix="INBOX_", env_file=".env", frozen=True, extra="ignore")

    model_folder: str = ""
    """A sentence model (config.json, tokenizer.json, model.safetensors); empty: the installed package, if any."""


class Settings(ModelSettings):
    """All settings, frozen. Required ones that are missing keep a process from starting."""

    database_url: servers.Database = "sqlite:///var/inbox.db"
    redis_url: servers.Redis = "redis://127.0.0.1:6379/0"
    public_url: str = Field(description="https origin under which the mail clients reach the add-on, without a slash")
    secret_keys: SecretStr = Field(description="key ring, newest first: name:base64 of 32 bytes, comma separated")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    web_host: str = "127.0.0.1"
    """Where the web service listens: this machine alone, unless a proxy on another one is to reach it."""
    web_port: int = 8080
    web_workers: int = 2
    web_threads: int = 4
    calls_per_person: str = "600 per minute"
    """How often one person may call the add-on; empty lifts the limit."""

    web_url: str = ""
    """https origin of the web page, without a slash; empty: the public address. http only to this very machine."""
    web_streams: int = 8
    """Open pages that one process tells of changes; never more than half of its threads."""
    web_stream_seconds: float = 240.0
    """After so long a stream ends, and the page opens another."""
    web_idle_minutes: float = 120.0
    """Who does nothing on the web page for so long signs in anew."""
    web_session_hours: float = 12.0
    """After so long everybody does."""

    google_client_id: str = Field(description="OAuth client id of the add-on: the audience of user tokens")
    google_addon_account: str = Field(description="e-mail of the add-on's service account, exactly as Google prints it")
    google_web_client_id: str = ""
    """OAuth client for signing in on the web page; empty: nobody does so with Google."""
    google_web_client_secret: SecretStr = SecretStr("")
    google_sign_in_url: str = "https://accounts.google.com"
    """https origin where people sign in, which publishes its other addresses."""
    google_push_account: str = ""
    """E-mail of the service account that signs Pub/Sub pushes; empty: no push is believed."""
    google_push_audience: str = ""
    """Empty: the address of our own hook."""
    google_topic: str = ""
    """Pub/Sub topic of mailbox changes; empty means polling only."""
    google_certs_url: str = "https://www.googleapis.com/oauth2/v1/certs"
    google_token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105
    gmail_api_url: str = "https://gmail.googleapis.com"
    gmail_units: dict[str, int] = GMAIL_UNITS
    gmail_units_per_minute: int = 6000
    """Per mailbox; 0 lifts the limit."""
    gmail_batch: int = 25
    """Messages asked for in one request."""
    graph_url: str = "https://graph.microsoft.com"
    graph_scope: str = "https://graph.microsoft.com/.default"
    graph_notification_url: str = Field(default_factory=lambda known: _graph_hook(known.get("public_url", "")))
    """Where Microsoft Graph posts change notifications: our own hook unless set; empty means polling only."""
    graph_requests_per_minute: int = 900
    """Per mailbox; 0 lifts the limit."""
    graph_in_flight: int = 3
    """Requests under way at once for one mailbox, over all workers; Microsoft allows four."""
    graph_batch: int = 20
    """Requests sent in one; Microsoft allows no more than 20."""
    graph_page: int = 50
    """Whole messages on one page of a listing."""
    provider_timeout: float = 30.0
    """Seconds that one call to a provider may take."""
    retry_seconds: float = 0.5
    """Before a call that failed is tried again; then twice as long each time."""
    missing_seconds: float = 3.0
    """A message just announced may be unknown for so long before it counts as deleted."""

    entra_client_id: str = ""
    """Application id of our registration at Microsoft Entra; empty: nobody comes in from Outlook."""
    entra_client_secret: SecretStr = SecretStr("")
    """Secret of our registration, to sign in on the web page and for Track to read one's own mail; empty: neither."""
    entra_authority: str = "https://login.microsoftonline.com"
    """https origin of the cloud that issues tokens; sovereign clouds have their own."""
    entra_ca_file: str = ""
    """Certificates to trust when it is asked; empty: the usual ones."""
    entra_keys_url: str = ""
    """Empty: where the authority publishes its keys."""
    entra_audience: str = ""
    """App ID URI of our registration; empty: api://<our host>/<application id>."""
    entra_scope: str = "access_as_user"
    """What the registration exposes, and the pane asks for."""
    entra_certificate_file: str = ""
    """PEM file of a certificate of our registration and its key, in place of a secret."""
    office_js_url: str = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js"
    outlook_origins: str = (
        "https://outlook.cloud.microsoft https://outlook.office.com https://outlook.office365.com "
        "https://outlook.live.com"
    )
    """Who may frame the pane, with blanks between them; sovereign clouds and servers of one's own have others."""
    outlook_send_mode: Literal["PromptUser", "SoftBlock"] = "PromptUser"
    """Whether somebody may send a reply nevertheless that we would hold back, or has to change it first."""

    read_absences: bool = True
    """Whether out-of-office answers that staff set up in their own mailboxes count as leave, where we may read them."""
    backfill_days: int = 30
    rule_log_days: int = 30
    """So long is kept why rules did something, or did not."""
    poll_minutes: float = 4.0
    """A mailbox that stayed silent this long is asked."""
    sync_spacing: float = 2.0
    """Seconds between two syncs of one mailbox: what is announced meanwhile is read at once."""
    sync_batch: int = 50
    """Messages stored in one transaction."""
    slice_seconds: float = 2.0
    """How long a backfill works before it lets fresh mail pass."""
    lease_seconds: float = 120.0
    tick_seconds: float = 15.0

    smtp_url: servers.MailServer = SecretStr("")
    """Mail server for notices to staff, like smtps://user:password@host or smtp+starttls://…; empty: no mail."""
    smtp_from: str = Field(default="", validate_default=True)
    """Whom notices come from; best an address that nobody reads."""
    smtp_ca_file: str = ""
    """Certificates to trust when it is asked; empty: the usual ones."""
    outside_hosts: str = ""
    """Hosts, with blanks between them, that webhooks may reach although they are private or not served over TLS."""
    outside_ca_file: str = ""
    """Certificates to trust when something is posted to the outside; empty: the usual ones."""
    webhook_log_days: int = 30
    """How long it is kept what webhooks were told."""
    model_log_days: int = 365
    """How long it is kept that models were asked, and what it cost."""

    @field_validator("public_url")
    @classmethod
    def _is_https_origin(cls, value: str) -> str:
        if not value.startswith("https://") or value.endswith("/"):
            raise ValueError("must be an https origin without a slash at its end, like https://inbox.example.org")
        return value

    @field_validator("outlook_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        origins = value.split()
        if not origins or not all(_ORIGIN.fullmatch(one) for one in origins):
            raise ValueError("must be https origins without a slash at their end, with blanks between them")
        return " ".join(origins)

    @field_validator("web_url")
    @classmethod
    def _is_origin_or_nothing(cls, value: str) -> str:
        if value and not _ORIGIN.fullmatch(value):
            raise ValueError("must be an https origin without a slash at its end")
        return value

    @field_validator("entra_authority", "google_sign_in_url")
    @classmethod
    def _is_origin(cls, value: str) -> str:
        if not _ORIGIN.fullmatch(value):
            raise ValueError("must be an https origin without a slash at its end")
        return value

    @field_validator("graph_notification_url")
    @classmethod
    def _is_hook(cls, value: str) -> str:
        if value and not re.fullmatch(_ORIGIN.pattern + r"(?:/[^\s?#]*)?", value):
            raise ValueError("must be an https address without ? and #, or empty")
        return value

    @field_validator("office_js_url")
    @classmethod
    def _is_script(cls, value: str) -> str:
        if not re.fullmatch(_ORIGIN.pattern + r"/[^\s;,]*", value):
            raise ValueError("must be an https address")
        return value

    @field_validator("smtp_from")
    @classmethod
    def _is_sender(cls, value: str, info: ValidationInfo) -> str:
        url = info.data.get("smtp_url")
        if url is not None and url.get_secret_value() and not re.fullmatch(r"[^\s<>@]+@[^\s<>@]+", value):
            raise ValueError("must be an e-mail address where INBOX_SMTP_URL is set")
        return value

    @field_validator("secret_keys")
    @classmethod
    def _is_key_ring(cls, value: SecretStr) -> SecretStr:
        KeyRing.parse(value.get_secret_value())
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @cached_property
    def web_origin(self) -> str:
        """Where people open the web page."""
        return self.web_url or self.public_url

    @cached_property
    def entra_keys(self) -> str:
        """Where the keys are published that tokens are signed with."""
        return self.entra_keys_url or f"{self.entra_authority}/common/discovery/v2.0/keys"

    @cached_property
    def entra_app_uri(self) -> str:
        """The name under which the registration is asked for tokens."""
        return self.entra_audience or f"api://{urlsplit(self.public_url).netloc}/{self.entra_client_id}"

    @cached_property
    def push_audience(self) -> str:
        """What a Pub/Sub token must be meant for."""
        return self.google_push_audience or f"{self.public_url}/hooks/gmail"


def load() -> Settings:
    """Read the settings. Raises `Missing` that names every variable to set and what it is for."""
    try:
        return Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        raise Missing(_explain(error)) from None
    except SettingsError as error:
        raise Missing(f"these settings are missing or wrong:\n  {error}") from None


def _graph_hook(public_url: str) -> str:
    """Microsoft posts to https addresses alone."""
    return f"{public_url}/hooks/graph" if public_url.startswith("https://") else ""


def _explain(error: ValidationError) -> str:
    lines = []
    for fault in error.errors():
        name = str(fault["loc"][0])
        field = Settings.model_fields.get(name)
        said = fault["msg"].removeprefix("Value error, ")
        what = (field.description if field and fault["type"] == "missing" else None) or said
        lines.append(f"  INBOX_{name.upper()}: {what}")
    return "these settings are missing or wrong:\n" + "\n".join(lines)
