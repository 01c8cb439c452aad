"""SMTP as far as a client needs it that hands over mail: RFC 5321 with 8BITMIME, SMTPUTF8 and SIZE."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from simulator.post.tray import Tray

MOST = 1_000_000
LONGEST_LINE = 2000
PATIENCE = 30
PATH = re.compile(r"(?:FROM|TO):\s*<([^<>\s]*)>(?:\s+\S+)*", re.IGNORECASE)


class Server(socketserver.ThreadingTCPServer):
    """Listens, and puts what comes into a tray."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, host: str, port: int, tray: Tray) -> None:
        self.tray = tray
        super().__init__((host, port), Conversation)


class Conversation(socketserver.StreamRequestHandler):
    """One client."""

    timeout = PATIENCE
    server: Server

    def handle(self) -> None:
        """Answer command by command."""
        self.reset()
        self.say("220 post.example.org ESMTP")
        try:
            while line := self.rfile.readline(LONGEST_LINE):
                if not self.answer(line.decode("utf-8", "replace").strip()):
                    return
        except OSError:
            return  # the client went away

    def reset(self) -> None:
        """Forget the mail that was begun."""
        self.sender: str | None = None
        self.recipients: list[str] = []

    def answer(self, line: str) -> bool:
        """Do what a line asks for; says whether to go on."""
        command, _, rest = line.partition(" ")
        match command.upper():
            case "EHLO":
                self.say("250-post.example.org", "250-8BITMIME", "250-SMTPUTF8", f"250 SIZE {MOST}")
            case "HELO" | "NOOP":
                self.say("250 OK")
            case "RSET":
                self.reset()
                self.say("250 OK")
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
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def receiving(tray: Tray, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Take mail in the background for as long as this lasts; gives the port."""
    with Server(host, port, tray) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="post", daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
