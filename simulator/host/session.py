"""Who can sit at the page, which mailboxes they open, and the add-on as the page needs to know it."""

from typing import Any

from simulator.google.accounts import Account
from simulator.google.world import World
from simulator.host.deployment import Deployment, MenuItem, Refused
from simulator.host.state import Host, deployed


def describe(world: World, host: Host) -> dict[str, Any]:
    """What the page asks for when it starts."""
    return {"people": people(world), "addon": addon(world, host)}


def people(world: World) -> list[dict[str, Any]]:
    """The staff with their mailboxes; without a list of staff, everybody opens everything."""
    known = {account.email: account for account in world.store.accounts()}
    if not world.config.staff:
        return [person(account, list(known.values())) for account in known.values()]
    return [
        person(known[each.email], [known[mailbox] for mailbox in each.mailboxes if mailbox in known])
        for each in world.config.staff
        if each.email in known
    ]


def person(account: Account, mailboxes: list[Account]) -> dict[str, Any]:
    """One person."""
    return named(account) | {"mailboxes": [named(mailbox) for mailbox in mailboxes]}


def named(account: Account) -> dict[str, Any]:
    """An account by its address and name."""
    return {"email": account.email, "name": account.name or account.email}


def addon(world: World, host: Host) -> dict[str, Any] | None:
    """The add-on, or why there is none to show."""
    if world.config.addon is None:
        return None
    origins = {
        "publicOrigin": world.config.addon.public_origin,
        "internalOrigin": world.config.addon.internal_origin,
    }
    try:
        return shown(deployed(host, world.config)) | origins
    except Refused as refused:
        return {"problem": str(refused), "scopes": []}


def shown(deployment: Deployment) -> dict[str, Any]:
    """What of a deployment the page uses."""
    return {
        "name": deployment.name,
        "logoUrl": deployment.logo_url,
        "primaryColor": deployment.primary_color,
        "scopes": deployment.scopes,
        "home": bool(deployment.home),
        "contextual": bool(deployment.contextual),
        "universalActions": [menu_item(item) for item in deployment.universal_actions],
        "composeActions": [menu_item(item) for item in deployment.compose_actions],
        "openLinkUrlPrefixes": deployment.link_prefixes,
    }


def menu_item(item: MenuItem) -> dict[str, str]:
    """A menu item; without a link it is run by its place in the list."""
    return {"label": item.label, "link": item.link}
