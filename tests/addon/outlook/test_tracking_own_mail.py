"""Track in Outlook brings a mail of the person's own mailbox into the shared one: that very mail, and no sooner."""

from __future__ import annotations

import base64
import json

import pytest
from flask import Flask
from sqlalchemy import select

from inbox import database
from inbox.database import Sessions
from inbox.models import Delivery, Direction, Event, EventKind, Message, Tenant
from tests.addon.conftest import Furnish
from tests.addon.outlook.microsoft import Microsoft
from tests.addon.task_pane import Answered, Pane
from tests.clinic import Clinic
from tests.sync.outlook import Outlook

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""
ABOUT, OTHER = "<to-the-nurse@example.com>", "<lunch@example.com>"


def letter(internet_id: str, sender: str = "maria.lopez@example.com", to: str = "ana@clinic.example.org") -> bytes:
    lines = [f"Message-ID: {internet_id}", f"From: Maria Lopez <{sender}>", f"To: {to}", "Subject: Wound check",
             "Date: Wed, 04 Mar 2026 09:30:00 +0000", "", "May I come on Friday?", ""]  # fmt: skip
    return "\r\n".join(lines).encode()


@pytest.fixture
def own(microsoft: Microsoft) -> Outlook:
    """Ana's own mailbox."""
    return microsoft.own("ana@clinic.example.org")


@pytest.fixture
def service(microsoft: Microsoft, furnish: Furnish) -> Flask:
    """The web service, registered at the tenant."""
    return microsoft.service(furnish)


@pytest.fixture
def ana(service: Flask, microsoft: Microsoft, own: Outlook) -> Pane:
    """Ana's pane."""
    return Pane(service, microsoft)


def track(pane: Pane, clinic: Clinic, internet_id: str | None = ABOUT, item_id: str = "") -> Answered:
    """Open a mail that nobody tracks, and press Track."""
    untracked = pane.open(internetMessageId=internet_id, itemId=item_id)
    assert untracked.name == "not-tracked"
    return pane.press(untracked.button("track"), mailbox=str(clinic.front_desk.id))


def in_shared(microsoft: Microsoft) -> list[str]:
    """Subjects in the shared mailbox."""
    held = microsoft.simulator.get("microsoft/messages", mailbox=microsoft.shared.address)["messages"]
    return [one["subject"] for one in held]


def test_a_mail_that_a_patient_wrote_to_somebody_directly_is_tracked(
    ana: Pane, own: Outlook, microsoft: Microsoft, make: Sessions, clinic: Clinic
) -> None:
    item = own.deliver(letter(ABOUT))
    own.deliver(letter(OTHER))
    shown = track(ana, clinic, item_id=item)

    assert (shown.status, shown.name, shown.notice) == (200, "conversation", "Tracked in Reception")
    assert "May I come on Friday?" in shown.text
    assert in_shared(microsoft) == ["Wound check"]
    assert ana.open(internetMessageId=ABOUT, itemId=item).name == "conversation"
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalars(select(Message.internet_message_id)).all() == [ABOUT]
        assert session.scalars(select(Delivery.mailbox_id)).all() == [clinic.front_desk.id]
        assert session.scalars(select(Event.kind)).all().count(EventKind.TRACKED) == 1


def test_a_reply_that_landed_in_its_senders_own_sent_items_is_tracked_as_ours(
    ana: Pane, own: Outlook, microsoft: Microsoft, make: Sessions, clinic: Clinic
) -> None:
    raw = letter(ABOUT, sender=microsoft.shared.address, to="maria.lopez@example.com")
    own.put_in("sentitems", raw)
    shown = track(ana, clinic)

    assert (shown.status, shown.name) == (200, "conversation")
    with database.unit_of_work(make, writes=False) as session:
        assert session.scalars(select(Message.direction)).one() is Direction.OUTBOUND


@pytest.mark.parametrize("named", ["", "AAMkAGI2-of-another-mailbox", "of another mail"])
def test_the_message_id_says_which_mail_is_meant_whatever_id_outlook_gives(
    ana: Pane, own: Outlook, microsoft: Microsoft, make: Sessions, clinic: Clinic, named: str
) -> None:
    own.deliver(letter(ABOUT))
    other = own.deliver(letter(OTHER).replace(b"Wound check", b"Lunch"))
    shown = track(ana, clinic, item_id=other if named == "of another mail" else named)

    assert shown.name == "conversation"
    assert in_shared(microsoft) == ["Wound check"]


@pytest.mark.parametrize(("internet_id", "words"), [
    (None, "Outlook does not say yet"), ("<nowhere@example.com>", "This mail is neither"),
])  # fmt: skip
def test_no_mail_is_brought_on_the_word_of_an_item_id_alone(
    ana: Pane, own: Outlook, microsoft: Microsoft, clinic: Clinic, internet_id: str | None, words: str
) -> None:
    item = own.deliver(letter(OTHER))
    refused = track(ana, clinic, internet_id, item)

    assert refused.status == 403 and refused.notice.startswith(words)
    assert in_shared(microsoft) == []


def test_nothing_is_asked_before_the_press_and_one_exchange_serves_many(
    ana: Pane, own: Outlook, microsoft: Microsoft, clinic: Clinic
) -> None:
    own.deliver(letter(ABOUT))
    own.deliver(letter(OTHER))
    ana.open(internetMessageId=ABOUT)
    assert microsoft.exchanges() == 0 and microsoft.calls(own.address) == []

    for internet_id in (ABOUT, OTHER):
        assert track(ana, clinic, internet_id).name == "conversation"
    assert microsoft.exchanges() == 2, "one for the shared mailbox, one for Ana's"
    assert not [name for name in microsoft.calls(own.address) if name.endswith((".update", ".create", ".send"))]


def test_what_the_shared_mailbox_has_is_found_there_without_reading_anybodys_own(
    ana: Pane, own: Outlook, microsoft: Microsoft, clinic: Clinic
) -> None:
    own.deliver(letter(ABOUT))
    microsoft.shared.deliver(letter(ABOUT))

    assert track(ana, clinic).name == "conversation"
    assert microsoft.calls(own.address) == []
    assert in_shared(microsoft) == ["Wound check"]


def test_a_sign_in_that_microsoft_wants_more_of_is_asked_for_with_its_claims(
    ana: Pane, own: Outlook, microsoft: Microsoft, clinic: Clinic
) -> None:
    own.deliver(letter(ABOUT))
    untracked = ana.open(internetMessageId=ABOUT).button("track")
    fault = {"kind": "interaction-required", "mailbox": own.address, "times": 1}
    microsoft.simulator.put("faults", {"faults": [fault]})
    event = ana.event(parameters=dict(untracked.parameters),
                      inputs={untracked.fields["mailbox"]: str(clinic.front_desk.id)})  # fmt: skip
    refused = ana.call("/outlook/actions/track", event)

    scheme, _, said = refused.headers["WWW-Authenticate"].partition(" ")
    assert (refused.status_code, scheme) == (401, "Bearer")
    assert 'error="insufficient_claims"' in said
    claims = json.loads(base64.b64decode(said.partition('claims="')[2].rstrip('"')))
    assert "access_token" in claims
    assert ana.call("/outlook/actions/track", event).get_json()["page"] == "conversation"


def test_without_consent_a_card_says_what_an_admin_does(
    ana: Pane, own: Outlook, microsoft: Microsoft, clinic: Clinic
) -> None:
    own.deliver(letter(ABOUT))
    consent = {"application": microsoft.application, "scopes": []}
    microsoft.simulator.put("microsoft/consents", consent)
    refused = track(ana, clinic)
    assert (refused.status, refused.name, refused.body["navigate"]) == (403, "refused", "push")
    assert "Mail.Read" in refused.text and "Entra admin center" in refused.text

    microsoft.simulator.put("microsoft/consents", consent | {"scopes": ["Mail.Read"]})
    assert track(ana, clinic).name == "conversation"


@pytest.mark.parametrize("method", ["entra.token", "graph.messages.list"])
def test_while_microsoft_is_down_a_card_says_so(
    ana: Pane, own: Outlook, microsoft: Microsoft, clinic: Clinic, method: str
) -> None:
    own.deliver(letter(ABOUT))
    microsoft.shared.deliver(letter(OTHER))
    assert track(ana, clinic, OTHER).name == "conversation", "the shared mailbox's own token is known then"
    fault = {"kind": "status", "status": 503, "method": method, "mailbox": own.address if "graph" in method else "*"}
    microsoft.simulator.put("faults", {"faults": [fault]})

    refused = track(ana, clinic)
    assert (refused.status, refused.name) == (400, "refused")
    assert "Microsoft does not answer just now." in refused.text


def test_of_a_tenant_that_withdrew_its_consent_nothing_is_asked(
    ana: Pane, own: Outlook, microsoft: Microsoft, make: Sessions, clinic: Clinic
) -> None:
    own.deliver(letter(ABOUT))
    untracked = ana.open(internetMessageId=ABOUT)
    with database.unit_of_work(make) as session:
        session.scalars(select(Tenant)).one().withdrawn_at = clinic.organization.created_at
    microsoft.simulator.delete("calls")
    refused = ana.press(untracked.button("track"), mailbox=str(clinic.front_desk.id))

    assert (refused.status, refused.name) == (403, "no-access")
    assert microsoft.simulator.get("calls")["calls"] == []


def test_a_secret_that_is_over_is_told_to_the_admin(
    microsoft: Microsoft, own: Outlook, furnish: Furnish, clinic: Clinic
) -> None:
    own.deliver(letter(ABOUT))
    refused = track(Pane(microsoft.service(furnish, entra_client_secret="last year's"), microsoft), clinic)

    assert (refused.status, refused.name) == (403, "refused")
    assert "Certificates and secrets" in refused.text and "last year's" not in refused.text


def test_without_a_secret_track_says_what_it_can_do(
    microsoft: Microsoft, own: Outlook, furnish: Furnish, clinic: Clinic
) -> None:
    own.deliver(letter(ABOUT))
    refused = track(Pane(microsoft.service(furnish, entra_client_secret=""), microsoft), clinic)

    assert refused.status == 403 and refused.notice.startswith("This mail is not in that mailbox. Move it there")
    assert microsoft.calls(own.address) == []
