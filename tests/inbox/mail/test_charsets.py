"""Bytes to text under wrong, missing and unknown labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.mail import charsets
from tests.inbox.mail import museum


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("utf8-labelled-latin1", "Grüße aus Köln – bis später"),
        ("latin1-labelled-utf8", "Grüße aus Köln"),
        ("cp1252-in-latin1", "“Café” costs 5 €"),
        ("gb2312-that-is-gb18030", "朱镕基 您好 預約"),
        ("unknown-charset", "déjà vu"),
        ("utf7", "Grüße"),
        ("utf16-with-mark", "Füße"),
        ("utf8-with-mark", "Grüße"),
        ("japanese-shifting", "予約をお願いします"),
        ("html-charset-in-meta", "Здравствуйте"),
        ("codec-that-is-no-charset", r"C:\new \x41"),
    ],
)
def test_a_mail_reads_as_its_sender_meant_it(name: str, text: str) -> None:
    assert museum.mail(name).text == text


def test_one_cut_character_does_not_spoil_the_others() -> None:
    text = museum.mail("utf8-cut-in-the-middle").text

    assert text.startswith("ÄÖÜäöüß ÄÖÜäöüß")
    assert text.count("\ufffd") == 1


@pytest.mark.parametrize("label", ["koi8-r", "windows-1251", "iso-8859-5"])
def test_cyrillic_labels_are_believed(label: str) -> None:
    assert charsets.decode("Здравствуйте, доктор".encode(label), label) == "Здравствуйте, доктор"


@pytest.mark.parametrize("label", ["shift_jis", "euc-jp", "big5", "euc-kr", "gbk"])
def test_east_asian_labels_are_believed(label: str) -> None:
    text = {"big5": "您好", "euc-kr": "안녕하세요", "gbk": "您好"}.get(label, "こんにちは")

    assert charsets.decode(text.encode(label), label) == text


def test_utf8_under_a_chinese_label_is_still_utf8() -> None:
    assert charsets.decode("您好，請問預約".encode(), "gb2312") == "您好，請問預約"


@pytest.mark.parametrize("label", ["", "rot13", "hex", "idna", "punycode", "undefined", "a\0b", "'utf-8'", "x" * 9999])
def test_any_label_will_do_for_plain_letters(label: str) -> None:
    assert charsets.decode(b"plain letters", label) == "plain letters"


@given(
    st.binary(), st.text(max_size=20) | st.sampled_from(["utf-7", "utf-16", "hz", "iso-2022-jp", "gb18030", "utf-8"])
)
def test_no_bytes_and_no_label_fail(payload: bytes, label: str) -> None:
    charsets.decode(payload, label).encode()
