"""The parts of a mail: as the standard library sees them, and bounded where it is not."""

import time
from email import message_from_bytes
from email.message import EmailMessage, Message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.mail import structure
from inbox.mail.parsed import UnreadableMail
from inbox.mail.structure import Part
from tests.inbox.mail import museum

_WELL_FORMED = (
    "alternative-with-inline-image",
    "apple-pdf-between-text",
    "bounce-mailbox-full",
    "digest",
    "file-names",
    "forwarded-as-attachment",
    "invitation",
    "signed",
    "unfinished-multipart",
)


def _ours(part: Part) -> list[tuple[str, bytes]]:
    return [(one.content_type, one.payload()) for one in structure.walk(part) if not one.children]


def _theirs(message: Message) -> list[tuple[str, bytes]]:
    leaves = (one for one in message.walk() if not one.is_multipart())
    return [(one.get_content_type(), bytes(one.get_payload(decode=True))) for one in leaves]


def _without_reports(leaves: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The standard library opens delivery reports as if their blocks were parts."""
    return [leaf for leaf in leaves if leaf[0] != "message/delivery-status" and leaf[1].strip()]


@pytest.mark.parametrize("name", _WELL_FORMED)
def test_the_standard_library_finds_the_same_parts(name: str) -> None:
    raw = museum.raw(name)

    assert _without_reports(_ours(structure.read(raw))) == _without_reports(_theirs(message_from_bytes(raw)))


_texts = st.text(alphabet="ab -=\n.üß>", max_size=60)
_files = st.lists(st.binary(max_size=80), max_size=3)


@settings(deadline=None, max_examples=60)
@given(_texts, st.none() | _texts, _files, st.booleans(), st.booleans())
def test_any_well_formed_mail_has_the_parts_the_standard_library_finds(
    plain: str, html: str | None, files: list[bytes], is_forwarded: bool, with_carriage_returns: bool
) -> None:
    message = _built(plain, html, files)
    if is_forwarded:
        outer = EmailMessage()
        outer.set_content("see below")
        outer.add_attachment(message)
        message = outer
    raw = message.as_bytes()
    raw = raw.replace(b"\n", b"\r\n") if with_carriage_returns else raw

    assert _ours(structure.read(raw)) == _theirs(message_from_bytes(raw))


def _built(plain: str, html: str | None, files: list[bytes]) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Generated"
    message.set_content(plain)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for number, payload in enumerate(files):
        message.add_attachment(payload, maintype="application", subtype="pdf", filename=f"{number}.pdf")
    return message


def test_parts_are_numbered_by_where_they_stand() -> None:
    paths = [part.path for part in structure.walk(structure.read(museum.raw("forwarded-as-attachment")))]

    assert paths == ["", "1", "2", "2.1", "2.1.1", "2.1.2"]


def test_a_boundary_that_was_never_named_is_found() -> None:
    assert museum.mail("missing-boundary").text == "Found anyway"


def test_a_part_that_never_ends_does_not_swallow_its_neighbour() -> None:
    mail = museum.mail("unfinished-multipart")

    assert mail.text == "The inner part never ends"
    assert [attachment.name for attachment in mail.attachments] == ["a.pdf"]


def test_a_multipart_without_parts_is_text() -> None:
    assert museum.mail("multipart-without-parts").text == "There is no boundary in here."


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b" \t\n", b"\0\0\0", b"\xef\xbb\xbf"])
def test_nothing_is_no_mail(raw: bytes) -> None:
    with pytest.raises(UnreadableMail):
        structure.read(raw)


def _nested(levels: int) -> bytes:
    opening = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels))
    return opening + b"Content-Type: text/plain\n\ndeep inside\n"


def test_a_thousand_levels_stay_one_unopened_part() -> None:
    parts = list(structure.walk(structure.read(_nested(1500))))

    assert len(parts) == structure.DEEPEST + 2
    assert parts[-1].is_cut
    assert b"deep inside" in parts[-1].payload()


def test_mails_in_mails_without_end_stay_one_unopened_part() -> None:
    parts = list(structure.walk(structure.read(b"Content-Type: message/rfc822\n\n" * 3000 + b"inside")))

    assert len(parts) == structure.DEEPEST + 1
    assert parts[-1].is_cut


def test_the_last_of_ten_thousand_parts_share_one_unopened_part() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: text/plain\n\nx\n" * 10_000 + b"--b--"
    parts = list(structure.walk(structure.read(raw)))

    assert len(parts) == structure.MOST_PARTS + 1
    assert parts[-1].is_cut
    assert parts[-1].payload().count(b"--b\n") > 8_990


def test_a_hostile_mail_takes_no_time() -> None:
    started = time.perf_counter()
    structure.read(_nested(20_000))
    structure.read(b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a" * 500_000)
    structure.read(b"A" * 2_000_000)
    structure.read(b"A:\n" * 300_000)

    assert time.perf_counter() - started < 5
