"""SMTP as far as a client needs it that hands over mail: RFC 5321 with 8BITMIME, SMTPUTF8, SIZE, STARTTLS and AUTH."""

import base64
import binascii
import re
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from simulator.certificates import shown_by
from simulator.post.tray import Tray

MOST = 1_000_000
LONGEST_LINE = 2000
PATIENCE = 30
PATH = re.compile(r"(?:FROM|TO):\s*<([^<>\s]*)>(?:\s+\S+)*", re.IGNORECASE)


@dataclass(frozen=True)
class Security:
    """How a server protects itself: with a certificate, and with names and passwords where it wants them."""

    certificate: Path
    is_at_once: bool = False
    """SMTPS: encrypted from the first byte; else after STARTTLS."""
    passwords: Mapping[str, str] = field(default_factory=dict)


class Server(socketserver.ThreadingTCPServer):
    """Listens, and puts what comes into a tray."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, host: str, port: int, tray: Tray, security: Security | None) -> None:
        self.tray, self.security = tray, security
        self.encryption = shown_by(security.certificate) if security else None
        super().__init__((host, port), Conversation)


class Conversation(socketserver.StreamRequestHandler):
    """One client."""

    timeout = PATIENCE
    server: Server

    def handle(self) -> None:
        """Answer command by command."""
        self.is_encrypted = self.is_known = False
        self.reset()
        try:
            if self.server.security is not None and self.server.security.is_at_once:
                self.encrypt()
            self.say("220 post.example.org ESMTP")
            while line := self.rfile.readline(LONGEST_LINE):
                if not self.answer(line.decode("utf-8", "replace").strip()):
                    return
        except OSError:
            return  # the client went away, or does not trust the certificate

    def finish(self) -> None:
        """The encrypted connection is none that the server knows of."""
        super().finish()
        self.connection.close()

    def encrypt(self) -> None:
        """From now on; what came unencrypted before counts for nothing."""
        assert self.server.encryption is not None
        self.rfile.close()
        self.connection = self.server.encryption.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.is_encrypted, self.is_known = True, False
        self.reset()

    def reset(self) -> None:
        """Forget the mail that was begun."""
        self.sender: str | None = None
        self.recipients: list[str] = []

    def answer(self, line: str) -> bool:
        """Do what a line asks for; says whether to go on."""
        command, _, rest = line.partition(" ")
        match command.upper():
            case "EHLO":
                self.say("250-post.example.org", "250-8BITMIME", "250-SMTPUTF8", *self.offers(), f"250 SIZE {MOST}")
            case "HELO" | "NOOP":
                self.say("250 OK")
            case "RSET":
                self.reset()
                self.say("250 OK")
            case "STARTTLS" if self.server.security is not None and not self.is_encrypted:
                self.say("220 Ready to start TLS")
                self.encrypt()
            case "AUTH" if self.passwords:
                self.log_in(*rest.split())
            case "MAIL" if self.passwords and not self.is_known:
                self.say("530 5.7.0 Authentication required")
            case "MAIL":
                self.begin(rest)
            case "RCPT":
                self.add(rest)
            case "DATA":
                self.take()
            case "QUIT":
                self.say("221 Bye")
                return False
            case _:
                self.say("502 Command not implemented")
        return True

    @property
    def passwords(self) -> Mapping[str, str]:
        """Of those who may send; none: anybody may."""
        return self.server.security.passwords if self.server.security is not None else {}

    def offers(self) -> Iterator[str]:
        """What there is now beside the usual."""
        if self.server.security is not None and not self.is_encrypted:
            yield "250-STARTTLS"
        elif self.passwords:
            yield "250-AUTH PLAIN LOGIN"

    def log_in(self, mechanism: str = "", first: str = "") -> None:
        """Who it is: RFC 4954 with PLAIN, and the LOGIN that many speak."""
        if not self.is_encrypted:
            self.say("538 5.7.11 Encryption required")
            return
        try:
            match mechanism.upper():
                case "PLAIN":
                    _, name, password = self.asked("", first).split("\0")
                case "LOGIN":
                    name, password = self.asked("Username:", first), self.asked("Password:")
                case _:
                    self.say("504 5.5.4 Unrecognized authentication type")
                    return
        except (ValueError, binascii.Error):
            self.say("501 5.5.2 Cannot decode")
            return
        self.is_known = self.passwords.get(name) == password
        self.say("235 2.7.0 Welcome" if self.is_known else "535 5.7.8 Authentication credentials invalid")

    def asked(self, question: str, answered: str = "") -> str:
        """What the client answers to a question, which may have come with the command."""
        if not answered:
            self.say(f"334 {base64.b64encode(question.encode()).decode()}")
            answered = self.rfile.readline(LONGEST_LINE).decode().strip()
        return base64.b64decode(answered, validate=True).decode()

    def begin(self, rest: str) -> None:
        """From whom."""
        found = PATH.fullmatch(rest)
        if found is None:
            self.say("501 Syntax: MAIL FROM:<address>")
            return
        self.reset()
        self.sender = found[1]
        self.say("250 OK")

    def add(self, rest: str) -> None:
        """To whom."""
        found = PATH.fullmatch(rest)
        if self.sender is None:
            self.say("503 MAIL first")
        elif found is None or not found[1]:
            self.say("501 Syntax: RCPT TO:<address>")
        elif refusal := self.server.tray.refusals.get(found[1].lower()):
            self.say(refusal)
        else:
            self.recipients.append(found[1])
            self.say("250 OK")

    def take(self) -> None:
        """The mail itself, to the line with a dot."""
        if not self.recipients:
            self.say("503 RCPT first")
            return
        self.say("354 End data with <CR><LF>.<CR><LF>")
        lines: list[bytes] = []
        size = 0
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            size += len(line)
            if size <= MOST:
                lines.append(line[1:] if line.startswith(b".") else line)
        if size > MOST:
            self.say("552 Too much mail data")
        elif refusal := self.server.tray.refusals.get(""):
            self.say(refusal)
        else:
            self.server.tray.put(self.sender or "", tuple(self.recipients), b"".join(lines))
            self.say("250 OK")
        self.reset()

    def say(self, *lines: str) -> None:
        """Answer."""
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def receiving(
    tray: Tray, *, host: str = "127.0.0.1", port: int = 0, security: Security | None = None
) -> Iterator[int]:  # fmt: skip
    """Take mail in the background for as long as this lasts; gives the port."""
    with Server(host, port, tray, security) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="post", daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
