"""Who may call Graph, and how far a token goes."""

from typing import Any

import pytest

from tests.simulator.microsoft.graph import Graph

ANOTHER = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"aud": "https://example.org"}, "Invalid audience"),
        ({"tid": ANOTHER}, "Invalid tenant"),
        ({"exp": 1}, "expired"),
    ],
)
def test_a_token_that_is_not_good_for_graph_is_refused(
    graph: Graph, application: str, claims: dict[str, Any], message: str
) -> None:
    graph.token = graph.simulator.post("microsoft/tokens", {"application": application, "claims": claims})[
        "access_token"
    ]

    answer = graph.call("GET", "messages")

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "InvalidAuthenticationToken")
    assert message in answer.json()["error"]["message"]
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
def test_what_is_no_token_is_refused(graph: Graph, token: str) -> None:
    graph.token = token

    assert graph.refused("GET", "messages", 401) == "InvalidAuthenticationToken"


def test_a_role_that_is_missing_is_missed(graph: Graph, application: str) -> None:
    message_id = graph.deliver()
    graph.token = graph.simulator.post("microsoft/tokens", {"application": application, "roles": ["Mail.Read"]})[
        "access_token"
    ]

    assert graph.get(f"messages/{message_id}")
    assert graph.refused("PATCH", f"messages/{message_id}", 403, {"isRead": True}) == "ErrorAccessDenied"


def test_an_application_can_be_limited_to_some_mailboxes(graph: Graph, application: str) -> None:
    limited = {"application": application, "roles": ["Mail.Read"], "mailboxes": ["elsewhere@example.org"]}
    graph.simulator.put("microsoft/consents", limited)

    assert graph.refused("GET", "messages", 403) == "ErrorAccessDenied"


def test_an_application_that_was_put_out_reads_nothing(graph: Graph, application: str) -> None:
    graph.simulator.delete("microsoft/consents", application=application)

    assert graph.refused("GET", "messages", 403) == "ErrorAccessDenied"


def test_mailboxes_of_another_tenant_do_not_exist(graph: Graph) -> None:
    tenant = graph.simulator.post("microsoft/tenants", {"domain": "elsewhere.example"})["id"]
    other = {"email": f"info@{tenant}.example", "name": "Other", "tenant": tenant}
    graph.simulator.post("microsoft/accounts", other)

    assert graph.refused("GET", f"/users/{other['email']}/messages", 404) == "ErrorInvalidUser"


def test_somebody_opens_their_own_mailbox_and_those_they_were_let_into(graph: Graph, application: str) -> None:
    graph.deliver()
    person = {"email": f"ana-{graph.mailbox}", "name": "Ana Alvarez", "purpose": "user"}
    graph.simulator.post("microsoft/accounts", person)
    wanted = {"application": application, "email": person["email"], "scopes": ["Mail.Read.Shared"]}
    graph.token = graph.simulator.post("microsoft/tokens", wanted)["access_token"]

    assert graph.get("/me/messages")["value"] == []
    assert graph.refused("GET", "mailFolders/inbox", 403) == "ErrorAccessDenied"
    graph.simulator.put("microsoft/members", {"mailbox": graph.mailbox, "member": person["email"]})
    assert graph.get("mailFolders/inbox")["totalItemCount"] == 1
    everybody = {each["email"]: each["members"] for each in graph.simulator.get("microsoft/state")["accounts"]}
    assert everybody[graph.mailbox] == [person["email"]]


def test_somebody_is_found_by_address_alias_and_id(graph: Graph) -> None:
    known = graph.get("")

    assert known["mail"] == graph.mailbox
    assert graph.get(f"/users/{known['id']}") == known
    assert graph.get(f"/users/{graph.mailbox.upper()}") == known
