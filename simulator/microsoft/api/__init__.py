"""Everything the simulated Graph can be asked."""

from simulator.microsoft.api import attachments, changes, folders, messages, people
from simulator.microsoft.routing import Router

ROUTER = Router([*people.ROUTES, *folders.ROUTES, *messages.ROUTES, *attachments.ROUTES, *changes.ROUTES])
