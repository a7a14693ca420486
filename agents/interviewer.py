"""A persona at the table: what it hears becomes an assessment, its assessments become a ballot."""

from collections.abc import Awaitable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, TypeVar

from archpanel.agents.bids import bid_of
from archpanel.agents.engine import (
    Abstained,
    Case,
    Conversation,
    Engine,
    EngineError,
    EngineUnavailable,
    Plan,
    Reading,
    Reconsidered,
    Table,
)
from archpanel.agents.listening import UNHEARD, Listener, Worded
from archpanel.agents.patience import patient
from archpanel.agents.proposals import (
    OTHER_LANGUAGE,
    Quotes,
    anchored_of,
    concern_of,
    findings_of,
    usable,
    usable_anchors,
)
from archpanel.agents.scoring import competency_levels, heard_in
from archpanel.agents.setting import Setting
from archpanel.agents.voice import put_into_words
from archpanel.agents.voting import cast_ballot
from archpanel.domain import (
    LONGEST_REASON,
    Advice,
    Answer,
    Assessment,
    Ballot,
    Concerned,
    Item,
    Maker,
    Persona,
    Question,
    Risk,
    SurpriseCard,
    canonical,
)

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Matter:
    """What an answer is read against: the item, and the pack's other red flags by full id."""

    item: Item
    flags: dict[str, Risk]
    """`item/flag` -> red flag, for every flag of the pack."""


@dataclass(frozen=True)
class Interviewer:
    """One seat: a persona with the engine it thinks with."""

    persona: Persona
    engine: Engine
    setting: Setting
    patience: float | None = None
    """Seconds that it waits for one call of its engine; None: as long as it takes."""

    room: AbstractAsyncContextManager[object] = field(default_factory=nullcontext)
    """Held for each call but those that the candidate waits for; bounds how many run at once."""

    @property
    def maker(self) -> Maker:
        """Under which maker this seat's assessments are kept."""
        return self.engine.maker

    async def ask(
        self,
        plan: Plan,
        item: Item,
        so_far: Conversation,
        challenge: Risk | None = None,
        listener: Listener = UNHEARD,
    ) -> Worded:
        """Put the chair's plan into this persona's words; the bank's own where the engine fails.

        Args:
            plan: what the chair decided.
            item: the question of the bank or the surprise card.
            so_far: the conversation.
            challenge: the red flag, for a cross-examination.
            listener: hears the words as they are found.
        """
        say = listener.says
        try:
            words = _said(await self._call(self.engine.word(self.persona, plan, item, so_far, say)))
        except EngineError:
            words = ""
        if words:
            return Worded(words, "engine" if self.maker.engine == "llm" else "bank")
        listener.takes_back()
        return Worded(put_into_words(self.persona, plan, item, so_far, challenge), "bank")

    async def clarify(self, question: Question, item: Item) -> str:
        """Answer a request for clarification; by the item's own facts where the engine fails."""
        try:
            words = await self._call(self.engine.clarify(self.persona, question, item))
        except EngineError:
            words = ""
        return _said(words) or item.clarify

    async def assess(self, question: Question, answer: Answer, against: Matter) -> Assessment:
        """Read one answer. Proposals without a genuine quote are dropped, levels are computed.

        Raises:
            EngineError: it was not read for now; `abstain` keeps that.
        """
        if not answer.text:
            passed = Reading(kind="passed", confidence=1.0)
            return self._assessment(question, answer, passed, against)
        read = self.engine.read(self.persona, question, against.item, answer)
        reading = await self._when_there_is_room(read)
        if not isinstance(reading, Abstained):
            reading = usable(reading)
        if isinstance(reading, Abstained):
            return self.abstain(question, answer, reading, against)
        return self._assessment(question, answer, reading, against)

    async def assess_anchors(self, question: Question, answer: Answer) -> Assessment:
        """Read one answer to a question that is not in the bank, by the pack's anchors.

        Raises:
            EngineError: it was not read for now; `abstain` keeps that.
        """
        role = self.setting.role
        if not answer.text:
            return self._of(question, answer, kind="passed", levels={}, confidence=0.0)
        readings = await self._when_there_is_room(
            self.engine.read_anchors(self.persona, role.competencies, question.text, answer)
        )
        if not isinstance(readings, Abstained):
            readings = usable_anchors(readings, role.top)
        if isinstance(readings, Abstained):
            return self.abstain(question, answer, readings)
        quotes: Quotes = {}
        known = {c.id: c for c in role.competencies}
        anchored = anchored_of(readings, known, answer, question.text, quotes)
        return self._of(
            question,
            answer,
            kind="answered",
            stand_in=next((r.stand_in for r in readings if r.stand_in), ""),
            anchored=anchored,
            evidence=tuple(quotes[key] for key in sorted(quotes)),
            levels={a.competency: a.level for a in anchored},
            confidence=round(max((a.weight for a in anchored), default=0.0), 2),
        )

    def abstain(
        self, question: Question, answer: Answer, why: Abstained, against: Matter | None = None
    ) -> Assessment:
        """Keep in the place of a reading that there is none; it credits nothing.

        Args:
            question: as it was asked.
            answer: what was not read.
            why: the reason, in words for the report.
            against: what it was to be read against; None for a question that is not in the bank.
        """
        return self._of(
            question,
            answer,
            kind="other_language" if why.reason == OTHER_LANGUAGE else "unread",
            apart=against is not None and isinstance(against.item, SurpriseCard),
            abstained=_said(why.reason)[:LONGEST_REASON] or "No reason was given.",
            levels=dict.fromkeys(sorted(self._at_stake(question, against))),
            confidence=0.0,
        )

    def _at_stake(self, question: Question, against: Matter | None) -> set[str]:
        """Return the competencies whose levels an answer may move; by anchors it may be any."""
        if against is None:
            return {c.id for c in self.setting.role.competencies}
        item = against.item
        points = () if isinstance(item, SurpriseCard) else item.key_points
        challenged = question.target if question.move == "cross-examine" else ""
        risks = [*item.red_flags, *([against.flags[challenged]] if challenged else [])]
        return {p.competency for p in points} | {r.competency for r in risks}

    async def advise(self, table: Table) -> Advice | None:
        """Look at all its evidence before it votes; where the engine fails, the rules alone vote.

        Nothing of a proposal is believed that `agents.advice` does not allow.
        """
        try:
            return await self._when_there_is_room(self.engine.advise(self.persona, table))
        except EngineError:
            return None

    async def reconsider(self, cases: tuple[Case, ...]) -> Mapping[str, Reconsidered]:
        """Change levels in the debrief, or stay; a seat whose engine fails stays.

        Returns:
            Competency -> the change proposed; of several for one competency the first.
        """
        try:
            made = await self._when_there_is_room(self.engine.reconsider(self.persona, cases))
        except EngineError:
            return {}
        alone = cases[0].competency if len(cases) == 1 else ""
        return {change.competency or alone: change for change in reversed(made)}

    def vote(
        self,
        assessments: Sequence[Assessment],
        answers: Iterable[str],
        advice: Advice | None = None,
    ) -> Ballot:
        """Seal this seat's vote, from its own assessments alone.

        Args:
            assessments: those of all seats.
            answers: ids of all answers; a vote is full when the seat has read each of them.
            advice: what its engine proposes.
        """
        mine = [a for a in assessments if a.persona == self.persona.id]
        return cast_ballot(self.persona, mine, self.setting, answers, advice)

    async def _when_there_is_room(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Await an engine once it is this call's turn; the wait for that costs no patience."""
        try:
            await self.room.__aenter__()
        except BaseException:
            work.close()
            raise
        try:
            return await self._call(work)
        finally:
            await self.room.__aexit__(None, None, None)

    async def _call(self, work: Awaitable[_Result]) -> _Result:
        """Await an engine for as long as the panel waits; see `patience` for what does not count.

        Raises:
            EngineError: as the engine raised it, or because it was out of reach or too slow.
        """
        try:
            async with patient(self.patience):
                return await work
        except TimeoutError as error:
            waited = "in time" if self.patience is None else f"within {self.patience:g} seconds"
            raise EngineUnavailable(f"The engine did not answer {waited}.") from error
        except ConnectionError as error:
            raise EngineUnavailable("The engine could not be reached.") from error

    def _assessment(
        self, question: Question, answer: Answer, reading: Reading, against: Matter
    ) -> Assessment:
        policy = self.setting.policy
        sure = policy.severity[self.persona.severity].sure
        quotes: Quotes = {}
        findings = findings_of(reading, question, against.item, answer, quotes, sure)
        concerns = self._concerns(reading, question, answer, against, quotes)
        levels = competency_levels(
            heard_in(findings, concerns),
            top=self.setting.role.top,
            policy=policy,
            severity=self.persona.severity,
        )
        return self._of(
            question,
            answer,
            kind=reading.kind,
            stand_in=reading.stand_in,
            apart=isinstance(against.item, SurpriseCard),
            findings=findings,
            concerns=concerns,
            evidence=tuple(quotes[key] for key in sorted(quotes)),
            levels=levels,
            confidence=round(reading.confidence, 2),
            bid=bid_of(self.persona, question, against.item, findings, concerns, against.flags),
        )

    def _of(self, question: Question, answer: Answer, **fields: object) -> Assessment:
        """Build this seat's assessment of an answer."""
        return Assessment.model_validate(
            {
                "id": f"{answer.id}/{self.persona.id}",
                "question_id": question.id,
                "answer_id": answer.id,
                "persona": self.persona.id,
                "item": question.item,
                "maker": self.maker,
                **fields,
            }
        )

    def _concerns(
        self,
        reading: Reading,
        question: Question,
        answer: Answer,
        against: Matter,
        quotes: Quotes,
    ) -> tuple[Concerned, ...]:
        found = []
        for flag in reading.flags:
            known = against.flags.get(flag.flag)
            if known is None or not self._notices(known):
                continue
            kept = concern_of(flag, known, question, against.item, answer, quotes)
            found += [kept] if kept else []
        return tuple(found)

    def _notices(self, flag: Risk) -> bool:
        """A seat hears the serious risks of its own concerns; a blocking one nobody overhears."""
        return flag.concern == "blocking" or self.persona.concern_for((flag.competency,)) > 0


def _said(words: object) -> str:
    """Return what an engine said as it can be stored and shown; "" for nothing."""
    return canonical(words).strip() if isinstance(words, str) else ""
