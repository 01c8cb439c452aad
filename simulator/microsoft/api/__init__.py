"""Everything the simulated Graph can be asked."""

from simulator.microsoft.api import attachments, changes, drafts, folders, messages, people, settings, subscriptions
from simulator.microsoft.routing import Router

ROUTER = Router(
    [
        *people.ROUTES,
        *folders.ROUTES,
        *messages.ROUTES,
        *drafts.ROUTES,
        *attachments.ROUTES,
        *changes.ROUTES,
        *settings.ROUTES,
        *subscriptions.ROUTES,
    ]
)
