"""The house's own mail server: what is sent over SMTP stands on its page, as it came and doing no harm."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from simulator.certificates import make_certificate
from simulator.post import routes
from simulator.post.server import Security, receiving
from simulator.post.tray import Tray


@pytest.fixture
def tray() -> Tray:
    return Tray()


@contextmanager
def connected(tray: Tray) -> Iterator[smtplib.SMTP]:
    with receiving(tray) as port, smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        yield client


def letter(subject: str = "Hello", text: str = "One\n.\n..two\nĐrei\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "notices@example.org", "ana@example.org", subject
    mail.set_content(text)
    return mail


def test_a_mail_comes_as_it_was_sent(tray: Tray) -> None:
    with connected(tray) as client:
        client.send_message(letter(), to_addrs=["ana@example.org", "ben@example.org"])
        client.send_message(letter("Second"))

    second, first = tray.newest_first()
    assert (first.sender, first.recipients) == ("notices@example.org", ("ana@example.org", "ben@example.org"))
    assert first.text("plain").splitlines() == ["One", ".", "..two", "Đrei"]
    assert second.mail["Subject"] == "Second"
    assert tray.find(1) == first


def test_commands_out_of_turn_and_unknown_ones_are_refused(tray: Tray) -> None:
    with connected(tray) as client:
        client.ehlo()
        assert client.docmd("RCPT", "TO:<ana@example.org>")[0] == 503
        assert client.docmd("MAIL", "ana@example.org")[0] == 501
        assert client.docmd("MAIL", "FROM:<> SIZE=10")[0] == 250
        assert client.docmd("RCPT", "TO:<>")[0] == 501
        assert client.docmd("DATA")[0] == 503
        assert client.docmd("VRFY", "ana")[0] == 502
        assert client.rset()[0] == client.noop()[0] == 250
    assert tray.newest_first() == []


def test_who_may_send_says_so_only_when_nobody_listens(tray: Tray, tmp_path: Path) -> None:
    path = make_certificate(tmp_path / "post.pem", ["localhost"])
    security = Security(path, passwords={"desk": "secret"})
    with receiving(tray, security=security) as port, smtplib.SMTP("localhost", port, timeout=5) as client:
        client.ehlo()
        assert client.has_extn("starttls") and not client.has_extn("auth")
        assert client.docmd("AUTH", "PLAIN AGRlc2sAc2VjcmV0")[0] == 538
        assert client.docmd("MAIL", "FROM:<a@example.org>")[0] == 530
        client.starttls(context=ssl.create_default_context(cafile=path))
        assert client.docmd("STARTTLS")[0] == 502
        assert [client.docmd("AUTH", how)[0] for how in ("XOAUTH2 x", "PLAIN ?", "PLAIN eA==", "")] == [
            504,
            501,
            501,
            504,
        ]
        client.ehlo()
        client.user, client.password = "desk", "secret"
        assert client.auth("LOGIN", client.auth_login)[0] == 235
        client.send_message(letter())
    assert len(tray.newest_first()) == 1


def test_it_refuses_what_it_is_told_to_refuse(tray: Tray) -> None:
    tray.refusals["ana@example.org"] = "550 Nobody here"
    with connected(tray) as client, pytest.raises(smtplib.SMTPRecipientsRefused):
        client.send_message(letter())
    tray.refusals = {"": "451 Later"}
    with connected(tray) as client, pytest.raises(smtplib.SMTPDataError):
        client.send_message(letter())


def test_the_page_shows_mails_and_runs_nothing_of_them(tray: Tray) -> None:
    app = Flask("post")
    app.extensions["post"] = tray
    app.register_blueprint(routes.routes)
    client = app.test_client()
    assert "No mail yet" in client.get("/post/").text
    with connected(tray) as server:
        server.send_message(letter("<script>alert(1)</script>", "<img src=x>"))

    listed = client.get("/post/?to=ANA@example.org")
    assert "&lt;script&gt;" in listed.text and "<script>" not in listed.text
    assert "No mail yet" in client.get("/post/?to=ben@example.org").text
    shown = client.get("/post/1")
    assert "&lt;img src=x&gt;" in shown.text
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert client.get("/post/2").status_code == 404
    assert client.get("/post/mails").get_json()["mails"][0]["recipients"] == ["ana@example.org"]
