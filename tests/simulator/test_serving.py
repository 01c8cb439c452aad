"""The simulator as a process: killed, started again, stopped."""

import socket
from pathlib import Path

from tests.simulator.google.letters import letter
from tests.simulator.microsoft.graph import Graph
from tests.simulator.running import credentials, free_port, gmail, kill, running

MAILBOX = "reception@example.org"


def test_a_killed_simulator_comes_back_with_all_it_had_answered(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as simulator:
        simulator.post("accounts", {"email": MAILBOX, "name": "Reception"})
        held = credentials(simulator, MAILBOX)
        ids = [simulator.deliver(MAILBOX, letter(id=f"{n}@x")) for n in range(20)]
        token = simulator.token(MAILBOX)
        published = simulator.call("GET", "/oauth2/v1/certs", "").json()
        kill(simulator)

    with running(tmp_path, port) as simulator:
        listed = simulator.call("GET", "/gmail/v1/users/me/messages", token).json()["messages"]
        again = simulator.call("GET", "/oauth2/v1/certs", "").json()
        service = gmail(simulator, MAILBOX)
        profile = service.users().getProfile(userId="me").execute()
        service.close()
        key_id = credentials(simulator, MAILBOX).signer.key_id

    assert {each["id"] for each in listed} == set(ids)
    assert profile["messagesTotal"] == len(ids)
    assert again == published
    assert key_id == held.signer.key_id


def test_a_killed_simulator_keeps_what_microsoft_had_too(tmp_path: Path) -> None:
    with running(tmp_path) as simulator:
        application = simulator.post("microsoft/applications", {"roles": ["Mail.Read"]})["id"]
        simulator.post("microsoft/accounts", {"email": MAILBOX, "name": "Reception"})
        token = simulator.post("microsoft/tokens", {"application": application})["access_token"]
        graph = Graph(simulator, MAILBOX, token)
        message_id = graph.deliver()
        _, link = graph.delta()
        certificate = Path(simulator.get("microsoft/state")["certificate"]).read_bytes()
        kill(simulator)

    with running(tmp_path, int(simulator.url.rpartition(":")[2])) as simulator:
        graph = Graph(simulator, MAILBOX, token)
        (listed,) = graph.get("messages")["value"]
        news, _ = graph.delta(link)
        again = Path(simulator.get("microsoft/state")["certificate"]).read_bytes()

    assert listed["id"] == message_id
    assert news == []
    assert again == certificate


def test_a_stopped_simulator_ends_every_process(tmp_path: Path) -> None:
    with running(tmp_path) as simulator:
        pass

    assert simulator.process.returncode == 0


def test_what_did_not_come_whole_is_not_done(tmp_path: Path) -> None:
    with running(tmp_path) as simulator:
        application = simulator.post("microsoft/applications", {"roles": ["Mail.ReadWrite"]})["id"]
        simulator.post("microsoft/accounts", {"email": MAILBOX, "name": "Reception"})
        token = simulator.post("microsoft/tokens", {"application": application})["access_token"]
        head = (
            f"POST /graph/v1.0/users/{MAILBOX}/messages HTTP/1.1\r\nAuthorization: Bearer {token}\r\n"
            "Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", int(simulator.url.rpartition(":")[2])), timeout=10) as sender:
            sender.sendall(head.encode() + b"{}")
            sender.shutdown(socket.SHUT_WR)
            answered = sender.recv(1000)

        assert answered.startswith(b"HTTP/1.1 400") or answered == b""
        assert Graph(simulator, MAILBOX, token).get("messages")["value"] == []
