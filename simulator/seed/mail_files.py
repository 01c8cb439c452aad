"""Mail as people keep it on disk: mbox files, Maildirs, folders of single mails, told apart by looking inside."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

CLOCK = rb"(Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s.*\d{1,2}:\d{2}.*\d{4}"
DATED_SEPARATOR = re.compile(rb"From .*" + CLOCK)
BARE_SEPARATOR = re.compile(rb"From \S+\s*$")
HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
QUOTED_SEPARATOR = re.compile(rb"^>(>*From )", re.MULTILINE)
PACKED = {b"PK\x03\x04": "zip", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
MAIL_SUFFIXES = {".eml", ".mail", ".mbox", ".mbx"}
MAILDIR_FOLDERS = {"cur", "new"}


class MailPathError(ValueError):
    """The path given for people's own mail cannot be used; the text says why."""


@dataclass(frozen=True)
class MailFile:
    """One mail on disk: its bytes as they are, the line before it in an mbox, and the file it lies in."""

    raw: bytes
    from_line: bytes
    path: Path


def files(path: Path) -> list[Path]:
    """The files to read: the file itself, or every file below the folder, in the order of their names."""
    if not path.exists():
        raise MailPathError(f"There is no file or folder {path}")
    if path.is_file():
        if packed := packed_as(path):
            raise MailPathError(f"{path} is packed ({packed}); unpack it first and give the folder")
        return [path]
    if not path.is_dir():
        raise MailPathError(f"{path} is neither a file nor a folder")
    found = [file for file in _below(path) if _may_be_mail(file)]
    if not found:
        raise MailPathError(f"There is no mail in {path}: expected an mbox file, a Maildir, or .eml files")
    return found


def mails(file: Path) -> Iterator[MailFile]:
    """The mails of one file: all of an mbox, or the file itself."""
    with file.open("rb") as lines:
        first = lines.readline()
        if first.startswith(b"From "):
            yield from _mbox(file, first, lines)
        elif first:
            yield MailFile(first + lines.read(), b"", file)


def packed_as(file: Path) -> str:
    """What an archive is packed with; nothing where the file is none."""
    start = _start(file)
    return next((kind for mark, kind in PACKED.items() if start.startswith(mark)), "")


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        folders[:] = [name for name in folders if name != "tmp" or not _is_maildir(Path(parent))]
        yield from (file for name in sorted(names) if (file := Path(parent, name)).is_file())


def _is_maildir(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in MAILDIR_FOLDERS)


def _may_be_mail(file: Path) -> bool:
    """Whatever is named or laid out as mail is; other files are if they begin like one."""
    if file.name.startswith("."):
        return False
    if file.suffix.lower() in MAIL_SUFFIXES or (
        file.parent.name in MAILDIR_FOLDERS and _is_maildir(file.parent.parent)
    ):
        return True
    try:
        start = _start(file)
    except OSError:
        return True  # whoever reads the mails is told that this file cannot be read
    return start.startswith(b"From ") or HEADER.match(start) is not None


def _start(file: Path) -> bytes:
    with file.open("rb") as lines:
        return lines.read(200)


def _mbox(file: Path, from_line: bytes, lines: BinaryIO) -> Iterator[MailFile]:
    """Cut an mbox at its From lines; a line of prose that begins so is no cut, and `>From ` loses its mark."""
    gathered: list[bytes] = []
    before, line = b"\n", lines.readline()
    for after in chain(lines, [b""]):
        if _separates(before, line, after):
            yield MailFile(_unquoted(gathered), from_line, file)
            gathered, from_line = [], line
        else:
            gathered.append(line)
        before, line = line, after
    yield MailFile(_unquoted([*gathered, line]), from_line, file)


def _separates(before: bytes, line: bytes, after: bytes) -> bool:
    if not line.startswith(b"From "):
        return False
    headers_follow = HEADER.match(after) is not None
    if DATED_SEPARATOR.match(line):
        return headers_follow or not before.strip()
    return headers_follow and not before.strip() and BARE_SEPARATOR.match(line) is not None


def _unquoted(lines: list[bytes]) -> bytes:
    """The mail as it was before the mbox: without the blank line that the format adds, quoted From lines restored."""
    text = b"".join(lines)
    for ending in (b"\r\n\r\n", b"\n\n"):
        if text.endswith(ending):
            text = text[: -len(ending) // 2]
            break
    return QUOTED_SEPARATOR.sub(rb"\1", text)
