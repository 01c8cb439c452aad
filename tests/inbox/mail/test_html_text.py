"""HTML mail as text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.mail.html_text import convert
from tests.inbox.mail import museum


def test_a_newsletter_reads_like_it_looks() -> None:
    assert museum.mail("html-only").text == (
        "Opening hours\n"
        "\n"
        "Dear patients,\n"
        "please note our new hours (https://clinic.example/hours):\n"
        "Day | Hours\n"
        "Monday | 8–12\n"
        "- bring your card\n"
        "- bring all letters\n"
        "1. first\n"
        "2. second\n"
        "\n"
        "Write to info@clinic.example"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>a</div><div><br></div><div>b<br></div><div>c</div>", "a\n\nb\nc"),
        ("<div>a</div><div>&nbsp;</div><div>b</div>", "a\n\nb"),
        ("<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb"),
        ("<table><tr><td>a</td><td>&nbsp;</td><td>b</td></tr></table>", "a | b"),
        ("<p>a</p>\n<p>b</p>", "a\n\nb"),
        ("a<br><br>b", "a\n\nb"),
        ("a <b> b </b> c&nbsp;d", "a b c d"),
        ("<ul><li><p>a</p></li><li>b<ul><li>c</li></ul></li></ul>", "- a\n\n- b\n  - c"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<pre>a\n   b  c</pre>", "a\n   b  c"),
        ("a<hr>b", "a\n________________________________\nb"),
        ('<img alt="Map" src=x> <img src=y>', "[Map]"),
        ('<a href="https://example.org/a">https://example.org/a</a>', "https://example.org/a"),
        ('<a href="https://example.org/">example.org</a>', "example.org"),
        ('<a href="mailto:a@example.org?subject=x">a@example.org</a>', "a@example.org"),
        ('<a href="tel:5550100">call us</a>', "call us (tel:5550100)"),
        ('<a href="javascript:x()">click</a> <a href="#top">up</a>', "click up"),
        ("<blockquote type=cite>a<blockquote type=cite>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc"),
        ("<blockquote>only indented</blockquote>", "only indented"),
        ("<td>loose cell</td>", "loose cell"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc"),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", "a | b"),
        ("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc"),
        ("<style>x</style><script>y</script><title>z</title>w", "w"),
        ('<p hidden>a</p><p style="DISPLAY: none">b</p><p style="visibility:hidden">c</p>d', "d"),
        ('<div style="display:none">nothing else</div>', "nothing else"),
        ("no tags &amp;\ntwo lines", "no tags &\ntwo lines"),
        ("", ""),
        ("<html></html>", ""),
        ("&zwnj;&nbsp;&zwnj;&nbsp;&zwnj;&nbsp;&zwnj;&nbsp;<p>a</p>", "a"),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    assert convert(html) == text


def test_a_link_too_long_to_read_is_shortened() -> None:
    text = convert(f'<a href="https://example.org/{"x" * 999}">our page</a>')

    assert text.startswith("our page (https://example.org/xxx")
    assert len(text) < 230


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000 + "x",
        "<div>" * 100_000 + "x" + "</div>" * 100_000,
        "<b><i><a href=x>" * 20_000 + "x",
        "<table><tr><td>" * 5_000 + "x",
        "<ul><li>" * 1_000 + "x",
        "<" * 400_000 + " x",
        "<br>" * 50_000 + "x",
        "&" * 500_000 + "x",
        "<blockquote type=cite>" * 1_400 + "x",
    ],
)
def test_a_hostile_page_takes_no_time(html: str) -> None:
    started = time.perf_counter()
    text = convert(html)

    assert text.endswith("x")
    assert time.perf_counter() - started < 3


_PIECES = (
    "<p>", "</p>", "<td>", "<tr>", "<table>", "</table>", "<li>", "<ul>", "</ul>", "<br>", "<pre>", "</pre>", "a",
    " b ", "<blockquote type=cite>", "</blockquote>", "<a href=http://x>", "</a>", "\n", "<hr>", "<!-- c -->",
)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(_PIECES)))
def test_every_word_of_any_page_is_kept_once(pieces: list[str]) -> None:
    assert convert("".join(pieces) + "<p>").count("b") == pieces.count(" b ")
