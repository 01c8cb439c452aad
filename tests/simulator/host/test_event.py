"""The event an add-on gets, and the tokens that come with it."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from google.auth.transport.requests import Request
from google.oauth2 import id_token

from tests.simulator.host.conftest import ANA, BEN, DESK, Stage
from tests.simulator.host.scripted import SCOPES, Scripted, function, pushed, text


@pytest.fixture(autouse=True)
def answering(addon: Scripted) -> Scripted:
    """An add-on that answers everything."""
    addon.answers["/act"] = addon.answers["/compose"] = addon.answers["/settings"] = pushed(text("yes"))
    return addon


def ask(stage: Stage, **asked: Any) -> dict[str, Any]:
    """What the page's backend answers."""
    body = {"person": ANA, "locale": "de", "timeZone": "America/New_York", "entry": "home", **asked}
    response = requests.post(f"{stage.url}/host/addon", json=body, timeout=10)
    assert response.status_code == 200, response.text
    found = response.json()
    assert isinstance(found, dict)
    return found


def claims(stage: Stage, token: str, audience: str) -> dict[str, Any]:
    """The claims of a token, checked against the simulated Google's published keys."""
    certificates = f"{stage.url}/oauth2/v1/certs"
    return dict(id_token.verify_token(token, Request(), audience=audience, certs_url=certificates))


def test_the_home_event_has_language_zone_and_no_mail(stage: Stage, addon: Scripted) -> None:
    ask(stage)
    event = addon.last("/home").event
    assert event["commonEventObject"] == {
        "hostApp": "GMAIL",
        "platform": "WEB",
        "userLocale": "de",
        "timeZone": {"id": "America/New_York", "offset": event["commonEventObject"]["timeZone"]["offset"]},
    }
    assert event["commonEventObject"]["timeZone"]["offset"] in {-18_000_000, -14_400_000}
    assert "gmail" not in event


def test_both_tokens_verify_against_googles_keys(stage: Stage, addon: Scripted) -> None:
    ask(stage)
    heard = addon.last("/home")
    authorization = heard.event["authorizationEventObject"]
    assert heard.authorization == f"Bearer {authorization['systemIdToken']}"
    system = claims(stage, authorization["systemIdToken"], function("/home"))
    assert (system["email"], system["email_verified"]) == ("service@gcp.example.org", True)
    user = claims(stage, authorization["userIdToken"], "client-1")
    assert (user["email"], user["sub"]) == (ANA, stage.world.store.account(ANA).subject)
    assert authorization["authorizedScopes"] == SCOPES


def test_each_person_has_a_subject_of_their_own(stage: Stage, addon: Scripted) -> None:
    subjects = []
    for person in (ANA, BEN, ANA):
        ask(stage, person=person)
        token = addon.last("/home").event["authorizationEventObject"]["userIdToken"]
        subjects.append(claims(stage, token, "client-1")["sub"])
    assert subjects[0] == subjects[2] != subjects[1]


def test_an_open_mail_is_named_as_events_name_it_and_its_tokens_open_it(stage: Stage, addon: Scripted) -> None:
    message = stage.deliver("Open me")
    ask(stage, entry="message", message={"id": message, "mailbox": DESK})
    event = addon.last("/message").event
    assert event["gmail"]["messageId"] == f"msg-f:{int(message, 16)}"
    assert event["gmail"]["threadId"] == f"thread-f:{int(message, 16)}"
    headers = {
        "Authorization": f"Bearer {event['authorizationEventObject']['userOAuthToken']}",
        "X-Goog-Gmail-Access-Token": event["gmail"]["accessToken"],
    }
    address = f"{stage.url}/gmail/v1/users/me/messages/{message}?format=metadata"
    assert requests.get(address, headers=headers, timeout=10).json()["id"] == message
    del headers["X-Goog-Gmail-Access-Token"]
    assert requests.get(address, headers=headers, timeout=10).status_code == 403


def test_a_press_carries_form_parameters_and_its_function(stage: Stage, addon: Scripted) -> None:
    inputs = {"note": {"stringInputs": {"value": ["hello"]}}}
    ask(stage, entry="action", url=function("/act"), formInputs=inputs, parameters={"id": "42"})
    heard = addon.last("/act")
    common = heard.event["commonEventObject"]
    assert (common["formInputs"], common["parameters"]) == (inputs, {"id": "42"})
    assert common["invokedFunction"] == function("/act")
    assert claims(stage, heard.authorization.removeprefix("Bearer "), function("/act"))["aud"] == function("/act")


def test_recipients_come_only_where_deployment_and_consent_allow_it(stage: Stage, addon: Scripted) -> None:
    asked: dict[str, Any] = {"entry": "compose", "recipients": {"to": ["a@example.com"], "cc": [], "bcc": []}}
    ask(stage, **asked)
    expected = {"toRecipients": ["a@example.com"], "ccRecipients": [], "bccRecipients": []}
    assert addon.last("/compose").event["gmail"] == expected
    consent = {"person": ANA, "remove": [SCOPES[2]]}
    requests.post(f"{stage.url}/host/consent", json=consent, timeout=10)
    ask(stage, **asked)
    assert "gmail" not in addon.last("/compose").event


def test_without_consent_neither_locale_nor_identity_is_told(stage: Stage, addon: Scripted) -> None:
    requests.post(f"{stage.url}/host/consent", json={"person": ANA, "remove": SCOPES[3:]}, timeout=10)
    ask(stage)
    event = addon.last("/home").event
    assert event["commonEventObject"] == {"hostApp": "GMAIL", "platform": "WEB"}
    assert "userIdToken" not in event["authorizationEventObject"]
    assert event["authorizationEventObject"]["authorizedScopes"] == SCOPES[:3]


def test_nothing_but_the_add_on_is_ever_called(stage: Stage, addon: Scripted) -> None:
    for url in (
        "https://elsewhere.example.com/act",
        "https://inbox.example.org.evil.example.com/act",
        "http://127.0.0.1:1/",
    ):
        failure = ask(stage, entry="action", url=url)["failure"]
        assert url.split("/")[2] in failure["title"]
    answer = requests.get(f"{stage.url}/host/image", params={"url": "https://elsewhere.example.com/a.png"}, timeout=10)
    assert answer.status_code == 404
    assert addon.heard == []


def test_a_menu_item_is_run_by_its_place(stage: Stage, addon: Scripted) -> None:
    assert "answer" in ask(stage, entry="universal", index=1)
    assert addon.count("/settings") == 1
    assert ask(stage, entry="universal", index=5)["failure"]["title"].startswith(
        "The add-on's deployment has no trigger"
    )
