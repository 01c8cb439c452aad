"""What a door of Outlook answers to ids of every kind, made comparable: without what differs with every drawing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from werkzeug.test import TestResponse

from addon.web_page import BESIDE
from tests.addon.task_pane import Pane
from tests.addon.visitor import Visitor

ALSO = {"/app/conversations/<int(max=999999999999999999):conversation>": "/app/conversations/#",
        f"/app/<any({', '.join(map(repr, BESIDE))}):beside>": "/app/board",
        "/app/sign-in/<provider>": "/app/sign-in/google", "/app/sign-in/<provider>/back": "/app/sign-in/google/back",
        "/static/<path:filename>": "/static/mail.png"}  # fmt: skip
"""Addresses of the routes whose parameters are no names of buttons."""
_MARK = re.compile(r"(?m)^id: .*$")
_DRAWN = re.compile(r'("drawn": )"[^"]*"')


def walk(pane: Pane, path: str, ids: Mapping[str, str], fields: Iterable[tuple[str, str]], *, hide: str) -> str:
    """Status and answer of a call with all `ids`, which also stand in `fields` by their kind; `hide` is left out."""
    item = {"internetMessageId": ids["internet"], "itemId": ids["provider"], "conversationId": ids["thread"]}
    typed = {f"{kind}:{field}": ids[of] for field, of in fields for kind in ("one", "many")}
    answer = pane.call(path, pane.event(parameters=dict(ids), inputs=typed, item=item, inReplyTo=ids["internet"]))
    return _plain(answer, hide, ids["internet"])


def walk_web(
    web: Visitor, method: str, path: str, ids: Mapping[str, str], fields: Iterable[tuple[str, str]], *, hide: str
) -> str:
    """The same of a door of the web page, or of the page itself; news are listened to for a moment."""
    typed = {f"{kind}:{field}": ids[of] for field, of in fields for kind in ("one", "many")}
    if "sign" in path:
        return web.app.test_client().open(path, method=method, query_string=dict(ids)).get_data(as_text=True)
    if method == "POST":
        return _plain(web.call(path, parameters={**ids, "id": ids["conversation"]}, inputs=typed), hide)
    with web.get(path.replace("#", ids["conversation"]), query_string=dict(ids)) as answer:
        text = (next(answer.iter_encoded()) if answer.is_streamed else answer.get_data()).decode()
    return _MARK.sub("", text).replace(f'"{ids["conversation"]}"', '"#"')


def _plain(answer: TestResponse, *hidden: str) -> str:
    assert answer.status_code < 500, answer.get_data(as_text=True)
    told = f"{answer.status_code} {json.dumps(json.loads(answer.get_data()))}"
    assert "our-fault" not in told, "something broke; see the log"
    for id_ in hidden:
        told = told.replace(f'"{id_}"', '"#"')
    return _DRAWN.sub(r'\1""', told)
