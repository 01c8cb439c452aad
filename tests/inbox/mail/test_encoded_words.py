"""Encoded words in heads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.mail import encoded_words
from tests.inbox.mail import museum


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?b?R3LDvMOfZQ?=", "Grüße"),
        ("=?iso-8859-1*de?q?Gr=FC=DFe?= an =?utf-8?q?alle?=", "Grüße an alle"),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("=?utf-8?q?a?= \t =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?has spaces inside?=", "has spaces inside"),
        ("=?utf-8?q?never closed", "=?utf-8?q?never closed"),
        ("=?utf-8?x?what?=", "=?utf-8?x?what?="),
        ("=?nobody-knows?q?caf=E9?=", "café"),
        ("Was =? das ?=", "Was =? das ?="),
    ],
)
def test_words_are_decoded_and_the_rest_stays(encoded: str, text: str) -> None:
    assert encoded_words.decode(encoded) == text


def test_a_character_cut_over_two_words_is_put_together() -> None:
    assert museum.mail("split-encoded-words").subject == "Termin für nächste Woche überx"


@given(st.text(alphabet="=?utf-8QqBb_ \n;Ä"))
def test_no_text_fails(text: str) -> None:
    encoded_words.decode(text)
