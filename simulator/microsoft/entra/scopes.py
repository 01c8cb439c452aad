"""What a request asks to be let do: the resource, and which of its scopes."""

import sqlite3
from dataclasses import dataclass

from simulator.microsoft import applications
from simulator.microsoft.applications import Application
from simulator.microsoft.entra.refusals import unknown_resource, wrong_scope
from simulator.microsoft.tokens import GRAPH, GRAPH_ID
from simulator.microsoft.world import World

ABOUT_SIGN_IN = frozenset({"openid", "profile", "email", "offline_access"})
DEFAULT = ".default"
OF_GRAPH = frozenset(
    {
        "User.Read", "User.Read.All", "Mail.Read", "Mail.ReadBasic", "Mail.ReadWrite", "Mail.Send",
        "Mail.Read.Shared", "Mail.ReadWrite.Shared", "Mail.Send.Shared", "MailboxSettings.Read",
        "MailboxSettings.ReadWrite",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What is asked for; no resource is Graph."""

    sign_in: frozenset[str]
    resource: Application | None
    scopes: tuple[str, ...]

    @property
    def is_default(self) -> bool:
        return DEFAULT in self.scopes

    def spelled(self, scope: str) -> str:
        """A scope with the resource it is of."""
        return f"{self.resource.uri if self.resource else GRAPH}/{scope}"


def read(world: World, connection: sqlite3.Connection, text: str) -> Wanted:
    """The resource and scopes a text names; they must be of one resource."""
    names = text.split()
    resources: dict[str, list[str]] = {}
    for name in names:
        if name in ABOUT_SIGN_IN:
            continue
        resource, _, scope = name.rpartition("/")
        resources.setdefault("" if is_graph(world, resource) else resource.rstrip("/"), []).append(scope)
    if len(resources) > 1:
        raise wrong_scope(text)
    resource_name, scopes = next(iter(resources.items()), ("", []))
    found = applications.find(connection, resource_name) if resource_name else None
    if resource_name and found is None:
        raise unknown_resource(resource_name)
    known = {*(found.scopes if found else OF_GRAPH), DEFAULT}
    if unknown := [scope for scope in scopes if scope not in known]:
        raise wrong_scope(unknown[0])
    return Wanted(frozenset(names) & ABOUT_SIGN_IN, found, tuple(scopes))


def is_graph(world: World, resource: str) -> bool:
    """Whether a resource is Graph, under its own names or that of this machine."""
    return resource.rstrip("/") in {"", GRAPH, GRAPH_ID, world.graph_url, f"{world.graph_url}/v1.0"}
