"""Any server that speaks OpenAI's chat completions: Ollama, vLLM, Azure, OpenAI itself, a gateway before others.

The model gets no tools, and the mail as data. Nothing of what is asked or answered is logged, and no error repeats it.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import ssl
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import httpx2
from openai import AsyncOpenAI, OpenAIError
from pydantic import BaseModel
from pydantic_ai import Agent, ModelRetry, ModelSettings, NativeOutput, PromptedOutput, RunUsage, ToolOutput
from pydantic_ai.exceptions import AgentRunError, ModelAPIError, ModelHTTPError, UnexpectedModelBehavior, UserError
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

from ai import prompts
from ai.model import Answered, CannotAnswer, ModelDown, Server, Usage
from ai.models.answers import Reader, reader
from ai.models.bounded import Bounded
from ai.questions import Question

A = TypeVar("A")

for _talkative in ("openai", "httpx2", "httpcore2", "pydantic_ai"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)  # at DEBUG they would write down what is sent

_FORMS: dict[str, Callable[[Any], Any]] = {
    "schema": functools.partial(NativeOutput, strict=True),
    "tool": functools.partial(ToolOutput, strict=True),
    "prompt": PromptedOutput,
}
"""How a model is made to answer in a form: by the server, as the call of a tool that is none, or by asking for it."""
_LONGEST = 4000
"""Tokens of an answer."""
_TRIES = 2
_STUMBLES = (LookupError, ValueError, TypeError, AttributeError, RecursionError)
"""How the library falls over an answer that is none."""
_PROFILE = OpenAIModelProfile(supports_json_schema_output=True, supports_json_object_output=True, supports_tools=True)


@dataclass(frozen=True)
class OpenAiModel:
    """A model at a server."""

    server: Server

    def answer(self, question: Question[A]) -> Answered[A]:
        """Ask once, and once more where the answer does not fit its form. Raises CannotAnswer, ModelDown."""
        wanted = reader(question)
        if wanted is None:
            raise CannotAnswer(f"{type(question).__name__} is not known here")
        used, began = RunUsage(), time.monotonic()
        try:
            value = _apart(self._asked(prompts.of(question), wanted, used))
        except (AgentRunError, UserError, OpenAIError, httpx2.HTTPError, TimeoutError, OSError, *_STUMBLES) as failure:
            raise _trouble(failure, _usage(used, began)) from None
        return Answered(value, _usage(used, began))

    async def _asked(self, prompt: prompts.Prompt, wanted: Reader, used: RunUsage) -> Any:
        trust = ssl.create_default_context(cafile=self.server.ca_file or None)
        async with (
            asyncio.timeout(self.server.timeout),
            httpx2.AsyncClient(transport=Bounded(trust), trust_env=False, follow_redirects=False) as client,
        ):
            agent = Agent(
                self._model(client), output_type=_FORMS[self.server.form](wanted.form), instructions=prompt.system,
                retries={"tools": 0, "output": _TRIES - 1},
            )  # fmt: skip
            agent.output_validator(_fitting(wanted))
            settings = ModelSettings(temperature=0.0, max_tokens=_LONGEST, timeout=self.server.timeout)
            run = await agent.run(prompt.user, model_settings=settings, usage=used)
            return wanted.read(run.output)

    def _model(self, client: httpx2.AsyncClient) -> OpenAIChatModel:
        """Servers of Azure want a version in the address, and the key in a header of their own."""
        parts = urlsplit(self.server.base_url)
        query = dict(parse_qsl(parts.query))
        api = AsyncOpenAI(
            base_url=urlunsplit(parts._replace(query="", fragment="")), api_key=self.server.key or "none",
            default_query=query or None, default_headers={"api-key": self.server.key} if query else None,
            http_client=client, max_retries=0,
        )  # fmt: skip
        provider = OpenAICompatibleProvider("server", openai_client=api, profile=_PROFILE)
        return OpenAIChatModel(self.server.name, provider=provider)


def build(server: Server | None) -> OpenAiModel:
    """A model at this server."""
    if server is None:
        raise CannotAnswer("a model elsewhere needs to know where")
    return OpenAiModel(server)


def _apart(asked: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own, for whoever calls may have a loop of events that runs."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(asyncio.run, asked).result()


def _fitting(wanted: Reader) -> Any:
    def look(said: BaseModel) -> BaseModel:
        try:
            wanted.read(said)
        except ValueError as fault:
            raise ModelRetry(str(fault)) from None
        return said

    return look


def _usage(used: RunUsage, began: float) -> Usage:
    return Usage(time.monotonic() - began, used.input_tokens, used.output_tokens)


def _trouble(failure: Exception, usage: Usage) -> ModelDown:
    """What happened, without a word of what was said."""
    if isinstance(failure, ModelHTTPError):
        return ModelDown(f"it answered {failure.status_code}", usage=usage, wait=failure.retry_after or 0.0)
    if isinstance(failure, (UnexpectedModelBehavior, *_STUMBLES)):
        return ModelDown("it answered nonsense", usage=usage, is_nonsense=True)
    if isinstance(failure, TimeoutError):
        return ModelDown("it took too long", usage=usage)
    if isinstance(failure, ModelAPIError | OpenAIError | httpx2.HTTPError | OSError):
        return ModelDown(f"it cannot be reached: {type(failure).__name__}", usage=usage)
    return ModelDown(f"it cannot be asked: {type(failure).__name__}", usage=usage)
