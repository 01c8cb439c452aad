"""Messages as Graph shows them and lets them be found."""

import pytest

from tests.simulator.google.letters import WITH_ATTACHMENT, letter
from tests.simulator.microsoft.graph import Graph


def test_a_mail_that_arrives_is_shown_in_the_inbox(graph: Graph) -> None:
    message_id = graph.deliver("Appointment", id="one@mail.example.com")

    (shown,) = graph.get("mailFolders/inbox/messages")["value"]

    assert shown["id"] == message_id
    assert shown["internetMessageId"] == "<one@mail.example.com>"
    assert shown["from"]["emailAddress"] == {"name": "Ana Alvarez", "address": "ana@example.com"}
    assert shown["receivedDateTime"] == "2026-03-04T09:30:00Z"
    assert shown["body"]["contentType"] == "text"
    assert "internetMessageHeaders" not in shown
    assert shown["@odata.etag"] == f'W/"{shown["changeKey"]}"'


def test_headers_and_unique_body_come_when_asked_for(graph: Graph) -> None:
    message_id = graph.deliver(body="Tuesday is fine.\r\n\r\nOn Monday Bo wrote:\r\n> Which day?", x_team="red")

    shown = graph.get(f"messages/{message_id}", select="internetMessageHeaders,uniqueBody")

    assert {"name": "X-Team", "value": "red"} in shown["internetMessageHeaders"]
    assert shown["uniqueBody"]["content"].strip() == "Tuesday is fine."
    assert "subject" not in shown
    assert graph.refused("GET", "messages", 400, select="uniqueBody") == "ErrorInvalidProperty"


def test_headers_are_as_they_came_and_subjects_as_people_read_them(graph: Graph) -> None:
    message_id = graph.deliver("=?utf-8?q?Befund_f=C3=BCr_M=C3=BCller?=")

    shown = graph.get(f"messages/{message_id}", select="internetMessageHeaders,subject")

    assert shown["subject"] == "Befund für Müller"
    assert {"name": "Subject", "value": "=?utf-8?q?Befund_f=C3=BCr_M=C3=BCller?="} in shown["internetMessageHeaders"]


def test_a_mail_inside_a_mail_has_bytes_of_its_own(graph: Graph) -> None:
    inner = letter("Inside", id="inside@x")
    head = letter("Forwarded", content_type="message/rfc822", body="").rstrip()
    message_id = graph.arrive(head + b"\r\n\r\n" + inner)["id"]

    (attached,) = graph.get(f"messages/{message_id}/attachments")["value"]
    content = graph.call("GET", f"messages/{message_id}/attachments/{attached['id']}/$value").content

    assert (attached["@odata.type"], attached["name"]) == ("#microsoft.graph.itemAttachment", "Inside")
    assert "contentBytes" not in attached
    assert b"Message-ID: <inside@x>" in content


def test_an_invitation_is_a_message_of_another_kind(graph: Graph) -> None:
    head = letter("Team meeting", mime_version="1.0", content_type='multipart/alternative; boundary="cut"', body="")
    parts = b"\r\n--cut\r\nContent-Type: text/plain\r\n\r\nOn Friday.\r\n--cut\r\nContent-Type: text/calendar\r\n\r\n"
    message_id = graph.arrive(head.rstrip() + b"\r\n" + parts + b"BEGIN:VCALENDAR\r\n--cut--\r\n")["id"]

    shown = graph.get(f"messages/{message_id}")

    assert shown["@odata.type"] == graph.delta()[0][0]["@odata.type"] == "#microsoft.graph.eventMessageRequest"
    assert (shown["hasAttachments"], shown["body"]["content"].strip()) == (False, "On Friday.")


def test_sent_mail_has_no_headers_of_its_way(graph: Graph) -> None:
    message_id = graph.deliver(folder="sentitems", in_reply_to="<zero@mail.example.com>")

    shown = graph.get(
        f"messages/{message_id}",
        select="internetMessageHeaders",
        expand="singleValueExtendedProperties($filter=id eq 'String 0x1042')",
    )

    assert "internetMessageHeaders" not in shown
    assert shown["singleValueExtendedProperties"] == [{"id": "String 0x1042", "value": "<zero@mail.example.com>"}]


def test_bodies_come_in_the_type_the_caller_prefers(graph: Graph) -> None:
    message_id = graph.arrive(WITH_ATTACHMENT)["id"]

    bodies = {
        kind: graph.get(f"messages/{message_id}", prefer=f'outlook.body-content-type="{kind}"')["body"]
        for kind in ("text", "html")
    }

    assert {each["contentType"] for each in bodies.values()} == {"text", "html"}
    assert "<b>Befund</b>" in bodies["html"]["content"]
    assert "<" not in bodies["text"]["content"]


def test_preferences_that_were_heard_are_told(graph: Graph) -> None:
    answer = graph.call("GET", "mailFolders/inbox/messages/delta", prefer="odata.maxpagesize=3, colour=red")

    assert answer.headers["Preference-Applied"] == 'IdType="ImmutableId", odata.maxpagesize=3'


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [({}, b'{"isRead": true}', 415), ({"Content-Type": "text/plain"}, b"x", 415),
     ({"Content-Type": "application/json"}, b"{", 400), ({"Content-Type": "application/json"}, b"[]", 400)],
)  # fmt: skip
def test_bodies_must_be_json_and_say_so(graph: Graph, headers: dict[str, str], body: bytes, status: int) -> None:
    path = f"/graph/v1.0/users/{graph.mailbox}/messages/{graph.deliver()}"

    assert graph.simulator.call("PATCH", path, graph.token, data=body, headers=headers).status_code == status


def test_the_bytes_of_a_mail_are_those_that_arrived(graph: Graph) -> None:
    message_id = graph.arrive(WITH_ATTACHMENT)["id"]

    assert graph.call("GET", f"messages/{message_id}/$value").content == WITH_ATTACHMENT


def test_attachments_are_listed_read_and_expanded(graph: Graph) -> None:
    message_id = graph.arrive(WITH_ATTACHMENT)["id"]

    (listed,) = graph.get(f"messages/{message_id}/attachments")["value"]
    expanded = graph.get(f"messages/{message_id}", expand="attachments")["attachments"]
    content = graph.call("GET", f"messages/{message_id}/attachments/{listed['id']}/$value").content

    assert (listed["@odata.type"], listed["name"]) == ("#microsoft.graph.fileAttachment", "befund.pdf")
    assert expanded == [listed]
    assert content == b"%PDF-1.4"


def test_ids_bound_to_a_folder_die_with_a_move_and_immutable_ones_do_not(graph: Graph) -> None:
    named = graph.arrive(letter())
    graph.admin("move", ids=[named["id"]], folder="archive")

    assert graph.get(f"messages/{named['id']}")["id"] == named["id"]
    assert graph.refused("GET", f"messages/{named['bound_id']}", 404) == "ErrorItemNotFound"
    graph.headers.clear()
    assert graph.get(f"messages/{named['id']}")["id"] not in named.values()


def test_messages_are_found_by_what_identifies_them(graph: Graph) -> None:
    first = graph.deliver("It's mine", id="it's@mail.example.com")
    graph.deliver("Other", id="other@mail.example.com")
    conversation = graph.get(f"messages/{first}")["conversationId"]

    for condition in (
        "internetMessageId eq '<it''s@mail.example.com>'",
        f"conversationId eq '{conversation}'",
        "isDraft eq false and internetMessageId eq '<it''s@mail.example.com>'",
        "startswith(subject,'it''s')",
    ):
        found = graph.get("messages", filter=condition)["value"]
        assert [each["id"] for each in found] == [first], condition


def test_what_is_ordered_by_must_be_filtered_by_first(graph: Graph) -> None:
    since = "receivedDateTime ge 2026-01-01T00:00:00Z"

    assert graph.get("messages", filter=f"{since} and isDraft eq false", orderby="receivedDateTime desc")
    for condition in ("isDraft eq false", f"isDraft eq false and {since}"):
        code = graph.refused("GET", "messages", 400, filter=condition, orderby="receivedDateTime desc")
        assert code == "InefficientFilter"


def test_pages_follow_one_another(graph: Graph) -> None:
    made = {graph.deliver(f"Number {n}", id=f"{n}@x") for n in range(7)}
    seen: list[str] = []
    page = graph.get("mailFolders/inbox/messages", top="3", select="subject", count="true")

    assert page["@odata.count"] == 7
    while True:
        seen += [each["id"] for each in page["value"]]
        if "@odata.nextLink" not in page:
            break
        page = graph.get(page["@odata.nextLink"])

    assert len(seen) == 7
    assert set(seen) == made


@pytest.mark.parametrize(
    "query",
    [
        {"select": "labels"}, {"top": "0"}, {"top": "1001"}, {"filter": "labels eq 'x'"},
        {"filter": "isDraft eq maybe"}, {"filter": "subject eq 'x' or isDraft eq true"}, {"orderby": "labels"},
        {"expand": "labels"}, {"colour": "red"},
    ],
)  # fmt: skip
def test_what_graph_does_not_know_is_refused(graph: Graph, query: dict[str, str]) -> None:
    assert graph.refused("GET", "messages", 400, **query)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("messages/abc", 400, "ErrorInvalidIdMalformed"), ("mailFolders/nowhere", 400, "ErrorInvalidIdMalformed"),
        ("/users/nobody@example.org/messages", 404, "ErrorInvalidUser"),
        ("/users/nobody@example.org", 404, "Request_ResourceNotFound"), ("conversations", 400, "BadRequest"),
        ("/me/messages", 400, "BadRequest"), ("messages/delta", 501, "NotImplemented"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_so(graph: Graph, path: str, status: int, code: str) -> None:
    assert graph.refused("GET", path, status) == code


def test_a_change_with_an_old_version_is_refused(graph: Graph) -> None:
    message_id = graph.deliver()
    etag = graph.get(f"messages/{message_id}")["@odata.etag"]

    changed = graph.patch(f"messages/{message_id}", {"isRead": True}, **{"If-Match": etag})

    assert changed["isRead"]
    answer = graph.call("PATCH", f"messages/{message_id}", {"isRead": False}, headers={"If-Match": etag})
    assert (answer.status_code, answer.json()["error"]["code"]) == (412, "ErrorIrresolvableConflict")


def test_the_content_of_what_was_sent_cannot_be_changed(graph: Graph) -> None:
    message_id = graph.deliver()

    assert graph.refused("PATCH", f"messages/{message_id}", 400, {"subject": "Other"}) == "ErrorInvalidPropertySet"
    assert graph.refused("PATCH", f"messages/{message_id}", 400, {"labels": ["a"]}) == "RequestBodyRead"
    assert graph.refused("PATCH", f"messages/{message_id}", 400, {"isRead": "yes"}) == "BadRequest"


def test_deleting_throws_away_and_then_removes(graph: Graph) -> None:
    message_id = graph.deliver()

    assert graph.call("DELETE", f"messages/{message_id}").status_code == 204
    assert [each["id"] for each in graph.get("mailFolders/deleteditems/messages")["value"]] == [message_id]
    assert graph.call("DELETE", f"messages/{message_id}").status_code == 204
    assert graph.refused("GET", f"messages/{message_id}", 404) == "ErrorItemNotFound"


def test_answers_join_the_conversation_they_refer_to(graph: Graph) -> None:
    graph.deliver(id="one@x")
    graph.deliver("Re: Appointment", id="two@x", in_reply_to="<one@x>")
    graph.deliver("Something else", id="three@x")

    shown = graph.get("messages", select="conversationId,subject")["value"]

    by_subject = {each["subject"]: each["conversationId"] for each in shown}
    assert by_subject["Appointment"] == by_subject["Re: Appointment"] != by_subject["Something else"]
