"""The envelope around many requests."""

from __future__ import annotations

import pytest

from sync.errors import TryAgain
from sync.providers.gmail import batch

ANSWER = (
    b"--cut\r\nContent-Type: application/http\r\nContent-ID: <response-1>\r\n\r\n"
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\nRetry-After: 3\r\n\r\n{"id": "b"}\r\n'
    b"--cut\r\nContent-Type: application/http\r\nContent-ID: <response-0>\r\n\r\n"
    b'HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\r\n{"error": {}}\r\n'
    b"--cut--\r\n"
)


def test_a_batch_names_each_request_and_leaves_the_host_out() -> None:
    written = batch.encode(["https://gmail.example.org/gmail/v1/users/me/messages/a?format=raw&alt=json"]).decode()

    assert "Content-ID: <0>" in written
    assert "GET /gmail/v1/users/me/messages/a?format=raw&alt=json HTTP/1.1" in written
    assert "gmail.example.org" not in written


def test_answers_are_told_apart_by_name_not_by_order() -> None:
    answers = batch.decode("multipart/mixed; boundary=cut", ANSWER)

    assert (answers[0].status, answers[1].status) == (404, 200)
    assert answers[1].body.strip() == b'{"id": "b"}'
    assert answers[1].headers["retry-after"] == "3"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/mixed; boundary=cut", ANSWER[:-40]),
        ("multipart/mixed; boundary=cut", b""),
        ("text/html", b"<html>captive portal</html>"),
        ("multipart/mixed; boundary=cut", b"--cut\r\n\r\nnonsense\r\n--cut--\r\n"),
    ],
)
def test_an_answer_that_was_cut_off_is_asked_for_again(content_type: str, body: bytes) -> None:
    with pytest.raises(TryAgain):
        batch.decode(content_type, body)
