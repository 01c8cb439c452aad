"""Delta: everything once, then what changed."""

from typing import Any

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.microsoft.graph import Graph


@pytest.fixture
def trouble(graph: Graph) -> Any:
    """Switches a trouble on for the mailbox."""

    def switch_on(kind: str, **more: Any) -> None:
        graph.simulator.put("faults", {"faults": [{"kind": kind, "mailbox": graph.mailbox, **more}]})

    yield switch_on
    graph.simulator.put("faults", {"faults": []})


def ids(entries: list[Any]) -> list[str]:
    return [each["id"] for each in entries]


def test_the_first_round_tells_everything_once_and_the_next_nothing(graph: Graph) -> None:
    made = [graph.deliver(f"Number {n}", id=f"{n}@x") for n in range(25)]

    entries, link = graph.delta(prefer="odata.maxpagesize=10", select="subject,internetMessageHeaders,body")

    assert sorted(ids(entries)) == sorted(made)
    assert all(each["internetMessageHeaders"] and each["body"] and "isRead" not in each for each in entries)
    assert graph.delta(link)[0] == []


def test_what_comes_while_the_pages_are_read_is_told_in_the_next_round(graph: Graph) -> None:
    for n in range(4):
        graph.deliver(f"Number {n}", id=f"{n}@x")
    page = graph.get("mailFolders/inbox/messages/delta", prefer="odata.maxpagesize=2")
    late = graph.deliver("Late", id="late@x")

    _, link = graph.delta(page["@odata.nextLink"])

    assert late in ids(graph.delta(link)[0])


def test_a_move_is_removed_in_one_folder_and_created_in_the_other(graph: Graph) -> None:
    message_id = graph.deliver()
    _, inbox = graph.delta()
    _, archive = graph.delta(folder="archive")
    graph.admin("move", ids=[message_id], folder="archive")

    (gone,), _ = graph.delta(inbox)
    (come,), _ = graph.delta(archive)

    assert (gone["id"], gone["@removed"]) == (message_id, {"reason": "changed"})
    assert (come["id"], come["subject"]) == (message_id, "Appointment")


def test_a_removed_message_is_told_with_the_id_the_caller_knows(graph: Graph) -> None:
    named = graph.arrive(letter())
    _, link = graph.delta()
    graph.admin("delete", ids=[named["id"]])

    assert graph.delta(link)[0][0]["id"] == named["id"]
    graph.headers.clear()
    (gone,), _ = graph.delta(link)
    assert (gone["id"], gone["@removed"]["reason"]) == (named["bound_id"], "deleted")


def test_a_category_set_by_a_person_is_a_change(graph: Graph) -> None:
    message_id = graph.deliver()
    _, link = graph.delta()
    graph.admin("categorise", ids=[message_id], add=["Desk/Open", "Red"])

    (changed,), _ = graph.delta(link)

    assert changed["categories"] == ["Desk/Open", "Red"]


def test_links_are_absolute_and_take_nothing_else(graph: Graph) -> None:
    _, link = graph.delta()

    assert link.startswith(f"{graph.simulator.url}/graph/v1.0/users/")
    assert graph.refused("GET", f"{link[:-5]}x", 400) == "ErrorInvalidUrlQuery"


@pytest.mark.parametrize(
    "query", [{"filter": "isRead eq true"}, {"orderby": "subject"}, {"select": "uniqueBody"}, {"search": "x"}]
)
def test_delta_takes_few_options(graph: Graph, query: dict[str, str]) -> None:
    assert graph.refused("GET", "mailFolders/inbox/messages/delta", 400, **query)


def test_a_walk_can_begin_at_a_date_and_be_of_one_kind(graph: Graph) -> None:
    graph.arrive(letter("Old"), received_at="2025-01-01T00:00:00+00:00")
    new = graph.arrive(letter("New", id="new@x"))["id"]

    entries, _ = graph.delta(filter="receivedDateTime ge 2026-01-01T00:00:00Z", orderby="receivedDateTime desc")
    answer = graph.call("GET", "mailFolders/inbox/messages/delta", params={"changeType": "created"}).json()
    graph.admin("read", ids=[new])

    assert ids(entries) == [new]
    assert graph.delta(answer["@odata.deltaLink"])[0] == []


def test_tokens_can_be_forgotten(graph: Graph) -> None:
    _, link = graph.delta()
    graph.simulator.post("microsoft/delta/expire", mailbox=graph.mailbox)

    answer = graph.call("GET", link)

    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "SyncStateNotFound")
    assert graph.get(answer.headers["Location"])["value"] == []


@pytest.mark.parametrize(("status", "reason"), [(400, "syncStateNotFound"), (404, "resyncRequired")])
def test_tokens_can_be_forgotten_in_other_words(graph: Graph, trouble: Any, status: int, reason: str) -> None:
    _, link = graph.delta()
    trouble("delta-expired", status=status, reason=reason, times=1)

    assert graph.refused("GET", link, status) == reason
    assert graph.delta(link)[0] == []


def test_pages_can_be_empty_repeated_shuffled_and_replayed(graph: Graph, trouble: Any) -> None:
    made = [graph.deliver(f"Number {n}", id=f"{n}@x") for n in range(3)]

    trouble("empty-pages")
    page = graph.get("mailFolders/inbox/messages/delta")
    assert page["value"] == []
    assert graph.delta(page["@odata.nextLink"])[0]
    trouble("delta-repeated")
    assert sorted(ids(graph.delta()[0])) == sorted(made * 2)
    trouble("delta-shuffled")
    assert sorted(ids(graph.delta()[0])) == sorted(made)
    trouble("delta-replayed", amount=50)
    assert sorted(ids(graph.delta(graph.delta()[1])[0])) == sorted(made)


def test_headers_can_be_missing_from_pages(graph: Graph, trouble: Any) -> None:
    message_id = graph.deliver()
    trouble("no-page-headers")

    assert "internetMessageHeaders" not in graph.delta(select="internetMessageHeaders")[0][0]
    assert graph.get(f"messages/{message_id}", select="internetMessageHeaders")["internetMessageHeaders"]


def test_changes_can_get_around_late(graph: Graph, trouble: Any) -> None:
    _, link = graph.delta()
    trouble("delta-late", seconds=600)
    message_id = graph.deliver()

    nothing, later = graph.delta(link)
    trouble("delta-late", seconds=0, times=0)

    assert nothing == []
    assert ids(graph.delta(later)[0]) == [message_id]


def test_a_change_can_be_told_without_what_was_asked_for(graph: Graph, trouble: Any) -> None:
    message_id = graph.deliver()
    _, link = graph.delta(select="subject,categories")
    trouble("delta-sparse")
    graph.admin("categorise", ids=[message_id], add=["Red"])
    new = graph.deliver("New")

    changed, come = graph.delta(link)[0]

    assert (changed["id"], changed["categories"], "subject" in changed) == (message_id, ["Red"], False)
    assert (come["id"], come["subject"]) == (new, "New")


def test_folders_have_a_delta_of_their_own(graph: Graph) -> None:
    page = graph.get("mailFolders/delta")
    made = graph.post("mailFolders", {"displayName": "Laboratory"})["id"]
    link = page["@odata.deltaLink"]

    assert {"Inbox", "Sent Items", "Archive"} <= {each["displayName"] for each in page["value"]}
    (new,) = graph.get(link)["value"]
    assert (new["id"], new["displayName"]) == (made, "Laboratory")
    assert graph.call("DELETE", f"mailFolders/{made}").status_code == 204
    assert graph.call("DELETE", f"mailFolders/{made}").status_code == 204
    assert {"id": made, "@removed": {"reason": "deleted"}} in graph.get(link)["value"]
