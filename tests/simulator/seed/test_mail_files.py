"""Mail on disk: mbox files, Maildirs and folders, tidy and hostile."""

from mailbox import Maildir, mbox
from pathlib import Path

import pytest

from simulator.seed.mail_files import MailPathError, files, mails

PLAIN = b"From: a@example.com\nSubject: hello\n\nHello.\n"
DATED = b"From a@example.com Tue Nov  4 10:12:00 2025\n"


def raws(path: Path) -> list[bytes]:
    return [mail.raw for file in files(path) for mail in mails(file)]


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_an_mbox_by_the_standard_library_comes_back_as_it_went_in(tmp_path: Path) -> None:
    box = mbox(tmp_path / "box")
    for number in range(3):
        box.add(PLAIN.replace(b"hello", b"number %d" % number))
    box.close()
    assert [raw.split(b"\n")[1] for raw in raws(tmp_path / "box")] == [b"Subject: number %d" % n for n in range(3)]


def test_quoted_from_lines_lose_one_mark(tmp_path: Path) -> None:
    path = write(tmp_path / "box", DATED + PLAIN + b">From here on\n>>From there\n\n" + DATED + PLAIN)
    first, _ = raws(path)
    assert first.endswith(b"\nFrom here on\n>From there\n")


def test_prose_that_begins_with_from_does_not_cut_a_mail(tmp_path: Path) -> None:
    letter = PLAIN + b"\nFrom what I read, it is fine.\nSubject: to change\n\nFrom me\n"
    assert len(raws(write(tmp_path / "box", DATED + letter))) == 1


def test_a_missing_blank_line_does_not_swallow_the_next_mail(tmp_path: Path) -> None:
    assert len(raws(write(tmp_path / "box", DATED + PLAIN + DATED + PLAIN))) == 2


def test_from_lines_without_a_date_and_with_windows_endings_cut_as_well(tmp_path: Path) -> None:
    bare = write(tmp_path / "bare", b"From a@example.com\n" + PLAIN + b"\nFrom b@example.com\n" + PLAIN)
    windows = write(tmp_path / "windows", (DATED + PLAIN + b"\n" + DATED + PLAIN).replace(b"\n", b"\r\n"))
    assert len(raws(bare)) == len(raws(windows)) == 2
    assert raws(windows)[0] == PLAIN.replace(b"\n", b"\r\n")


def test_a_maildir_gives_new_and_read_mail_and_its_subfolders(tmp_path: Path) -> None:
    maildir = Maildir(tmp_path / "mail")
    maildir.add(PLAIN)
    maildir.add_folder("Sent").add(PLAIN)
    write(tmp_path / "mail/cur/1700000000.1.host:2,S", b"\xff\xfe not a header at all\n")
    write(tmp_path / "mail/tmp/half", PLAIN)
    write(tmp_path / "mail/dovecot-uidlist", b"3 V1700000000 N2\n1 :one\n")
    assert len(raws(tmp_path / "mail")) == 3


def test_a_folder_is_read_to_the_bottom_and_other_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "a/b/c/one.eml", PLAIN)
    write(tmp_path / "a/two", b"Received: from x\n\nText\n")
    write(tmp_path / "a/archive", DATED + PLAIN + b"\n" + DATED + PLAIN)
    write(tmp_path / "a/picture.png", b"\x89PNG\r\n\x1a\n")
    write(tmp_path / "a/.DS_Store", b"From: nobody\n\n")
    assert len(raws(tmp_path)) == 4


def test_a_broken_eml_is_given_as_it_is(tmp_path: Path) -> None:
    garbage = bytes(range(256)) * 3
    assert raws(write(tmp_path / "bad.eml", garbage)) == [garbage]


def test_links_that_go_in_circles_or_nowhere_are_passed(tmp_path: Path) -> None:
    write(tmp_path / "one.eml", PLAIN)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone.eml").symlink_to(tmp_path / "nowhere")
    assert raws(tmp_path) == [PLAIN]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (None, b"", "There is no file or folder"),
        ("mail.zip", b"PK\x03\x04rest", r"is packed \(zip\)"),
        ("mail.mbox.gz", b"\x1f\x8brest", r"is packed \(gzip\)"),
        ("folder/readme.bin", b"\x00\x01", "There is no mail in"),
    ],
)
def test_a_path_that_is_no_good_is_refused_with_the_reason(
    tmp_path: Path, name: str | None, content: bytes, said: str
) -> None:
    path = tmp_path / "missing"
    if name is not None:
        path = write(tmp_path / name, content)
    with pytest.raises(MailPathError, match=said):
        files(path.parent if name and "/" in name else path)
