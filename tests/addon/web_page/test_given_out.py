"""The web page as it is given out: what it may do, what is written into it, and its files."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask

from addon import pane_files, web_page

FOLDER = pane_files.WEB


def given_out(csrf: str = "a-token", name: str = "Ana Ruiz", conversation: int | None = None) -> str:
    return web_page.page(csrf, name, conversation).get_data(as_text=True)


def test_the_page_runs_its_own_files_only_and_is_framed_by_nobody() -> None:
    answer = web_page.page("a-token", "Ana Ruiz", None)

    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'none'"
    )
    assert (answer.mimetype, answer.headers["X-Frame-Options"]) == ("text/html", "DENY")
    assert "Set-Cookie" not in answer.headers


def test_what_is_written_into_the_page_stays_text() -> None:
    text = given_out('a"b', "<b>Ana</b> __INBOX_CSRF__", 12)

    assert 'data-csrf="a&quot;b"' in text and 'data-conversation="12"' in text
    assert 'data-name="&lt;b&gt;Ana&lt;/b&gt; __INBOX_CSRF__"' in text
    assert 'data-conversation=""' in given_out()


def test_the_page_has_nothing_inline() -> None:
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", given_out())


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_file_of_the_page_is_there_and_may_be_kept(service: Flask) -> None:
    named = re.findall(r'(?:src|href)="(/static/[^"]+)"', given_out())
    assert len(named) == 3
    for one in named:
        answer = service.test_client().get(one, buffered=True)
        assert (answer.status_code, "immutable" in answer.headers["Cache-Control"]) == (200, True)


def test_what_the_first_card_needs_is_small_and_says_nothing_of_where_it_was_built() -> None:
    files = [FOLDER / "web.js", FOLDER / "web.css"]
    root = str(FOLDER.parent.parent.parent)

    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 90_000
    assert not any(root in path.read_text("utf-8") for path in FOLDER.iterdir())
