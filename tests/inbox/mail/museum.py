"""The museum of odd mails: invented ones, each with what some sender, gateway or program once got wrong."""

from pathlib import Path

from inbox.mail.parsed import ParsedMail
from inbox.mail.parsing import parse

_SHELF = Path(__file__).parents[2] / "fixtures" / "mail"


def names() -> list[str]:
    """Every exhibit."""
    return sorted(path.stem for path in _SHELF.glob("*.eml"))


def raw(name: str) -> bytes:
    """The bytes of an exhibit."""
    return (_SHELF / f"{name}.eml").read_bytes()


def mail(name: str) -> ParsedMail:
    """An exhibit, read."""
    return parse(raw(name))
