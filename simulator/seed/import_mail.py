"""People's own mail in the demo: any mbox, Maildir or folder of mail files goes into a simulated mailbox."""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from simulator.google.store import Arrival, Store
from simulator.seed.mail import SeedMail
from simulator.seed.mail_files import CLOCK, MailFile, files, mails

LONGEST_HEAD = 256 * 1024
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ADDRESS = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")
ZONE_BEFORE_YEAR = re.compile(r"([+-]\d{4}) (\d{4})\s*$")

Progress = Callable[[int, int], None]
Complaint = Callable[[Path, OSError], None]


def say(file: Path, error: OSError) -> None:
    """Name a file that could not be read."""
    print(f"Left out {file}: {error.strerror or error}", file=sys.stderr)


def messages(path: Path, mailbox_address: str, *, unreadable: Complaint = say) -> Iterator[SeedMail]:
    """Every mail at the path, bytes untouched; a file that cannot be read is named and does not stop the rest."""
    for file in files(path):
        try:
            for mail in mails(file):
                if mail.raw.strip():
                    yield _seed_mail(mail, mailbox_address)
        except OSError as error:
            unreadable(file, error)


def fill_from(store: Store, path: Path, mailbox: str, progress: Progress | None = None) -> int:
    """Feed all mail at the path into a mailbox, or none of it, and tell how many mails that was.

    A mailbox that holds mail already stays as it is. Progress is told as bytes done and bytes in all.
    """
    total = sum(file.stat().st_size for file in files(path))
    store.add_account(mailbox, mailbox.partition("@")[0])
    if store.threads(mailbox, label_ids=(), limit=1).get("threads"):
        return 0
    arrivals = _reporting(messages(path, mailbox), total, progress or _silently)
    return len(store.deliver_many(mailbox, arrivals))


def received_at(mail: MailFile) -> datetime:
    """When the mail came: the newest Received header, else Date, else the mbox From line, else the file's own date."""
    received = (value.rpartition(";")[2] for value in field_values(mail.raw, "Received"))
    for written in (*received, *field_values(mail.raw, "Date"), _from_line_date(mail.from_line)):
        moment = _moment(written)
        if moment is not None:
            return moment
    return datetime.fromtimestamp(mail.path.stat().st_mtime, UTC)


def field_values(raw: bytes, name: str) -> list[str]:
    """The values of a header field, unfolded, topmost first, read without judging the mail."""
    head = re.split(rb"\r?\n\r?\n", raw[:LONGEST_HEAD], maxsplit=1)[0]
    unfolded = re.sub(rb"\r?\n[ \t]+", b" ", head)
    lines = re.findall(rb"^" + name.encode() + rb"[ \t]*:([^\r\n]*)", unfolded, re.IGNORECASE | re.MULTILINE)
    return [line.decode("latin-1").strip() for line in lines]


def _seed_mail(mail: MailFile, mailbox_address: str) -> SeedMail:
    writers = [address.lower() for value in field_values(mail.raw, "From") for address in ADDRESS.findall(value)]
    labels = ("SENT",) if writers[-1:] == [mailbox_address.lower()] else ("INBOX",)
    return SeedMail(mailbox_address, mail.raw, received_at(mail), labels, mail.path.name)


def _reporting(found: Iterator[SeedMail], total: int, progress: Progress) -> Iterator[Arrival]:
    done = 0
    for mail in found:
        yield Arrival(mail.raw, mail.received_at, mail.labels)
        done += len(mail.raw)
        progress(min(done, total), total)
    progress(total, total)


def _silently(done: int, total: int) -> None:
    """Nobody watches."""


def _from_line_date(line: bytes) -> str:
    clock = re.search(CLOCK, line)
    return ZONE_BEFORE_YEAR.sub(r"\2 \1", clock.group().decode("latin-1")) if clock else ""


def _moment(written: str) -> datetime | None:
    """A date as mail writes it, in UTC; nothing where it makes no sense."""
    try:
        moment = parsedate_to_datetime(written)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment >= EPOCH else None
