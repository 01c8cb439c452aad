"""Whatever shape an event comes in, it is read the same way or refused as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from addon import google_event
from addon.google_event import GoogleEvent, Malformed, gmail_id


def event(**common: Any) -> GoogleEvent:
    return google_event.read(json.dumps({"commonEventObject": common}).encode())


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("msg-f:1694187467410112546", "1782f68681e60022"),
        ("msg-f:255", "ff"),
        ("18c2ab34cd56ef78", "18c2ab34cd56ef78"),
        ("msg-a:r-5", None),
        ("msg-a:r5", None),
        ("", None),
        ("FMfcgzGxSRtjlnbDNPxvQCWGsVhJjKLm", None),
        ("msg-f:", None),
        ("msg-f:-1", None),
        ("msg-f:99999999999999999999999999", None),
    ],
)
def test_ids_become_those_of_the_gmail_api(seen: str, meant: str | None) -> None:
    assert gmail_id(seen) == meant


@pytest.mark.parametrize("offset", ["-28800000", -2.88e7, -28800000])
def test_offsets_come_in_three_spellings(offset: object) -> None:
    assert event(timeZone={"offset": offset}).common.time_zone.offset == -28_800_000
    assert event(timeZone={"offset": offset}).time_zone == "Etc/GMT+8"


@pytest.mark.parametrize(
    ("zone", "read"),
    [
        ({"id": "America/New_York", "offset": -18000000}, "America/New_York"),
        ({"id": "Nowhere/Land", "offset": 3600000}, "Etc/GMT-1"),
        ({"id": "", "offset": 0}, "Etc/GMT+0"),
        ({"offset": 5.5 * 3600000}, ""),
        ({"offset": "morning"}, ""),
        ({"offset": 1e400}, ""),
        ({"offset": [1]}, ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_the_zone_is_taken_by_name_then_by_offset(zone: object, read: str) -> None:
    assert event(timeZone=zone).time_zone == read


def test_fields_that_we_do_not_know_do_no_harm() -> None:
    body = {"gmail": {"messageId": "msg-f:1", "novelty": [1]}, "messageMetadata": {"a": 1}, "chat": 5}

    assert google_event.read(json.dumps(body).encode()).gmail.message_id == "msg-f:1"


def test_an_empty_event_is_an_event() -> None:
    bare = google_event.read(b"{}")

    assert bare.parameters == {} and bare.gmail.message_id == "" and bare.authorization.authorized_scopes is None


@pytest.mark.parametrize(
    ("odd", "meant"),
    [
        ({"gmail": []}, {}),
        ({"gmail": {"messageId": 5, "threadId": "t"}}, {"gmail": {"threadId": "t"}}),
        ({"gmail": {"toRecipients": "a@example.com"}}, {}),
        ({"commonEventObject": {"timeZone": "noon", "userLocale": "de"}}, {"commonEventObject": {"userLocale": "de"}}),
        ({"commonEventObject": {"timeZone": {"id": 5}, "formInputs": []}}, {}),
        ({"authorizationEventObject": {"userIdToken": 5, "authorizedScopes": "all"}}, {}),
    ],
)
def test_what_comes_in_an_unknown_shape_counts_as_not_said(odd: dict[str, Any], meant: dict[str, Any]) -> None:
    assert google_event.read(json.dumps(odd).encode()) == google_event.read(json.dumps(meant).encode())


@pytest.mark.parametrize("body", [b"", b"no", b"[]", b"5", b"null", b"\xff"])
def test_what_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        google_event.read(body)


def test_text_that_no_database_takes_is_cleaned() -> None:
    body = rb'{"commonEventObject":{"parameters":{"a":"x\u0000y\ud83dz","\ud800":"1","n":5}}}'

    assert google_event.read(body).parameters == {"a": "xyz", "": "1"}


def test_tokens_never_show() -> None:
    body = {
        "authorizationEventObject": {"userIdToken": "secret-1", "userOAuthToken": "secret-2"},
        "gmail": {"accessToken": "secret-3"},
    }
    one = google_event.read(json.dumps(body).encode())

    assert "secret" not in repr(one)
    assert one.authorization.user_oauth_token.get_secret_value() == "secret-2"
    assert one.authorization.user_id_token.get_secret_value() == "secret-1"
