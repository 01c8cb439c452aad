"""Google's description of the Gmail API, from the installed package, with its hosts replaced by the configured one."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import orjson
from googleapiclient.discovery import build_from_document


@cache
def service(api_url: str) -> Any:
    """The API as methods that make requests. Built once for a process; every request is executed over its own line."""
    return build_from_document(document(api_url), http=object())


@cache
def users(api_url: str) -> Any:
    """Its methods on a mailbox. Looked up once: the client builds them anew each time."""
    return service(api_url).users()


@cache
def messages(api_url: str) -> Any:
    """Its methods on messages."""
    return users(api_url).messages()


@cache
def labels(api_url: str) -> Any:
    """Its methods on labels."""
    return users(api_url).labels()


@cache
def batch_url(api_url: str) -> str:
    """Where several requests are sent at once."""
    described = document(api_url)
    return str(described["rootUrl"]) + str(described["batchPath"])


def document(api_url: str) -> dict[str, Any]:
    """The discovery document in which every host is ours to choose: also for batches, uploads and client certificates.

    The client's own option for this moves neither batches nor uploads.
    """
    found = resources.files("googleapiclient.discovery_cache.documents") / "gmail.v1.json"
    described: dict[str, Any] = orjson.loads(found.read_bytes())
    root = api_url.rstrip("/") + "/"
    return described | {"rootUrl": root, "baseUrl": root + described["servicePath"], "mtlsRootUrl": root}
