"""The page that leads to the demo's three doors."""

import re

import requests

from tests.simulator.running import Running


def test_the_start_page_leads_to_both_mail_clients_and_runs_nothing(simulated: Running) -> None:
    page = requests.get(f"{simulated.url}/", timeout=10)

    assert page.status_code == 200 and "{web}" not in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"] and "<script" not in page.text
    inside = {path.partition("#")[0] for path in re.findall(r'href="(/[^"]*)"', page.text)}
    assert {"/host/", "/outlook-host/", "/start/style.css"} <= inside
    assert {path: requests.get(f"{simulated.url}{path}", timeout=10).status_code for path in inside} == dict.fromkeys(
        inside, 200
    )
