"""Properties of MAPI that are given when a message is made."""

from tests.simulator.microsoft.graph import Graph


def test_a_message_whose_flags_say_so_came_in_with_its_own_headers(graph: Graph) -> None:
    head = "From: Ana <ana@example.com>\r\nSubject: Hello\r\nMessage-ID: <7@mail.example.com>\r\nX-Odd: yes"
    values = {"Integer 0x0E07": "1", "SystemTime 0x0E06": "2026-03-04T09:30:00Z", "String 0x007D": head}
    given = [{"id": name, "value": value} for name, value in values.items()]

    made = graph.post("mailFolders/inbox/messages", {"subject": "Hello", "singleValueExtendedProperties": given})

    found = graph.get(f"messages/{made['id']}", select="isDraft,receivedDateTime,internetMessageHeaders")
    assert (found["isDraft"], found["receivedDateTime"]) == (False, "2026-03-04T09:30:00Z")
    assert {"name": "X-Odd", "value": "yes"} in found["internetMessageHeaders"]


def test_a_draft_may_say_what_it_answers(graph: Graph) -> None:
    given = [{"id": "String 0x1042", "value": "<7@mail.example.com>"}]

    made = graph.post("messages", {"subject": "Hello", "singleValueExtendedProperties": given})

    raw = graph.call("GET", f"messages/{made['id']}/$value").text
    assert made["isDraft"] is True
    assert "In-Reply-To: <7@mail.example.com>" in raw


def test_a_property_that_is_none_is_refused(graph: Graph) -> None:
    body = {"subject": "Hello", "singleValueExtendedProperties": [{"id": "0x1042", "value": "x"}]}

    assert graph.refused("POST", "messages", 400, body) == "ErrorInvalidExtendedProperty"
