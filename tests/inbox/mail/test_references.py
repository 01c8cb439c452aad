"""Message-IDs in heads."""

from inbox.mail.references import message_id, message_ids
from tests.inbox.mail import museum


def test_a_message_id_keeps_its_brackets_and_case() -> None:
    assert message_id(" <AbC@Example.org> (added by a server)") == "<AbC@Example.org>"


def test_missing_brackets_are_added() -> None:
    assert message_id("abc@example.org") == "<abc@example.org>"


def test_no_id_is_none() -> None:
    assert message_id("") is None
    assert message_id("<>") is None
    assert message_id("garbage") is None


def test_references_are_in_order_each_once() -> None:
    mail = museum.mail("messy-references")

    assert mail.message_id == "<messy-references@example.org>"
    assert mail.in_reply_to == ("<second@example.org>",)
    assert mail.references == ("<second@example.org>", "<first@example.org>", "<third@example.org>")


def test_of_very_many_references_the_first_and_the_newest_stay() -> None:
    found = message_ids([" ".join(f"<{n}@example.org>" for n in range(500))])

    assert len(found) == 100
    assert found[0] == "<0@example.org>"
    assert found[1] == "<401@example.org>"
    assert found[-1] == "<499@example.org>"


def test_an_id_too_long_to_store_is_replaced_the_same_way_everywhere() -> None:
    own = museum.mail("long-message-id").message_id

    assert own is not None
    assert len(own) < 100
    assert message_ids([f"<{'x' * 900}@example.org>"]) == (own,)
