"""The embedded engine: no key, no network, deterministic. Its verdicts are practice verdicts."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import TypeVar, TypeVarTuple

from archpanel.agents.engine import (
    AnchorReading,
    Case,
    Conversation,
    FlagReading,
    Plan,
    Reading,
    Reconsidered,
    Say,
    Table,
)
from archpanel.agents.offline.anchors import AnchorReader
from archpanel.agents.offline.claims import ClaimReader
from archpanel.agents.offline.encoder import open_encoder
from archpanel.agents.offline.memo import MemoEncoder
from archpanel.agents.offline.reader import Reader
from archpanel.agents.offline.second_thoughts import reconsider
from archpanel.agents.offline.vectors import VectorStore
from archpanel.agents.offline.weights import weights_for
from archpanel.agents.voice import put_into_words
from archpanel.domain import (
    Advice,
    Answer,
    Competency,
    Item,
    Maker,
    Persona,
    Question,
    RolePack,
    risks_of,
)
from archpanel.packs import vector_files

_Given = TypeVarTuple("_Given")
_Result = TypeVar("_Result")

KEPT_READINGS = 256
"""Three seats read the same answer; the encoder works once."""

FEWEST_TOKENS = 6
PLAIN_SHARE = 0.7
"""Of an answer in another language at least this share of the tokens is made of letters alone."""


class EmbeddedEngine:
    """Reads answers by their likeness to the pack's key points, wrong versions and anchors."""

    def __init__(self, pack: RolePack) -> None:
        """Prepare for one role pack; models are loaded when they are first needed."""
        self._pack = pack
        self._flags = risks_of((*pack.questions, *pack.surprises), pack.competencies)
        self._readings: OrderedDict[tuple[object, ...], Reading] = OrderedDict()
        self._one_at_a_time = Lock()

    @property
    def maker(self) -> Maker:
        """Always of the kind `embedded`: numbers are marked as a practice verdict."""
        return Maker(engine="embedded", version=self.version)

    @property
    def reads_first(self) -> bool:
        """True: a reading takes a moment, on this machine."""
        return True

    @property
    def version(self) -> str:
        """Encoder, weights and rules."""
        return f"{self.reader.version}/{self._claims.version}"

    @cached_property
    def _encoder(self) -> MemoEncoder:
        return MemoEncoder(self._store.encoder, self._store)

    @cached_property
    def reader(self) -> Reader:
        """The reader of key points, opened on first use."""
        return Reader(self._encoder, weights_for(self._encoder.id), vector_files(self._pack))

    @cached_property
    def _store(self) -> VectorStore:
        return VectorStore(open_encoder(), vector_files(self._pack))

    @cached_property
    def _claims(self) -> ClaimReader:
        known = [c.id for c in self._pack.competencies if c.challenge]
        return ClaimReader(self._encoder, known)

    @cached_property
    def _anchors(self) -> AnchorReader:
        return AnchorReader(self._encoder, phrases=self._store)

    async def word(
        self, seat: Persona, plan: Plan, item: Item, so_far: Conversation, say: Say
    ) -> str:
        """Return the bank's words, begun in this persona's way, and make the item ready."""
        await self._apart(self.reader.prepare, item)
        return put_into_words(seat, plan, item, so_far, self._flags.get(plan.target))

    async def clarify(self, seat: Persona, question: Question, item: Item) -> str:
        """Return the item's facts; a follow-up is said again in its own words."""
        if question.is_follow_up:
            return f"I mean just this: {question.text} {item.clarify}"
        return item.clarify

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Reading:
        """Read an answer; every seat gets the same findings, severity is applied by the seat."""
        return await self._apart(self._read_once, question, item, answer)

    async def _apart(self, work: Callable[[*_Given], _Result], *args: *_Given) -> _Result:
        """Work in a thread, so that the event loop goes on; one at a time, as caches are shared."""

        def alone() -> _Result:
            with self._one_at_a_time:
                return work(*args)

        return await asyncio.to_thread(alone)

    def _read_once(self, question: Question, item: Item, answer: Answer) -> Reading:
        key = (question.item_digest, question.text, answer.text, answer.repeats)
        if key not in self._readings:
            self._readings[key] = self._read(question, item, answer)
            while len(self._readings) > KEPT_READINGS:
                self._readings.popitem(last=False)
        return self._readings[key]

    def _read(self, question: Question, item: Item, answer: Answer) -> Reading:
        own = self.reader.read(
            item, question.text, answer.text, target=question.target, repeats=answer.repeats
        )
        if own.kind == "other_language" and not _could_be_language(answer):
            # "Could not be read" spares a level; no cipher and no order to the panel may buy that.
            return replace(own, kind="off_topic")
        if own.kind != "answered":
            return own
        flags = tuple(replace(f, flag=f"{item.id}/{f.flag}") for f in own.flags)
        return replace(own, flags=(*flags, *self._others(question, item, answer, own)))

    def _others(
        self, question: Question, item: Item, answer: Answer, own: Reading
    ) -> tuple[FlagReading, ...]:
        """Return weak claims that no red flag of the item foresaw, in words that earned nothing."""
        spans = [(f.start, f.end) for f in own.flags]
        spans += [(p.start, p.end) for p in own.points if p.end]
        return tuple(
            claim
            for claim in self._claims.find(
                answer.text, target=question.target, matters=item.competencies
            )
            if not any(claim.start < end and start < claim.end for start, end in spans)
            or claim.flag == question.target
        )

    async def read_anchors(
        self, seat: Persona, competencies: tuple[Competency, ...], question: str, answer: Answer
    ) -> tuple[AnchorReading, ...]:
        """Read an answer to a question that is not in the bank, by the pack's anchors."""
        return await self._apart(
            self._anchors.read, competencies, question, answer.text, answer.repeats
        )

    async def advise(self, seat: Persona, table: Table) -> Advice | None:
        """Leave the vote to the rules: this engine has nothing to add to its findings."""
        return None

    async def reconsider(self, seat: Persona, cases: tuple[Case, ...]) -> tuple[Reconsidered, ...]:
        """Reconsider by evidence that the seat had not used."""
        return tuple(change for case in cases if (change := reconsider(case)))


def _could_be_language(answer: Answer) -> bool:
    """Tell whether a text that could not be read is prose at least, and not for the panel."""
    tokens = answer.text.split()
    plain = sum(token.strip(".,;:!?()\"'").isalpha() for token in tokens)
    return not answer.flags and len(tokens) >= FEWEST_TOKENS and plain >= PLAIN_SHARE * len(tokens)
