"""Mail uploaded beside the JSON of a call."""

import base64
import io
from typing import Any

import pytest
from googleapiclient.http import MediaIoBaseUpload

from tests.simulator.google.letters import letter
from tests.simulator.running import Running

# Larger than a chunk, and with bytes that are no text.
LARGE = letter(body="x" * 70 + "\r\n") + b"\xff\xfe\x00" + b"0123456789abcdef\r\n" * 40_000


def media(raw: bytes, kind: str = "message/rfc822", **more: Any) -> MediaIoBaseUpload:
    return MediaIoBaseUpload(io.BytesIO(raw), mimetype=kind, **more)


def raw_of(users: Any, message_id: str) -> bytes:
    message = users.messages().get(userId="me", id=message_id, format="raw").execute()
    return base64.urlsafe_b64decode(message["raw"])


@pytest.mark.parametrize("raw", [letter(), LARGE], ids=["small", "large"])
def test_media_alone_is_filed_byte_for_byte(users: Any, raw: bytes) -> None:
    inserted = users.messages().insert(userId="me", media_body=media(raw)).execute()

    assert raw_of(users, inserted["id"]) == raw


def test_media_with_json_is_filed_with_its_labels(users: Any) -> None:
    inserted = (
        users.messages().insert(userId="me", body={"labelIds": ["STARRED"]}, media_body=media(letter())).execute()
    )

    assert raw_of(users, inserted["id"]) == letter()
    assert inserted["labelIds"] == ["STARRED"]


def test_any_bytes_may_stand_beside_json(simulator: Running, mailbox: str, users: Any) -> None:
    head = b"--cut\r\nContent-Type: application/json\r\n\r\n{}\r\n--cut\r\nContent-Type: message/rfc822\r\n\r\n"

    answer = simulator.call(
        "POST",
        "/upload/gmail/v1/users/me/messages?uploadType=multipart",
        simulator.token(mailbox),
        data=head + LARGE + b"\r\n--cut--",
        headers={"Content-Type": "multipart/related; boundary=cut"},
    )

    assert raw_of(users, answer.json()["id"]) == LARGE


def test_media_may_come_in_chunks(users: Any) -> None:
    upload = media(LARGE, resumable=True, chunksize=256 * 1024)
    request = users.messages().import_(userId="me", body={"labelIds": ["INBOX"]}, media_body=upload)

    progress, answer = [], None
    while answer is None:
        status, answer = request.next_chunk()
        progress += [status.resumable_progress] if status else []

    assert progress == [256 * 1024, 512 * 1024]
    assert raw_of(users, answer["id"]) == LARGE
    assert answer["labelIds"] == ["INBOX"]


def test_a_mail_may_be_sent_and_drafted_by_upload(users: Any) -> None:
    raw = letter(to="ana@example.com")

    sent = users.messages().send(userId="me", media_body=media(raw)).execute()
    draft = users.drafts().create(userId="me", media_body=media(raw)).execute()

    assert (sent["labelIds"], draft["message"]["labelIds"]) == (["SENT"], ["DRAFT"])


def test_a_session_that_is_unknown_is_refused(simulator: Running, mailbox: str) -> None:
    path = "/upload/gmail/v1/users/me/messages?uploadType=resumable&upload_id=unknown"

    assert simulator.call("PUT", path, simulator.token(mailbox), data=b"x").status_code == 404


def test_a_session_needs_a_token(simulator: Running) -> None:
    path = "/upload/gmail/v1/users/me/messages?uploadType=resumable"

    assert simulator.call("POST", path, "nonsense").status_code == 401


@pytest.mark.parametrize(
    ("path", "content_type", "status"),
    [
        ("messages?uploadType=media", "text/plain", 400),
        ("messages?uploadType=multipart", "multipart/related; boundary=cut", 400),
        ("labels?uploadType=media", "message/rfc822", 404),
    ],
)
def test_what_is_no_upload_is_refused(
    simulator: Running, mailbox: str, path: str, content_type: str, status: int
) -> None:
    answer = simulator.call(
        "POST",
        f"/upload/gmail/v1/users/me/{path}",
        simulator.token(mailbox),
        data=letter(),
        headers={"Content-Type": content_type},
    )

    assert answer.status_code == status


def test_a_mail_announced_as_too_large_is_refused(simulator: Running, mailbox: str) -> None:
    answer = simulator.call(
        "POST",
        "/upload/gmail/v1/users/me/messages/send?uploadType=resumable",
        simulator.token(mailbox),
        headers={"X-Upload-Content-Length": "36700161", "X-Upload-Content-Type": "message/rfc822"},
    )

    assert answer.status_code == 413
