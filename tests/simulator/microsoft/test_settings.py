"""Categories, settings, and the spellings of ids."""

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.microsoft.graph import Graph

LIST = "outlook/masterCategories"


def test_the_categories_of_a_message_are_replaced_as_a_whole(graph: Graph) -> None:
    message_id = graph.deliver()

    graph.patch(f"messages/{message_id}", {"categories": ["Red", "Desk/Open"]})
    assert graph.patch(f"messages/{message_id}", {"categories": ["Desk/Open"]})["categories"] == ["Desk/Open"]
    assert graph.get("messages", filter="categories/any(c:c eq 'desk/open')")["value"]
    assert graph.patch(f"messages/{message_id}", {"categories": []})["categories"] == []


def test_a_category_is_made_once_and_never_renamed(graph: Graph) -> None:
    made = graph.post(LIST, {"displayName": "Desk/Open", "color": "preset4"})
    plain = graph.post(LIST, {"displayName": "Plain"})

    assert graph.refused("POST", LIST, 409, {"displayName": "desk/open"}) == "CategoryNameDuplicate"
    assert plain["color"] == "none"
    assert graph.patch(f"{LIST}/{made['id']}", {"color": "preset24"})["color"] == "preset24"
    assert graph.refused("PATCH", f"{LIST}/{made['id']}", 400, {"displayName": "Other"}) == "ErrorInvalidRequest"
    assert graph.refused("POST", LIST, 400, {"displayName": "Other", "color": "red"}) == "BadRequest"
    assert [each["displayName"] for each in graph.get(LIST)["value"]] == ["Desk/Open", "Plain"]
    assert graph.call("DELETE", f"{LIST}/{made['id']}").status_code == 204
    assert graph.refused("GET", f"{LIST}/{made['id']}", 404)


def test_a_mailbox_has_settings(graph: Graph) -> None:
    assert graph.get("mailboxSettings")["userPurpose"] == "shared"
    assert graph.patch("mailboxSettings", {"timeZone": "W. Europe Standard Time"})["timeZone"].startswith("W.")
    assert graph.refused("PATCH", "mailboxSettings", 400, {"signature": "x"}) == "RequestBodyRead"


def test_settings_need_a_permission_of_their_own(graph: Graph, application: str) -> None:
    graph.token = graph.simulator.post("microsoft/tokens", {"application": application, "roles": ["Mail.ReadWrite"]})[
        "access_token"
    ]

    assert graph.refused("GET", LIST, 403) == "ErrorAccessDenied"


@pytest.fixture
def member(graph: Graph, application: str) -> Graph:
    """Somebody who may open the mailbox."""
    email = f"ana-{graph.mailbox}"
    graph.simulator.post("microsoft/accounts", {"email": email, "name": "Ana Alvarez", "purpose": "user"})
    graph.simulator.put("microsoft/members", {"mailbox": graph.mailbox, "member": email})
    wanted = {"application": application, "email": email, "scopes": ["User.Read", "Mail.Read.Shared"]}
    return Graph(graph.simulator, graph.mailbox, graph.simulator.post("microsoft/tokens", wanted)["access_token"])


def test_ids_of_outlook_become_immutable_ones_for_people_only(graph: Graph, member: Graph) -> None:
    named = graph.arrive(letter())
    spelled = named["bound_id"].replace("-", "/").replace("_", "+")
    wanted = {"inputIds": [spelled, "nonsense"], "sourceIdType": "ewsId", "targetIdType": "restImmutableEntryId"}

    found = member.post("translateExchangeIds", wanted, 200)["value"]

    assert found[0] == {"sourceId": spelled, "targetId": named["id"]}
    assert found[1]["errorDetails"]["code"] == "ErrorInvalidId"
    assert graph.refused("POST", "translateExchangeIds", 403, wanted) == "ErrorAccessDenied"
    assert graph.get(f"messages/{named['bound_id']}")["id"] == named["id"]
