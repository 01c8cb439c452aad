"""Who asks: tokens from Outlook's bridge, and from a window of our own whenever the bridge does not give one."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Response
from playwright.sync_api import Page, Route, expect

from tests.addon.pane.conftest import Open, told, until
from tests.addon.pane.scripted import Scripted

CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
ISSUER = "https://login.microsoftonline.com"


def arrives(page: Page) -> None:
    expect(page.get_by_text("About <blood@example.org>")).to_be_visible()


def methods(page: Page) -> list[str]:
    return [each["method"] for each in page.evaluate("outlook.bridged")]


def hands_over(page: Page, token: str = "secret-window-token", lives: int = 3_600_000) -> None:
    """The window comes back from Microsoft with a token."""
    expires = page.evaluate("Date.now()") + lives
    page.evaluate("(message) => outlook.dialogSays(message)", json.dumps({"token": token, "expiresAt": expires}))


def opens_a_window(page: Page) -> dict[str, Any]:
    until(page, "outlook.dialogs.some((dialog) => dialog.handlers.dialogEventReceived)")
    last: dict[str, Any] = page.evaluate("(({ address, isOpen }) => ({ address, isOpen }))(outlook.dialogs.at(-1))")
    return last


def is_nowhere(page: Page, secret: str) -> None:
    """The secret stands in no storage, no address and nothing that can be seen."""
    found = page.evaluate(
        """(secret) => [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, location.href,
            document.documentElement.outerHTML, ...performance.getEntries().map((each) => each.name)]
            .filter((place) => place.includes(secret))""",
        secret,
    )
    assert found == []


def test_outlook_signs_in_silently(doors: Scripted, open_pane: Open) -> None:
    said: list[str] = []
    page = open_pane()
    page.on("console", lambda message: said.append(message.text))
    page.reload()

    arrives(page)
    assert doors.last("/outlook/message").authorization == "Bearer secret-silent-token"
    assert methods(page) == ["GetInitContext", "GetToken"]
    asked = page.evaluate("outlook.bridged[1]")
    assert asked["scope"] == "api://inbox.example.org/access_as_user"
    is_nowhere(page, "secret-silent-token")
    assert not [line for line in said if "secret" in line]


def test_the_bridge_is_asked_once_for_many_calls(doors: Scripted, open_pane: Open) -> None:
    page = open_pane()
    arrives(page)
    page.get_by_role("button", name="Home").click()
    expect(page.get_by_text("This is home")).to_be_visible()

    assert methods(page) == ["GetInitContext", "GetToken"]
    assert doors.last("/outlook/home").authorization == "Bearer secret-silent-token"


@pytest.mark.parametrize("bridge", ["interaction", "no account"])
def test_outlook_asks_the_person_when_it_must(doors: Scripted, open_pane: Open, bridge: str) -> None:
    page = open_pane(bridge=bridge)

    arrives(page)
    assert doors.last("/outlook/message").authorization == "Bearer secret-popup-token"
    assert methods(page) == ["GetInitContext", "GetToken", "GetTokenPopup"]
    is_nowhere(page, "secret-popup-token")


@pytest.mark.parametrize("bridge", ["none", "broken", "fails", "popup fails"])
def test_any_trouble_with_the_bridge_opens_a_window(doors: Scripted, open_pane: Open, bridge: str) -> None:
    page = open_pane(bridge=bridge)

    assert opens_a_window(page) == {"address": f"{doors.url}/outlook/dialog", "isOpen": True}
    expect(page.get_by_role("status")).to_have_text("You are not signed in yet. A window opens for that.")
    hands_over(page)

    arrives(page)
    assert doors.last("/outlook/message").authorization == "Bearer secret-window-token"
    assert page.evaluate("outlook.dialogs[0].isOpen") is False
    is_nowhere(page, "secret-window-token")


def test_a_host_that_knows_nothing_of_the_bridge_opens_a_window(doors: Scripted, open_pane: Open) -> None:
    page = open_pane(supported=["DialogOrigin"])

    opens_a_window(page)
    hands_over(page)

    arrives(page)
    assert methods(page) == []


def test_a_bridge_that_never_answers_opens_a_window(open_pane: Open) -> None:
    page = open_pane(bridge="silent")

    opens_a_window(page)
    hands_over(page)

    arrives(page)


def test_the_token_of_a_window_serves_until_it_ends(doors: Scripted, open_pane: Open) -> None:
    page = open_pane(bridge="none")
    opens_a_window(page)
    hands_over(page, "secret-first", lives=120_000)
    arrives(page)
    page.get_by_role("button", name="Home").click()
    expect(page.get_by_text("This is home")).to_be_visible()
    assert len(page.evaluate("outlook.dialogs")) == 1

    page.evaluate("const past = Date.now; Date.now = () => past() + 90_000")
    page.get_by_role("button", name="Refresh").click()

    until(page, "outlook.dialogs.length === 2 && outlook.dialogs[1].handlers.dialogEventReceived")
    hands_over(page, "secret-second")
    expect(page.get_by_role("status")).to_have_text("Up to date.")
    assert doors.last("/outlook/home").authorization == "Bearer secret-second"


def test_a_message_from_elsewhere_is_not_believed(doors: Scripted, open_pane: Open) -> None:
    page = open_pane(bridge="none")
    opens_a_window(page)

    forged = json.dumps({"token": "forged", "expiresAt": 4102444800000})
    page.evaluate("(message) => outlook.dialogSays(message, 'https://evil.example')", forged)
    page.evaluate("(message) => outlook.dialogSays(message, null)", forged)

    assert page.evaluate("outlook.dialogs[0].isOpen") is True
    assert doors.heard == []
    hands_over(page)
    arrives(page)
    assert doors.last("/outlook/message").authorization == "Bearer secret-window-token"


@pytest.mark.parametrize("how", ["closed", "garbled", "blocked"])
def test_a_sign_in_that_was_given_up_can_be_tried_again(doors: Scripted, open_pane: Open, how: str) -> None:
    page = open_pane(bridge="none", dialog="blocked" if how == "blocked" else "opens")
    if how != "blocked":
        opens_a_window(page)
        page.evaluate("outlook.dialogEnds(12006)" if how == "closed" else "outlook.dialogSays('no token')")

    expect(page.get_by_role("heading", name="Please sign in")).to_be_visible()
    assert doors.heard == []
    if how == "closed":
        page.get_by_role("button", name="Sign in").click()
        until(page, "outlook.dialogs.length === 2 && outlook.dialogs[1].handlers.dialogEventReceived")
        hands_over(page)
        arrives(page)


def asked_for(claims: str) -> Any:
    """What the server asked for; the library adds wishes of its own about the other token."""
    return json.loads(claims)["access_token"]


def refusing(doors: Scripted, header: str) -> None:
    """The server believes no token but one with claims, or the second one."""

    def answer(body: dict[str, Any]) -> Any:
        if doors.count("/outlook/message") == 1:
            return Response("{}", 401, {"WWW-Authenticate": header, "Content-Type": "application/json"})
        return told(body)

    doors.answers["/outlook/message"] = answer


@pytest.mark.parametrize("form", ["base64", "quoted"])
def test_claims_of_a_refusal_go_into_the_next_sign_in(doors: Scripted, open_pane: Open, form: str) -> None:
    in_base64 = base64.b64encode(CLAIMS.encode()).decode()
    quoted = CLAIMS.replace('"', '\\"')
    claims = in_base64 if form == "base64" else quoted
    refusing(doors, f'Bearer realm="", error="insufficient_claims", claims="{claims}"')

    page = open_pane()

    arrives(page)
    assert [each.authorization for each in doors.heard] == [
        "Bearer secret-silent-token",
        "Bearer secret-silent-token-with-claims",
    ]
    assert asked_for(page.evaluate("outlook.bridged.at(-1).claims")) == asked_for(CLAIMS)


def test_claims_reach_the_window_too(doors: Scripted, open_pane: Open) -> None:
    encoded = base64.b64encode(CLAIMS.encode()).decode()
    refusing(doors, f'Bearer error="insufficient_claims", claims="{encoded}"')
    page = open_pane(bridge="none")
    opens_a_window(page)

    hands_over(page, "secret-first")

    until(page, "outlook.dialogs.length === 2 && outlook.dialogs[1].handlers.dialogEventReceived")
    asked = parse_qs(urlsplit(page.evaluate("outlook.dialogs[1].address")).query)
    assert json.loads(asked["claims"][0]) == json.loads(CLAIMS)
    hands_over(page, "secret-second")
    arrives(page)


def test_a_refusal_without_claims_asks_for_a_newer_token_once(doors: Scripted, open_pane: Open) -> None:
    doors.answers["/outlook/message"] = Response("{}", 401, {"WWW-Authenticate": "Bearer"})

    page = open_pane()

    expect(page.get_by_role("heading", name="Please sign in")).to_be_visible()
    assert doors.count("/outlook/message") == 2
    assert methods(page) == ["GetInitContext", "GetToken", "GetToken"]


def test_the_window_goes_to_microsoft_and_brings_the_token_back(doors: Scripted, open_pane: Open) -> None:
    sent: dict[str, Any] = {}
    page = open_pane(at="/outlook/dialog", bridge="none", never=True)
    page.context.unroute_all()
    page.context.route(f"{ISSUER}/**", lambda route: microsoft(route, doors, sent))
    page.add_init_script("window.given.never = false; Office.onReady = () => Promise.resolve({ host: 'Outlook' })")

    page.goto(f"{doors.url}/outlook/dialog?claims={quote(CLAIMS)}")

    until(page, "window.outlook?.toParent !== undefined")
    message, options = page.evaluate("outlook.toParent")
    assert json.loads(message)["token"] == "secret-from-microsoft"
    assert options == {"targetOrigin": doors.url}
    assert sent["scope"].startswith("api://inbox.example.org/access_as_user")
    assert asked_for(sent["claims"]) == asked_for(CLAIMS)
    assert sent["code_challenge_method"] == "S256"
    is_nowhere(page, "secret-from-microsoft")


def microsoft(route: Route, doors: Scripted, sent: dict[str, Any]) -> None:
    """Microsoft's sign-in, for a person who is signed in there already."""
    url = urlsplit(route.request.url)
    if url.path.endswith("/authorize"):
        sent |= {name: values[0] for name, values in parse_qs(url.query).items()}
        back = f"{doors.url}/outlook/dialog#code=one-time&state={sent['state']}&client_info={client_info()}"
        route.fulfill(status=302, headers={"Location": back})
    elif url.path.endswith("/token"):
        token = {
            "access_token": "secret-from-microsoft",
            "id_token": id_token(sent["nonce"]),
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": "api://inbox.example.org/access_as_user",
            "client_info": client_info(),
        }
        route.fulfill(json=token, headers={"Access-Control-Allow-Origin": "*"})
    else:
        raise AssertionError(f"nobody should ask for {route.request.url}")


def id_token(nonce: str) -> str:
    header = {"typ": "JWT", "alg": "RS256"}
    claims = {
        "aud": "11111111-2222-3333-4444-555555555555",
        "iss": f"{ISSUER}/tenant/v2.0",
        "tid": "tenant",
        "oid": "person",
        "sub": "subject",
        "nonce": nonce,
        "preferred_username": "ana@clinic.example.org",
        "exp": 4102444800,
        "iat": 1,
        "nbf": 1,
        "ver": "2.0",
    }
    return f"{encoded(header)}.{encoded(claims)}.c2lnbmF0dXJl"


def client_info() -> str:
    return encoded({"uid": "person", "utid": "tenant"})


def encoded(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
