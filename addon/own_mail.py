"""Track in Outlook: a mail that lies in the person's own mailbox is read on their behalf, and put into the shared one.

Nothing of it happens before the press, and only the Message-ID that the card was drawn for says which mail is meant.
"""

from __future__ import annotations

from addon.actions import tracking
from addon.actions.tracking import Brought
from addon.desk import Desk
from addon.visits import Call
from inbox.errors import InboxError, NotAllowed
from inbox.translation import N_
from sync.errors import AccessLost, SignInAgain, TryAgain
from sync.provider import Provider
from sync.providers.outlook import on_behalf, own_mail
from sync.providers.outlook.on_behalf import ConsentMissing, Signed
from sync.providers.outlook.own_mail import OwnMail


class NeedsSignIn(Exception):
    """Microsoft wants to see the person again, for these claims if there are any; then the pane repeats the call."""

    def __init__(self, claims: str) -> None:
        super().__init__("a new sign-in is needed")
        self.claims = claims


class Unable(Exception):
    """The mail cannot be had, for a reason that is worth a card of its own."""

    def __init__(self, refusal: InboxError) -> None:
        super().__init__("the open mail cannot be read")
        self.refusal = refusal


def bring(desk: Desk, call: Call) -> Brought:
    """Find the mail that is open in Outlook in the shared mailbox, or put it there from the person's own."""
    return tracking.brought(desk, call, _filed)


def _filed(provider: Provider, desk: Desk, call: Call) -> str:
    if not desk.behalf.is_possible:
        raise NotAllowed(N_("This mail is not in that mailbox. Move it there, or forward it, and look again."))
    if not tracking.internet_id(call):
        raise NotAllowed(N_("Outlook does not say yet which mail this is. Open it again in a minute."))
    mail = _read(desk, call)
    if mail is None:
        raise NotAllowed(N_("This mail is neither in that mailbox nor in yours. Forward it to the shared mailbox."))
    return provider.file(mail.raw, is_sent=mail.was_sent)


def _read(desk: Desk, call: Call) -> OwnMail | None:
    """The open mail, as the person has it. Raises NeedsSignIn or Unable."""
    signed = Signed(call.claims.tenant, call.assertion)
    try:
        token = desk.behalf.token(signed, on_behalf.READ_MAIL)
        return own_mail.read(
            desk.settings.graph_url, token, internet_id=tracking.internet_id(call),
            item_id=call.event.parameters.get("message", ""),
        )  # fmt: skip
    except SignInAgain as wanted:
        desk.behalf.forget(signed, on_behalf.READ_MAIL)
        raise NeedsSignIn(wanted.claims) from None
    except ConsentMissing:
        raise Unable(_not_allowed()) from None
    except AccessLost:
        raise Unable(_not_accepted()) from None
    except TryAgain:
        raise Unable(
            InboxError(N_("Microsoft does not answer just now. Nothing was changed; please try again in a minute."))
        ) from None


def _not_allowed() -> InboxError:
    return NotAllowed(
        N_(
            "The add-in may not read mail in your own mailbox. An admin allows it in the Entra admin center, under App "
            "registrations, API permissions: Microsoft Graph, delegated, Mail.Read, with admin consent. Until then, "
            "move the mail to the shared mailbox, or forward it."
        )
    )


def _not_accepted() -> InboxError:
    return NotAllowed(
        N_(
            "Microsoft does not accept the add-in's secret or certificate. An admin makes a new one in the Entra admin "
            "center, under App registrations, Certificates and secrets. Until then, move the mail to the shared "
            "mailbox, or forward it."
        )
    )
