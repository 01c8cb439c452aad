"""Tenants, the applications registered with Entra, and what each tenant's administrator let them do."""

import json
import sqlite3
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

# What an application may be let do, by the names of Graph.
ROLES = frozenset(
    {
        "Mail.Read", "Mail.ReadBasic.All", "Mail.ReadWrite", "Mail.Send", "MailboxSettings.Read",
        "MailboxSettings.ReadWrite", "User.Read.All", "User.ReadBasic.All", "Directory.Read.All",
    }
)  # fmt: skip

LISTS = ("scopes", "redirects", "roles", "granted")


@dataclass(frozen=True)
class Application:
    """An app registration: its own scopes, and the roles and scopes of Graph it asks administrators for."""

    id: str
    name: str = "Application"
    secret: str = ""
    certificate: str = ""
    uri: str = ""
    scopes: tuple[str, ...] = ()
    redirects: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Consent:
    """What a tenant lets an application do: roles for itself, scopes for people, in all mailboxes or in some."""

    tenant: str
    application: str
    principal: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    mailboxes: tuple[str, ...] | None

    def reaches(self, email: str) -> bool:
        """Whether the application may touch a mailbox by itself."""
        return self.mailboxes is None or email.casefold() in {each.casefold() for each in self.mailboxes}


def add_tenant(connection: sqlite3.Connection, tenant: str, domain: str, name: str) -> None:
    """Found an organisation."""
    connection.execute("INSERT OR REPLACE INTO tenants VALUES (?, ?, ?)", (tenant, domain, name))


def tenant_named(connection: sqlite3.Connection, name: str) -> str | None:
    """The id of a tenant that is named by id or by domain."""
    row = connection.execute("SELECT id FROM tenants WHERE id = ? OR domain = ?", (name.casefold(), name)).fetchone()
    return str(row["id"]) if row else None


def add(connection: sqlite3.Connection, application: Application) -> None:
    """Register an application, or change the registration."""
    values = asdict(application) | {
        **{name: json.dumps(getattr(application, name)) for name in LISTS},
        "uri": application.uri or f"api://{application.id}",
    }
    connection.execute(
        "INSERT OR REPLACE INTO applications VALUES"
        " (:id, :name, :secret, :certificate, :uri, :scopes, :redirects, :roles, :granted)",
        values,
    )


def find(connection: sqlite3.Connection, name: str) -> Application | None:
    """The application of an id or an identifier address."""
    row = connection.execute("SELECT * FROM applications WHERE id = ? OR uri = ?", (name, name)).fetchone()
    if row is None:
        return None
    values: dict[str, Any] = dict(row)
    lists = {name: tuple(json.loads(values[name])) for name in LISTS}
    return Application(**values | lists)


def consent(
    connection: sqlite3.Connection,
    tenant: str,
    application: str,
    roles: Iterable[str],
    scopes: Iterable[str] = (),
    mailboxes: Iterable[str] | None = None,
) -> None:
    """Let an application into a tenant, in place of what was let before."""
    if unknown := set(roles) - ROLES:
        raise ValueError(f"There are no roles {', '.join(sorted(unknown))}")
    limited = None if mailboxes is None else list(mailboxes)
    existing = consent_of(connection, tenant, application)
    connection.execute(
        "INSERT OR REPLACE INTO consents VALUES (?, ?, ?, ?, ?, ?)",
        (
            tenant,
            application,
            existing.principal if existing else str(uuid.uuid4()),
            json.dumps(sorted(roles)),
            json.dumps(sorted(scopes)),
            json.dumps(limited),
        ),
    )


def withdraw(connection: sqlite3.Connection, tenant: str, application: str) -> None:
    """Put an application out of a tenant."""
    connection.execute("DELETE FROM consents WHERE tenant = ? AND application = ?", (tenant, application))


def consent_of(connection: sqlite3.Connection, tenant: str, application: str) -> Consent | None:
    """What a tenant lets an application do, where it lets it in at all."""
    row = connection.execute(
        "SELECT * FROM consents WHERE tenant = ? AND application = ?", (tenant, application)
    ).fetchone()
    if row is None:
        return None
    mailboxes = json.loads(row["mailboxes"])
    return Consent(
        tenant=row["tenant"],
        application=row["application"],
        principal=row["principal"],
        roles=tuple(json.loads(row["roles"])),
        scopes=tuple(json.loads(row["scopes"])),
        mailboxes=None if mailboxes is None else tuple(mailboxes),
    )
