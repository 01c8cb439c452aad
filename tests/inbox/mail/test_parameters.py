"""Fields with parameters, and the file names in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.mail import parameters
from tests.inbox.mail import museum


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Text/Plain; Charset=UTF-8", {"charset": "UTF-8"}),
        ('a/b; name="a; b \\"c\\".pdf"; x=1', {"name": 'a; b "c".pdf', "x": "1"}),
        ("a/b; name=no quotes here.pdf", {"name": "no quotes here.pdf"}),
        ('a/b; name="never closed.pdf', {"name": "never closed.pdf"}),
        ("a/b; x=1; x=2", {"x": "1"}),
        ("a/b; name*=utf-8''%e2%82%ac.pdf", {"name": "€.pdf"}),
        ("a/b; name*1=b; name*0=a; name*2=c", {"name": "abc"}),
        ("a/b; name*0*=iso-8859-1'de'f%FC; name*1=r%20", {"name": "für%20"}),
        ("a/b; name*=no-charset%20here", {"name": "no-charset here"}),
        ("a/b; name=old; name*=utf-8''new", {"name": "new"}),
        ("a/b; *=x; ;;=; name", {}),
    ],
)
def test_parameters_are_found(value: str, found: dict[str, str]) -> None:
    assert parameters.parse(value)[1] == found


def test_the_main_value_is_lower_case() -> None:
    assert parameters.parse(" Text/HTML ; a=b")[0] == "text/html"


def test_file_names_read_as_their_senders_meant_them() -> None:
    names = [attachment.name for attachment in museum.mail("file-names").attachments]

    assert names == ["Befund für Frau Beispiel.pdf", "Überweisung 2026.pdf", "passfdp.exe", "attachment-5.pdf"]


@given(st.text(alphabet=";=*'\"\\ ab%20é\n"))
def test_no_field_fails(value: str) -> None:
    parameters.parse(value)
