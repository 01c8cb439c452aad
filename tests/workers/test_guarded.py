"""Posting to the outside: never into our own network, never along a redirect, never longer than it may take."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from flask import Flask, Response, redirect, request

from simulator.certificates import make_certificate, shown_by
from tests.loopback import serving
from workers.guarded import Answer, Forbidden, Post, Unreachable, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:db8::1", "fec0::1", "64:ff9b:1::a00:1", "3fff::1", "5f00::1",
        "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1", "168.63.129.16", "192.88.99.1", "192.0.0.8",
    ],
)  # fmt: skip
def test_addresses_of_networks_that_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x", "https://localhost/x", "https://2130706433/x", "https://0x7f000001/x", "https://0/",
        "https://[::1]/x", "https://[::ffff:127.0.0.1]/x", "https://127.1/", "https://127.0.0.1./", "https:///x",
        "http://127.0.0.1/x", "https://user@127.0.0.1/", "https://example.org@127.0.0.1/", "ftp://127.0.0.1/",
        "https://127.0.0.1:0/", "https://127.0.0.1:99999/", "file:///etc/passwd", "https://127.0.0.1\\@x/",
    ],
)  # fmt: skip
def test_what_is_not_posted_to(url: str) -> None:
    with pytest.raises(Forbidden):
        Post().send(url, b"{}", {})


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


@pytest.fixture
def post() -> Post:
    return Post(frozenset({"127.0.0.1", "localhost"}), longest=0.5)


def test_a_trusted_host_gets_the_body_under_its_own_name_and_its_answer_is_cut(post: Post) -> None:
    app = Flask("outside")
    seen = []

    @app.post("/hook")
    def hook() -> Response:
        seen.append((request.headers["Host"], request.get_data(), request.args.to_dict(), request.headers["X-One"]))
        return Response("é" * 100_000, 202, {"Retry-After": "7"})

    with listening(app) as address:
        port = address.rpartition(":")[2]
        answer = post.send(f"http://localhost:{port}/hook?a=b", b'{"a": 1}', {"X-One": "1"})

    assert seen == [(f"localhost:{port}", b'{"a": 1}', {"a": "b"}, "1")]
    assert answer.is_good
    assert len(answer.said) <= 120
    assert answer.wait(datetime.now(UTC)) == 7


def test_redirects_are_answers_like_any_other_and_lead_nowhere(post: Post) -> None:
    app = Flask("outside")
    followed = []

    @app.post("/hook")
    def hook() -> Response:
        return redirect("/elsewhere", 307)  # type: ignore[return-value]

    @app.post("/elsewhere")
    def elsewhere() -> str:
        followed.append(1)
        return ""

    with listening(app) as address:
        answer = post.send(f"{address}/hook", b"{}", {})

    assert (answer.status, answer.is_good, followed) == (307, False, [])


def test_a_receiver_that_drips_its_answer_is_hung_up_on(post: Post) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()
        thread = threading.Thread(target=_drip, args=(server, stop))
        thread.start()
        with pytest.raises(Unreachable):
            post.send(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        stop.set()
        thread.join()


def test_over_tls_the_certificate_has_to_be_that_of_the_name(tmp_path: Path) -> None:
    path = make_certificate(tmp_path / "outside.pem", ["localhost"])
    app = Flask("outside")
    app.add_url_rule("/", "take", lambda: Response(request.headers["Host"], 200), methods=["POST"])
    with serving(app, tls=shown_by(path)) as address:
        port = address.rpartition(":")[2]
        post = Post(frozenset({"localhost", "127.0.0.1"}), str(path))
        assert post.send(f"https://localhost:{port}/", b"{}", {}).said == f"localhost:{port}"
        with pytest.raises(Unreachable, match="SSLCertVerificationError"):
            post.send(f"https://127.0.0.1:{port}/", b"{}", {})
        with pytest.raises(Unreachable, match="SSLCertVerificationError"):
            Post(post.trusted).send(f"https://localhost:{port}/", b"{}", {})


def test_nobody_there_and_a_garbled_answer_are_told_alike(post: Post) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable):
        post.send(f"http://127.0.0.1:{port}/", b"{}", {})


def test_how_long_an_answer_asks_to_be_left_alone() -> None:
    now = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    assert Answer(503, "Wed, 04 Mar 2026 09:31:00 GMT", "").wait(now) == 60
    assert Answer(503, "Wed, 04 Mar 2026 09:29:00 GMT", "").wait(now) == 0
    assert Answer(503, "soon", "").wait(now) == 0
    assert Answer(503, "", "").wait(now) == 0


def _drip(server: socket.socket, stop: threading.Event) -> None:
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not stop.wait(0.1):
            try:
                connection.sendall(b"X-More: 1\r\n")
            except OSError:
                return
