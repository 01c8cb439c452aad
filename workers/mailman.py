"""Handing a mail to the mail server of the house, over SMTP: what is for staff never goes through a shared mailbox."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from inbox.settings import Settings

_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_NOBODY_THERE = frozenset({550, 551, 553, 556})
"""Answers that say that an address does not exist, or takes nothing from us."""


class NotNow(Exception):
    """The server cannot be reached, or asks for patience; whatever is wrong with it, the mail waits."""


class NoSuchAddress(Exception):
    """The server says for good that the address takes no mail."""


class NotTaken(Exception):
    """The server refuses this mail, but says nothing of the address."""


@dataclass(frozen=True)
class Mailman:
    """How to reach the mail server."""

    settings: Settings

    @property
    def is_set(self) -> bool:
        """Whether there is one."""
        return bool(self.settings.smtp_url.get_secret_value())

    def hand_over(self, mail: EmailMessage, to: str) -> None:
        """Let the server have a mail. Raises NotNow, NoSuchAddress or NotTaken."""
        try:
            with self._connected() as server:
                server.send_message(mail, self.settings.smtp_from, [to])
        except smtplib.SMTPRecipientsRefused as refusal:
            code, _ = refusal.recipients[to]
            raise (NoSuchAddress if code in _NOBODY_THERE else NotNow)(f"the server answered {code}") from None
        except smtplib.SMTPDataError as refusal:
            raise (NotTaken if refusal.smtp_code >= 500 else NotNow)(
                f"the server answered {refusal.smtp_code}"
            ) from None
        except smtplib.SMTPResponseException as refusal:
            raise NotNow(f"the server answered {refusal.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as failure:
            raise NotNow(f"no mail server: {type(failure).__name__}") from None

    def reach(self) -> None:
        """See whether the server is there and lets us in. Raises NotNow."""
        try:
            with self._connected() as server:
                server.noop()
        except smtplib.SMTPResponseException as refusal:
            raise NotNow(f"the server answered {refusal.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as failure:
            raise NotNow(f"no mail server: {type(failure).__name__}") from None

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.settings.smtp_url.get_secret_value())
        port = parts.port or _PORTS[parts.scheme]
        host, patience = parts.hostname or "", self.settings.provider_timeout
        trust = ssl.create_default_context(cafile=self.settings.smtp_ca_file or None)
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=patience, context=trust)
        else:
            server = smtplib.SMTP(host, port, timeout=patience)
        if parts.scheme == "smtp+starttls":
            server.starttls(context=trust)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server
