"""With another host set, nothing goes to Google's: not a call, not a batch, not an upload, not a token."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from googleapiclient.http import MediaIoBaseUpload

from sync.providers.gmail import discovery
from tests.sync.outside import Gmail, letter

ELSEWHERE = "http://127.0.0.1:9/emulator"


@contextmanager
def names_asked_for() -> Iterator[list[str]]:
    """Every host that somebody looks up meanwhile."""
    asked: list[str] = []
    look_up = socket.getaddrinfo

    def remember(host: object, *args: object, **named: object) -> object:
        asked.append(str(host))
        return look_up(host, *args, **named)  # type: ignore[arg-type]

    socket.getaddrinfo = remember  # type: ignore[assignment]
    try:
        yield asked
    finally:
        socket.getaddrinfo = look_up


def test_a_sync_with_batches_tokens_and_imports_asks_for_no_other_host(gmail: Gmail) -> None:
    with names_asked_for() as asked:
        provider = gmail.connect()
        cursor = provider.profile().cursor
        message = provider.file(letter())
        provider.changes(cursor)
        provider.listing(None)
        provider.fetch([message])
        provider.standings([message])
        provider.find("<nobody@example.com>")

    assert set(asked) == {"127.0.0.1"}


def test_every_kind_of_address_moves_with_the_setting() -> None:
    messages = discovery.service(ELSEWHERE).users().messages()
    media = MediaIoBaseUpload(io.BytesIO(letter()), "message/rfc822")
    resumable = MediaIoBaseUpload(io.BytesIO(letter()), "message/rfc822", resumable=True)
    addresses = [
        messages.get(userId="me", id="1").uri,
        messages.send(userId="me", media_body=media).uri,
        messages.send(userId="me", media_body=resumable).uri,
        discovery.service(ELSEWHERE).new_batch_http_request()._batch_uri,
        discovery.batch_url(ELSEWHERE),
    ]

    assert {urlsplit(address).netloc for address in addresses} == {"127.0.0.1:9"}
    assert all(urlsplit(address).path.startswith("/emulator/") for address in addresses)


def test_no_address_of_google_is_left_where_requests_could_go() -> None:
    described = discovery.document(ELSEWHERE)
    where = {name: value for name, value in described.items() if name.endswith(("Url", "Path", "Link"))}
    where.pop("documentationLink", None)
    where.pop("discoveryRestUrl", None)

    assert "googleapis.com" not in json.dumps(where)
