"""Handing a mail to the mail server of the house, over SMTP: what is for staff never goes through a shared mailbox."""

from __future__ import annotations

import base64
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from inbox.settings import Settings

_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_LET_IN = 235
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
        with self._connected() as server:
            try:
                server.send_message(mail, self.settings.smtp_from, [to])
            except smtplib.SMTPRecipientsRefused as refusal:
                code, _ = refusal.recipients[to]
                raise (NoSuchAddress if code in _NOBODY_THERE else NotNow)(f"the server answered {code}") from None
            except smtplib.SMTPDataError as refusal:
                raise (NotTaken if refusal.smtp_code >= 500 else NotNow)(
                    f"the server answered {refusal.smtp_code}"
                ) from None

    def reach(self) -> None:
        """See whether the server is there and lets us in. Raises NotNow."""
        with self._connected() as server:
            server.noop()

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection that is as safe as the settings want it, and logged in. Raises NotNow."""
        try:
            with closing(self._called()) as server:
                self._enter(server)
                yield server
                _take_leave(server)
        except smtplib.SMTPAuthenticationError as refusal:
            raise NotNow(f"the server does not let us in: it answered {refusal.smtp_code}") from None
        except smtplib.SMTPResponseException as refusal:
            raise NotNow(f"the server answered {refusal.smtp_code}") from None
        except ssl.SSLCertVerificationError as doubt:
            raise NotNow(f"the server's certificate is not trusted: {doubt.verify_message}") from None
        except (smtplib.SMTPException, OSError) as failure:
            raise NotNow(f"no mail server: {type(failure).__name__}") from None

    def _called(self) -> smtplib.SMTP:
        parts = urlsplit(self.settings.smtp_url.get_secret_value())
        port = parts.port or _PORTS[parts.scheme]
        host, patience = parts.hostname or "", self.settings.provider_timeout
        if parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=patience, context=self._trust())
        return smtplib.SMTP(host, port, timeout=patience)

    def _enter(self, server: smtplib.SMTP) -> None:
        parts = urlsplit(self.settings.smtp_url.get_secret_value())
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp+starttls":
            if not server.has_extn("starttls"):
                raise NotNow("the server offers no STARTTLS, and nothing is sent in the clear")
            server.starttls(context=self._trust())
        if parts.username:
            _log_in(server, unquote(parts.username), unquote(parts.password or ""))

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.settings.smtp_ca_file or None)


def _log_in(server: smtplib.SMTP, name: str, password: str) -> None:
    """Python's library knows no letters beyond ASCII in a password; PLAIN takes them as UTF-8 (RFC 4616)."""
    if (name + password).isascii():
        server.login(name, password)
        return
    server.ehlo_or_helo_if_needed()
    said = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
    code, answer = server.docmd("AUTH", f"PLAIN {said}")
    if code != _LET_IN:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _take_leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        pass  # a mail that it has taken stays taken, however it says goodbye
