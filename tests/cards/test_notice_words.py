"""The words of notices: every kind has them, whatever it knows, and what leaves the house says nothing of a mail."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from cards import notice_mail, notice_words
from cards.notice_mail import Told
from cards.wording import wording
from inbox.models import Notice
from inbox.notice_choices import DEFAULTS, Way, allowed
from tests.adaptive_schema import card_problems
from tests.cards.states import HOSTILE

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
ENGLISH = wording("en", "Europe/Berlin")
PARTS = ("sender", "reason", "rule", "mailbox", "webhook", "name", "address", "count", "waiting")
KNOWN = {"clock": "first-response", "due": NOW.isoformat(), "until": NOW.isoformat()}


@pytest.mark.parametrize("kind", Notice)
def test_every_kind_has_words_whatever_it_knows(kind: Notice) -> None:
    bare = notice_words.sentence(ENGLISH, kind, {})
    full = notice_words.sentence(ENGLISH, kind, {**dict.fromkeys(PARTS, "x1"), **KNOWN}, who="x1")

    assert bare and "%" not in bare + full and "None" not in bare + full
    assert notice_words.headline(ENGLISH, kind)
    assert DEFAULTS[kind] in allowed(kind)
    assert Way.LIST in allowed(kind)


@pytest.mark.parametrize("kind", Notice)
def test_hostile_words_do_no_harm_on_any_way_out(kind: Notice) -> None:
    told = Told(kind, NOW, {**dict.fromkeys(PARTS, HOSTILE[:500]), **KNOWN}, HOSTILE[:500], 7, "Reception")
    leaf = notice_mail.mail(ENGLISH, [told], public_url="https://inbox.example.org", is_daily=False)
    chat = notice_mail.chat_message(ENGLISH, told, public_url="https://inbox.example.org")
    teams = notice_mail.teams_message(ENGLISH, told, public_url="https://inbox.example.org")

    assert leaf.subject == f"{notice_words.headline(ENGLISH, kind)}: Conversation 7, Reception"
    assert chat["text"] == leaf.subject
    assert "<img" not in leaf.html + json.dumps(chat)
    assert not card_problems(teams["attachments"][0]["content"])


def test_a_sentence_says_when_something_is_due_where_its_reader_is() -> None:
    told = notice_words.sentence(ENGLISH, Notice.SLA_BREACH, KNOWN)

    assert told == "First response was due: Mar 4, 2026, 10:30\u202fAM"
