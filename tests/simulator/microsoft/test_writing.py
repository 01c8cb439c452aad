"""Answers, drafts and sending."""

import base64
from typing import Any

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.microsoft.graph import Graph
from tests.simulator.running import Running

HTML = {"contentType": "HTML", "content": "<p>Tuesday, half past nine.</p>"}


def addresses(message: Any, name: str) -> list[str]:
    return [each["emailAddress"]["address"] for each in message[name]]


@pytest.fixture
def neighbour(simulator: Running, graph: Graph) -> Graph:
    """Another mailbox of the same tenant."""
    email = f"laboratory-{graph.mailbox}"
    simulator.post("microsoft/accounts", {"email": email, "name": "Laboratory"})
    return Graph(simulator, email, graph.token)


def test_an_answer_is_drafted_changed_sent_and_found_by_its_id(graph: Graph) -> None:
    original = graph.deliver("Appointment", id="one@x", references="<zero@x>")

    draft = graph.post(f"messages/{original}/createReply")
    changed = graph.patch(f"messages/{draft['id']}", {"body": HTML, "categories": ["Desk/Open"]})
    graph.post(f"messages/{draft['id']}/send", status=202)

    sent = graph.get(f"messages/{draft['id']}")
    raw = graph.call("GET", f"messages/{draft['id']}/$value").text
    assert (draft["isDraft"], draft["subject"], addresses(draft, "toRecipients")) == (
        True, "RE: Appointment", ["ana@example.com"],
    )  # fmt: skip
    assert "Appointment" in draft["body"]["content"]
    assert changed["body"]["content"].strip() == HTML["content"]
    assert (sent["isDraft"], sent["categories"]) == (False, ["Desk/Open"])
    assert sent["parentFolderId"] == graph.get("mailFolders/sentitems")["id"]
    assert sent["conversationId"] == graph.get(f"messages/{original}")["conversationId"]
    assert sent["internetMessageId"] == draft["internetMessageId"]
    assert "In-Reply-To: <one@x>" in raw
    assert "References: <zero@x> <one@x>" in raw


def test_sending_is_a_move_and_changes_what_was_answered(graph: Graph) -> None:
    original = graph.deliver()
    draft = graph.post(f"messages/{original}/createReply")["id"]
    links = {name: graph.delta(folder=name)[1] for name in ("inbox", "drafts", "sentitems")}

    graph.post(f"messages/{draft}/send", status=202)

    told = {name: graph.delta(link)[0] for name, link in links.items()}
    assert [each["id"] for each in told["inbox"]] == [original]
    assert [(each["id"], "@removed" in each) for each in told["drafts"]] == [(draft, True)]
    assert [(each["id"], "@removed" in each) for each in told["sentitems"]] == [(draft, False)]


def test_answers_go_where_reply_to_says_and_to_nobody_twice(graph: Graph) -> None:
    original = graph.arrive(
        letter(to=f"{graph.mailbox}, Bo <bo@example.com>", cc="ana@desk.example.com, cy@example.com",
               reply_to="Ana <ana@desk.example.com>"),
    )["id"]  # fmt: skip

    one = graph.post(f"messages/{original}/createReply")
    everybody = graph.post(f"messages/{original}/createReplyAll")

    assert (addresses(one, "toRecipients"), addresses(one, "ccRecipients")) == (["ana@desk.example.com"], [])
    assert addresses(everybody, "toRecipients") == ["ana@desk.example.com", "bo@example.com"]
    assert addresses(everybody, "ccRecipients") == ["cy@example.com"]


def test_a_comment_and_a_body_are_too_much_and_a_comment_alone_is_lost(graph: Graph) -> None:
    original = graph.deliver()
    both = {"comment": "Yes", "message": {"body": HTML}}

    assert graph.refused("POST", f"messages/{original}/createReply", 400, both) == "ErrorInvalidRequest"
    draft = graph.post(f"messages/{original}/createReply", {"comment": "Certainly not"})
    assert "Certainly not" not in draft["body"]["content"]
    assert graph.refused("POST", f"messages/{draft['id']}/createReply", 400) == "ErrorInvalidReferenceItem"


def test_another_subject_is_another_conversation(graph: Graph) -> None:
    draft = graph.post(f"messages/{graph.deliver()}/createReply")

    changed = graph.patch(f"messages/{draft['id']}", {"subject": "Something else"})

    assert changed["conversationId"] != draft["conversationId"]
    assert changed["id"] == draft["id"]


def test_mail_reaches_those_who_live_here(graph: Graph, neighbour: Graph) -> None:
    message = {
        "subject": "Blood count", "body": {"contentType": "Text", "content": "Please do one.\n"},
        "toRecipients": [{"emailAddress": {"address": neighbour.mailbox}}], "importance": "high",
        "bccRecipients": [{"emailAddress": {"name": "Bo, the second", "address": "bo@example.com"}}],
        "internetMessageHeaders": [{"name": "X-Ward", "value": "3"}],
        "attachments": [{
            "@odata.type": "#microsoft.graph.fileAttachment", "name": "würde.txt", "contentType": "text/plain",
            "contentBytes": base64.b64encode(b"enclosed").decode(),
        }],
    }  # fmt: skip

    graph.post("sendMail", {"message": message}, 202)

    (sent,) = graph.get("mailFolders/sentitems/messages")["value"]
    (come,) = neighbour.get("messages", select="subject,body,bccRecipients,internetMessageHeaders,importance",
                            expand="attachments")["value"]  # fmt: skip
    assert addresses(sent, "bccRecipients") == ["bo@example.com"]
    assert (come["bccRecipients"], come["importance"], come["attachments"][0]["name"]) == ([], "high", "würde.txt")
    assert come["body"] == {"contentType": "text", "content": "Please do one.\r\n"}
    assert {"name": "X-Ward", "value": "3"} in come["internetMessageHeaders"]


def test_a_mail_need_not_be_kept(graph: Graph, neighbour: Graph) -> None:
    message = {"subject": "x", "toRecipients": [{"emailAddress": {"address": neighbour.mailbox}}]}

    graph.post("sendMail", {"message": message, "saveToSentItems": False}, 202)

    assert graph.get("messages")["value"] == []
    assert len(neighbour.get("messages")["value"]) == 1


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        ({"subject": "To nobody"}, 400, "ErrorInvalidRecipients"),
        ({"toRecipients": "bo@example.com"}, 400, "BadRequest"),
        ({"inReplyTo": "<x>"}, 400, "RequestBodyRead"),
        ({"importance": "urgent"}, 400, "BadRequest"),
        ({"body": {"contentType": "markdown", "content": "a"}}, 400, "BadRequest"),
        (
            {"internetMessageHeaders": [{"name": f"X-{n}", "value": "x"} for n in range(6)]},
            400, "InvalidInternetMessageHeaderCollection",
        ),
        ({"internetMessageHeaders": [{"name": "In-Reply-To", "value": "x"}]}, 400, "InvalidInternetMessageHeader"),
        (
            {"from": {"emailAddress": {"address": "chief@example.org"}},
             "toRecipients": [{"emailAddress": {"address": "bo@example.com"}}]}, 403, "ErrorSendAsDenied",
        ),
    ],
)  # fmt: skip
def test_mail_that_cannot_be_sent_is_refused(graph: Graph, message: Any, status: int, code: str) -> None:
    assert graph.refused("POST", "sendMail", status, {"message": message}) == code
    assert graph.get("messages")["value"] == []


def test_a_draft_is_begun_enclosed_with_and_changed(graph: Graph) -> None:
    draft = graph.post("messages", {"subject": "Form", "body": HTML})
    file = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "form.pdf", "contentBytes": "JVBERi0xLjQ="}

    added = graph.post(f"messages/{draft['id']}/attachments", file)
    changed = graph.patch(
        f"messages/{draft['id']}", {"toRecipients": [{"emailAddress": {"address": "bo@example.com"}}]}
    )

    (kept,) = graph.get(f"messages/{draft['id']}/attachments")["value"]
    assert (kept["name"], kept["contentBytes"]) == ("form.pdf", "JVBERi0xLjQ=")
    assert added["name"] == "form.pdf"
    assert changed["hasAttachments"]
    assert changed["internetMessageId"] == draft["internetMessageId"]
    assert addresses(changed, "toRecipients") == ["bo@example.com"]


def test_a_sent_message_is_not_sent_again(graph: Graph) -> None:
    to = {"toRecipients": [{"emailAddress": {"address": "bo@example.com"}}]}
    draft = graph.post("messages", {"subject": "Form", **to})["id"]
    graph.post(f"messages/{draft}/send", status=202)

    assert graph.refused("POST", f"messages/{draft}/send", 400) == "ErrorInvalidRequest"
