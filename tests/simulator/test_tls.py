"""The same application behind TLS."""

from pathlib import Path

import requests

from tests.simulator.running import Running


def test_callers_over_tls_leave_nothing_open(simulator: Running) -> None:
    state = simulator.get("microsoft/state")
    url, certificate = f"{state['entra_url']}/simulator/state", state["certificate"]

    def ask(times: int) -> int:
        for _ in range(times):
            assert requests.get(url, verify=certificate, timeout=10).status_code == 200
        (worker,) = children(simulator.process.pid)
        return sum(1 for _ in Path(f"/proc/{worker}/fd").iterdir())

    before = ask(5)

    assert ask(30) <= before + 10


def children(process: int) -> list[str]:
    """The processes that a process started."""
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()
