"""Examine the language model's server, with few and short calls.

One by a stream, one by a schema, one as long as the last of an interview; each of two parameters
that a server may refuse costs one more. So five at most.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from archpanel.agents.llm.endpoint import TOKEN_NAMES, Endpoint, check_has_key
from archpanel.agents.llm.opening import endpoint_of
from archpanel.agents.llm.probing import Attempt, Listed, Probe
from archpanel.agents.llm.request import Request
from archpanel.agents.llm.trial import WORDS, trial
from archpanel.cli import model_findings as told
from archpanel.cli.findings import Finding
from archpanel.cli.sample_prompts import Sample, sample_prompts
from archpanel.domain import ModelChoice
from archpanel.opening import ModelWishes, choose_models, read_ways
from archpanel.settings import read_settings

HELLO = "Reply with this sentence: The panel is ready for you."

_REFUSED = (400, 422)
"""Statuses of a server that does not like a parameter."""


def examine_model(wishes: ModelWishes, seats: str) -> list[Finding]:
    """Return what was found; without a model, one line.

    Raises:
        PanelError: an address or a setting that cannot be used; says what would do.
    """
    settings = read_settings()
    if wishes.model or settings.model:
        choice = choose_models(wishes, ())
        assert choice is not None
        endpoint = endpoint_of(choice, read_ways(choice.base_url))
        check_has_key(endpoint)
        return asyncio.run(examined(endpoint, choice, seats))
    if base_url := wishes.base_url or settings.base_url:
        nameless = ModelChoice(model="?", base_url=base_url)
        return asyncio.run(_names_only(endpoint_of(nameless, read_ways(base_url))))
    none = "none is configured (--model, ARCHPANEL_MODEL); the embedded engine reads"
    return [Finding("language model", True, none)]


async def _names_only(endpoint: Endpoint) -> list[Finding]:
    probe = Probe(endpoint)
    try:
        listed, tried = await probe.models()
    finally:
        await probe.close()
    found = told.server(endpoint, tried)
    return [found, told.no_model(endpoint, listed)] if found.ok else [found]


async def examined(endpoint: Endpoint, choice: ModelChoice, seats: str) -> list[Finding]:
    """Return what was found about one model for a panel of these seats."""
    examination = Examination(Probe(endpoint), choice, seats)
    try:
        return [finding async for finding in examination.findings()]
    finally:
        await examination.probe.close()


@dataclass
class _First:
    """The first answer, and what the server refused on the way to it."""

    made: Attempt = field(default_factory=Attempt)
    tokens_name: str = ""
    """The name that it knows instead."""

    temperature: float | None = None


@dataclass
class Examination:
    """One server and one model, looked at in an order in which each step needs those before it."""

    probe: Probe
    choice: ModelChoice
    seats: str

    async def findings(self) -> AsyncIterator[Finding]:
        """Yield findings, until one makes all further ones pointless."""
        listed, tried = await self.probe.models()
        found = told.server(self.probe.endpoint, tried)
        yield found
        if not found.ok:
            return
        name, stands_in = self.choice.model, self.choice.fallback
        first = await self._first()
        yield told.model(name, listed, first.made)
        if stands_in and listed and stands_in not in [known.id for known in listed]:
            yield told.fallback(stands_in, listed)
        if first.made.error is None:
            for found in (*self._refusals(first), *await self._more(first.made, listed)):
                yield found
        yield self._cost()

    async def _more(self, streamed: Attempt, listed: list[Listed]) -> list[Finding]:
        formed = await self.probe.ask(self._request(WORDS, formed=True))
        sample = sample_prompts(self.seats)
        whole = await self.probe.ask(self._trial(sample))
        room = next((known.context for known in listed if known.id == self.choice.model), None)
        return [
            told.streaming(streamed),
            told.schema(formed),
            told.usage(streamed, formed, whole),
            told.context(sample.characters, whole, room),
        ]

    async def _first(self) -> _First:
        """Stream an answer; where a parameter is refused, ask again without it."""
        first = _First(await self._hello())
        while (changed := self._without_refused(first)) is not None:
            self.probe.endpoint = changed
            first.made = await self._hello()
        return first

    async def _hello(self) -> Attempt:
        return await self.probe.ask(self._request(HELLO), streamed=True)

    def _without_refused(self, first: _First) -> Endpoint | None:
        """Return the endpoint without what it refused just now; None: it did not, or once more."""
        made, endpoint = first.made, self.probe.endpoint
        if made.error is None or made.status not in _REFUSED:
            return None
        if made.parameter in TOKEN_NAMES and not first.tokens_name:
            first.tokens_name = next(name for name in TOKEN_NAMES if name != made.parameter)
            return replace(endpoint, tokens_name=first.tokens_name)
        # Some servers complain and name no parameter.
        if made.parameter in ("temperature", "") and endpoint.temperature is not None:
            first.temperature = endpoint.temperature
            return replace(endpoint, temperature=None)
        return None

    def _refusals(self, first: _First) -> list[Finding]:
        found = []
        if first.tokens_name:
            mend = f"set ARCHPANEL_MAX_TOKENS_NAME={first.tokens_name}"
            found.append(Finding("longest answer", False, f"its name is refused: {mend}"))
        if first.temperature is not None:
            mend = f"{first.temperature:g} is refused: set ARCHPANEL_TEMPERATURE=none"
            found.append(Finding("temperature", False, mend))
        elif self.choice.temperature is not None:
            found.append(Finding("temperature", True, f"{self.choice.temperature:g} is taken"))
        return found

    def _request(self, words: str, *, formed: bool = False) -> Request:
        return trial(self.choice.model, words, formed=formed)

    def _trial(self, sample: Sample) -> Request:
        # The tiny schema: what is looked at is the prompt.
        short = self._request("This is a trial. Name a colour.", formed=True)
        return replace(short, system=sample.system, user=(*sample.user, *short.user))

    def _cost(self) -> Finding:
        into, out = self.probe.tokens
        calls = f"{self.probe.calls} call{'s' if self.probe.calls != 1 else ''}"
        counted = f"{into} tokens in, {out} out, as far as they were counted"
        return Finding("cost of the check", True, f"{calls} of at most 5; {counted}")
