"""The way to a server of models: an answer comes as it is, not packed, and ends where no honest one would go on."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import httpx2

_MOST = 4_000_000
"""Bytes of an answer; the longest that is asked for has a hundredth of it."""


class Bounded(httpx2.AsyncHTTPTransport):
    """Connections whose answers cannot fill the machine's memory."""

    def __init__(self, trust: ssl.SSLContext) -> None:
        super().__init__(verify=trust, trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Ask. Raises httpx2.DecodingError for what comes packed: nobody knows how large it is before it is there."""
        request.headers["Accept-Encoding"] = "identity"
        response = await super().handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            await response.aclose()
            raise httpx2.DecodingError("the answer is packed")
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _Stream(response.stream)
        return response


class _Stream(httpx2.AsyncByteStream):
    """What comes, until it is too much."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        came = 0
        async for part in self._stream:
            came += len(part)
            if came > _MOST:
                raise httpx2.ReadError("the answer does not end")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
