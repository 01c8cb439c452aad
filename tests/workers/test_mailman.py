"""Handing mail to a mail server that protects itself: over STARTTLS and SMTPS, with a login, never in the clear."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from simulator.certificates import make_certificate
from simulator.post.server import Security, receiving
from simulator.post.tray import Tray
from tests.inbox.test_settings import settings
from workers.mailman import Mailman, NotNow

PASSWORDS = {"desk": "p@ss/word", "empfang": "schlüssel"}


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return make_certificate(tmp_path / "post.pem", ["localhost"])


def letter() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "notices@clinic.example.org", "ana@clinic.example.org", "Given to you"
    mail.set_content("It was given to you.")
    return mail


def mailman(url: str, ca_file: Path | None = None) -> Mailman:
    known = {"smtp_url": SecretStr(url), "smtp_ca_file": str(ca_file or ""), "smtp_from": "notices@clinic.example.org"}
    return Mailman(settings().model_copy(update={**known, "provider_timeout": 2.0}))


def hand_over(man: Mailman) -> None:
    man.hand_over(letter(), "ana@clinic.example.org")


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize("name", PASSWORDS)
def test_mail_goes_encrypted_and_logged_in(certificate: Path, scheme: str, name: str) -> None:
    tray, security = Tray(), Security(certificate, is_at_once=scheme == "smtps", passwords=PASSWORDS)
    with receiving(tray, security=security) as port:
        man = mailman(f"{scheme}://{name}:{quote(PASSWORDS[name], safe='')}@localhost:{port}", certificate)
        man.reach()
        hand_over(man)
    assert [one.recipients for one in tray.newest_first()] == [("ana@clinic.example.org",)]


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize(
    ("login", "host", "is_trusted", "said"),
    [
        ("desk:wrong@", "localhost", True, "does not let us in: it answered 535"),
        ("empfang:Schl%C3%BCssel@", "localhost", True, "does not let us in: it answered 535"),
        ("", "localhost", True, "answered 530"),
        ("desk:p%40ss%2Fword@", "localhost", False, "certificate is not trusted: self.signed"),
        ("desk:p%40ss%2Fword@", "127.0.0.1", True, "certificate is not trusted: IP address mismatch"),
    ],
)
def test_it_waits_where_the_door_is_wrong(
    certificate: Path, scheme: str, login: str, host: str, is_trusted: bool, said: str
) -> None:
    tray, security = Tray(), Security(certificate, is_at_once=scheme == "smtps", passwords=PASSWORDS)
    with receiving(tray, security=security) as port:
        man = mailman(f"{scheme}://{login}{host}:{port}", certificate if is_trusted else None)
        with pytest.raises(NotNow, match=said):
            hand_over(man)
    assert tray.newest_first() == []


def test_without_starttls_nothing_is_sent_in_the_clear() -> None:
    tray = Tray()
    with receiving(tray) as port:
        man = mailman(f"smtp+starttls://desk:secret@localhost:{port}")
        with pytest.raises(NotNow, match="offers no STARTTLS, and nothing is sent in the clear"):
            hand_over(man)
        with pytest.raises(NotNow, match="no mail server: SSLError"):
            hand_over(mailman(f"smtps://desk:secret@localhost:{port}"))
    assert tray.newest_first() == []
    with pytest.raises(NotNow, match="no mail server: ConnectionRefusedError"):
        man.reach()


@contextmanager
def saying(*answers: str) -> Iterator[int]:
    """A server that says these things, one for each line it reads, whatever they say."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as lines:
                for answer in answers:
                    connection.sendall(f"{answer}\r\n".encode())
                    end = b".\r\n" if answer.startswith("354") else b"\n"
                    while (line := lines.readline()) and not line.endswith(end):
                        pass

        thread = threading.Thread(target=talk)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join()


def test_a_mail_that_was_taken_stays_taken_however_the_server_says_goodbye() -> None:
    with saying("220 there", "250 OK", "250 OK", "250 OK", "354 go", "250 taken", "421 busy") as port:
        hand_over(mailman(f"smtp://127.0.0.1:{port}"))


def test_a_server_that_hangs_up_or_is_busy_is_asked_later() -> None:
    with saying("421 busy") as port, pytest.raises(NotNow, match="answered 421"):
        hand_over(mailman(f"smtp://127.0.0.1:{port}"))
    with saying("220 there", "250 OK") as port, pytest.raises(NotNow, match="SMTPServerDisconnected"):
        hand_over(mailman(f"smtp://127.0.0.1:{port}"))


@pytest.mark.parametrize("url", ["smtps://desk:12#34@mail.example.org", "smtp://mail.example.org/x", "smtps://a?b"])
def test_an_address_that_a_password_cuts_short_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must be like smtps://"):
        settings(smtp_url=url, smtp_from="notices@clinic.example.org")
