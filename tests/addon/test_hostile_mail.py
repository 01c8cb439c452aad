"""Mail written to hurt is shown as what it is: text. Every answer passes Google's schema on the way."""

from __future__ import annotations

import json
from datetime import datetime

from inbox import database
from inbox.database import Sessions
from tests.addon.open_mail import EVENT_ID, tracked
from tests.addon.sidebar import Sidebar
from tests.clinic import Clinic

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
SUBJECT = "<b>&</b><img src=x onerror=alert(1)>\u202egnp.exe" + "\N{ARABIC LETTER MEEM}" * 50 + FAMILY * 3000
NOTE = "<a href=javascript:alert(1)>look</a> javascript:alert(2) \0 <img onerror> " + FAMILY * 100


def test_hostile_mail_and_notes_are_shown_as_text(ana: Sidebar, make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        tracked(session, clinic.front_desk, now=now, subject=SUBJECT, text=f"<script>alert(1)</script>{SUBJECT}")
    card = ana.open(EVENT_ID)
    form = ana.press(card.button("open", page="note"))
    after = ana.press(form.button("add-note"), note=NOTE)

    for shown in (card, form, after, ana.home(), ana.press(card.button("open", page="messages"))):
        for wrong in ("<script", "<img", '<a href=\\"javascript', "<a href=javascript", "\\u0000", "\u202e"):
            assert wrong not in shown.text
        assert len(shown.text) < 60_000
        assert '\u200d"' not in shown.text and "\u200d…" not in shown.text, "a grapheme was cut"
    assert "&lt;a href=javascript:alert(1)&gt;look" in json.loads(json.dumps(after.text))
