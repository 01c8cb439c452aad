"""Graph over plain HTTP, about one mailbox."""

from dataclasses import dataclass, field
from typing import Any

import requests

from tests.simulator.google.letters import letter
from tests.simulator.running import Running

IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}


@dataclass
class Graph:
    """The caller: a mailbox, a token, and the headers that go with every call."""

    simulator: Running
    mailbox: str
    token: str
    headers: dict[str, str] = field(default_factory=lambda: dict(IMMUTABLE))

    def call(self, verb: str, path: str, body: Any = None, *, prefer: str = "", **more: Any) -> requests.Response:
        """Any call; paths that do not begin with a slash are about the mailbox."""
        where = path if path.startswith("/") else f"/users/{self.mailbox}/{path}".rstrip("/")
        url = path if path.startswith("http") else f"{self.simulator.url}/graph/v1.0{where}"
        headers = {"Authorization": f"Bearer {self.token}", **self.headers, **more.pop("headers", {})}
        if prefer:
            headers["Prefer"] = ", ".join(filter(None, (headers.get("Prefer"), prefer)))
        return requests.request(verb, url, headers=headers, json=body, timeout=10, **more)

    def get(self, path: str, *, prefer: str = "", **query: str) -> Any:
        """What a call answers that succeeds; options are named without their dollar."""
        answer = self.call("GET", path, prefer=prefer, params={f"${name}": value for name, value in query.items()})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, status: int = 201) -> Any:
        answer = self.call("POST", path, body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def patch(self, path: str, body: Any, status: int = 200, **headers: str) -> Any:
        answer = self.call("PATCH", path, body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def refused(self, verb: str, path: str, status: int, body: Any = None, **query: str) -> str:
        """The code with which a call is refused."""
        answer = self.call(verb, path, body, params={f"${name}": value for name, value in query.items()})
        assert answer.status_code == status, answer.text
        return str(answer.json()["error"]["code"])

    def delta(self, link: str = "", *, folder: str = "inbox", prefer: str = "", **query: str) -> tuple[list[Any], str]:
        """All pages of a round, and the link of the next round."""
        found: list[Any] = []
        page = self.get(link or f"mailFolders/{folder}/messages/delta", prefer=prefer, **query)
        while True:
            found += page["value"]
            if "@odata.deltaLink" in page:
                return found, page["@odata.deltaLink"]
            page = self.get(page["@odata.nextLink"], prefer=prefer)

    def deliver(self, subject: str = "Appointment", *, folder: str = "inbox", **headers: str) -> str:
        """Let a letter arrive, and give its immutable id."""
        headers.setdefault("id", f"{abs(hash((subject, folder)))}@mail.example.com")
        return self.arrive(letter(subject, **headers), folder=folder)["id"]

    def arrive(self, raw: bytes, **query: Any) -> dict[str, str]:
        """Let a mail arrive, and give its ids."""
        query.setdefault("received_at", "2026-03-04T09:30:00+00:00")
        answer = requests.post(
            f"{self.simulator.url}/simulator/microsoft/deliver",
            params={"mailbox": self.mailbox, **query},
            data=raw,
            timeout=10,
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, str] = answer.json()
        return found

    def admin(self, what: str, **body: Any) -> Any:
        """What a person does from behind."""
        return self.simulator.post(f"microsoft/{what}", {"mailbox": self.mailbox, **body})
