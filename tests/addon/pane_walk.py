"""What a door of Outlook answers to ids of every kind, made comparable: without what differs with every drawing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from tests.addon.task_pane import Pane

_DRAWN = re.compile(r'("drawn": )"[^"]*"')


def walk(pane: Pane, path: str, ids: Mapping[str, str], fields: Iterable[tuple[str, str]], *, hide: str) -> str:
    """Status and answer of a call with all `ids`, which also stand in `fields` by their kind; `hide` is left out."""
    item = {"internetMessageId": ids["internet"], "itemId": ids["provider"], "conversationId": ids["thread"]}
    typed = {f"{kind}:{field}": ids[of] for field, of in fields for kind in ("one", "many")}
    answer = pane.call(path, pane.event(parameters=dict(ids), inputs=typed, item=item, inReplyTo=ids["internet"]))
    assert answer.status_code < 500, answer.get_data(as_text=True)
    told = f"{answer.status_code} {json.dumps(json.loads(answer.get_data()))}"
    assert "our-fault" not in told, "something broke; see the log"
    for id_ in (hide, ids["internet"]):
        told = told.replace(f'"{id_}"', '"#"')
    return _DRAWN.sub(r'\1""', told)
