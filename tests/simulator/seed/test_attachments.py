"""The small files that travel with the mails open as what they claim to be."""

import csv
import io
import zipfile
import zlib

import pytest

from simulator.seed.attachments import content
from simulator.seed.forms import tnef


@pytest.mark.parametrize("name", ["a.pdf", "b.png", "c.docx", "d.csv"])
def test_the_same_name_gives_the_same_bytes(name: str) -> None:
    assert content(name) == content(name)


def test_a_pdf_points_at_its_own_objects() -> None:
    _, pdf = content("discharge-letter.pdf")
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])
    assert pdf[start:].startswith(b"xref") and b"(Discharge letter)" in pdf
    places = [int(line.split()[0]) for line in pdf[start:].split(b"\n")[3:8]]
    assert all(pdf[place:].startswith(b"%d 0 obj" % number) for number, place in enumerate(places, 1))


def test_a_picture_has_as_many_bytes_as_its_size_demands() -> None:
    _, png = content("rash.png")
    data = png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8]
    assert len(zlib.decompress(data)) == 120 * (1 + 3 * 160)


def test_a_document_is_a_sound_archive() -> None:
    media_type, docx = content("registration-form.docx")
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert archive.testzip() is None
        assert b"Registration form" in archive.read("word/document.xml")
    assert media_type.endswith("wordprocessingml.document")


def test_a_table_has_a_heading_and_rows() -> None:
    rows = list(csv.reader(io.StringIO(content("list.csv")[1].decode()), delimiter=";"))
    assert rows[0] == ["record", "item", "value", "unit", "flag"] and len(rows) == 13


def test_a_winmail_file_adds_up() -> None:
    packed = tnef("Subject", "ecg.txt", b"content")
    place, found = 6, []
    while place < len(packed):
        length = int.from_bytes(packed[place + 5 : place + 9], "little")
        data = packed[place + 9 : place + 9 + length]
        assert int.from_bytes(packed[place + 9 + length : place + 11 + length], "little") == sum(data) % 65536
        found.append(data)
        place += 11 + length
    assert b"ecg.txt\0" in found and b"content" in found
