"""The files that travel with the seed's mails: small, drawn or written here, always the same for the same name."""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def content(name: str) -> tuple[str, bytes]:
    """The media type and the bytes of the file with this name."""
    media_type, make = MAKERS[name.rpartition(".")[2]]
    return media_type, make(name)


def pdf(name: str) -> bytes:
    """One page with the name of the document and a few lines, a valid PDF."""
    lines = [_title(name), "Harbour Street Clinic, invented document", "All names and numbers in it are made up."]
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    page = f"BT /F1 14 Tf 18 TL 60 780 Td {shown} ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, entry in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, entry)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(written)
    return written + (
        b"xref\n0 6\n0000000000 65535 f \n%b"
        b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, start)
    )


def png(name: str) -> bytes:
    """A picture of soft stripes in colours that follow from the name."""
    red, green, blue = sha256(name.encode()).digest()[:3]
    width, height = 160, 120
    rows = b"".join(
        b"\0" + bytes((red, (green + row) % 256, (blue + row // 8 * 8) % 256)) * width for row in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def docx(name: str) -> bytes:
    """The smallest document that word processors open."""
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCUMENT}.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>{_title(name)}</w:t></w:r></w:p>'
        "</w:body></w:document>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), '<?xml version="1.0"?>' + text)
    return file.getvalue()


def table(name: str) -> bytes:
    """A short table, as instruments and insurers export them."""
    numbers = sha256(name.encode()).digest()
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(["record", "item", "value", "unit", "flag"])
    for row, number in enumerate(numbers[:12]):
        flag = "high" if number > 200 else ""
        writer.writerow([f"MRN-{number % 90:06d}", f"item {row + 1}", number / 10, "unit", flag])
    return file.getvalue().encode()


def _title(name: str) -> str:
    return name.rpartition(".")[0].replace("-", " ").capitalize()


MAKERS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "pdf": ("application/pdf", pdf),
    "png": ("image/png", png),
    "docx": (DOCUMENT, docx),
    "csv": ("text/csv", table),
}
