"""A persona at the table: what it hears becomes an assessment, its assessments become a ballot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archpanel.agents.bids import bid_of
from archpanel.agents.engine import (
    AnchorReading,
    Conversation,
    Engine,
    FlagReading,
    Plan,
    PointReading,
    Reading,
)
from archpanel.agents.quotes import Refused, check_span
from archpanel.agents.scoring import Heard, competency_levels
from archpanel.agents.voting import Setting, cast_ballot
from archpanel.domain import (
    Anchored,
    Answer,
    Assessment,
    Ballot,
    Concerned,
    Evidence,
    Finding,
    Item,
    Maker,
    Persona,
    PointState,
    Question,
    Risk,
    SurpriseCard,
)


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

    async def ask(self, plan: Plan, item: Item, so_far: Conversation) -> str:
        """Put the chair's plan into this persona's words."""
        return await self.engine.word(self.persona, plan, item, so_far)

    async def assess(self, question: Question, answer: Answer, against: Matter) -> Assessment:
        """Read one answer. Proposals without a genuine quote are dropped, levels are computed."""
        item = against.item
        if not answer.text:
            return self._assessment(
                question, answer, Reading(kind="passed", confidence=1.0), against
            )
        reading = await self.engine.read(self.persona, question, item, answer)
        return self._assessment(question, answer, reading, against)

    def vote(self, assessments: Sequence[Assessment]) -> Ballot:
        """Seal this seat's vote, from its own assessments alone."""
        mine = [a for a in assessments if a.persona == self.persona.id]
        return cast_ballot(self.persona, mine, self.setting)

    def _assessment(
        self, question: Question, answer: Answer, reading: Reading, against: Matter
    ) -> Assessment:
        asked = _said_before(question, against.item)
        evidence: dict[tuple[str, str], Evidence] = {}
        found = _findings(reading, against.item, answer, asked, evidence, self._sure())
        findings = _pertinent(question, found)
        concerns = self._concerns(reading, against, answer, asked, evidence)
        heard = merge_one(findings, concerns)
        levels = competency_levels(
            heard,
            top=self.setting.role.top,
            policy=self.setting.policy,
            severity=self.persona.severity,
        )
        return Assessment(
            id=f"{answer.id}/{self.persona.id}",
            question_id=question.id,
            answer_id=answer.id,
            persona=self.persona.id,
            item=question.item,
            kind=reading.kind,
            apart=isinstance(against.item, SurpriseCard),
            findings=findings,
            concerns=concerns,
            evidence=tuple(evidence[key] for key in sorted(evidence)),
            levels={} if reading.kind == "other_language" else levels,
            confidence=round(reading.confidence, 2),
            bid=bid_of(self.persona, question, against.item, findings, concerns, against.flags),
            maker=self._maker(),
        )

    async def assess_anchors(self, question: Question, answer: Answer) -> Assessment:
        """Read one answer to a question that is not in the bank, by the pack's anchors."""
        readings: tuple[AnchorReading, ...] = ()
        if answer.text:
            competencies = self.setting.role.competencies
            readings = await self.engine.read_anchors(
                self.persona, competencies, question.text, answer
            )
        evidence: dict[str, Evidence] = {}
        anchored = tuple(
            a
            for r in readings
            if self._on_scale(r) and (a := _anchored(r, answer, question.text, evidence))
        )
        return Assessment(
            id=f"{answer.id}/{self.persona.id}",
            question_id=question.id,
            answer_id=answer.id,
            persona=self.persona.id,
            item=question.item,
            kind="answered" if answer.text else "passed",
            anchored=anchored,
            evidence=tuple(evidence[key] for key in sorted(evidence)),
            levels={a.competency: a.level for a in anchored},
            confidence=round(max((a.weight for a in anchored), default=0.0), 2),
            maker=self._maker(),
        )

    def _on_scale(self, reading: AnchorReading) -> bool:
        role = self.setting.role
        known = any(c.id == reading.competency for c in role.competencies)
        return known and 1 <= reading.level <= role.top and 0 < reading.weight <= 1

    def _sure(self) -> float:
        """Return the confidence from which this seat credits a point in full."""
        return self.setting.policy.severity[self.persona.severity].sure

    def _maker(self) -> Maker:
        return Maker(engine=self.engine.kind, version=self.engine.version)

    def _concerns(
        self,
        reading: Reading,
        against: Matter,
        answer: Answer,
        asked: str,
        evidence: dict[tuple[str, str], Evidence],
    ) -> tuple[Concerned, ...]:
        kept = []
        for flag in reading.flags:
            known = against.flags.get(flag.flag)
            if known is None or not self._notices(known):
                continue
            quote = check_span(answer, flag.start, flag.end, flag.flag, asked=asked)
            if isinstance(quote, Refused):
                continue
            stance = "for" if flag.withdrawn else "against"
            evidence[quote.id, flag.flag] = quote.model_copy(update={"stance": stance})
            kept.append(_concerned(flag, known, quote.id, against.item))
        return tuple(kept)

    def _notices(self, flag: Risk) -> bool:
        """A seat hears the serious risks of its own concerns; a blocking one nobody overhears."""
        return flag.concern == "blocking" or self.persona.concern_for((flag.competency,)) > 0


def merge_one(findings: tuple[Finding, ...], concerns: tuple[Concerned, ...]) -> Heard:
    """Return what is heard in one answer alone."""
    heard = Heard()
    heard.points.update({("", f.point): f for f in findings})
    heard.concerns.update({c.flag: c for c in concerns})
    return heard


def _said_before(question: Question, item: Item) -> str:
    return "\n".join((item.context, item.text, item.clarify, question.context, question.text))


def _findings(
    reading: Reading,
    item: Item,
    answer: Answer,
    asked: str,
    evidence: dict[tuple[str, str], Evidence],
    sure: float,
) -> tuple[Finding, ...]:
    """One finding per key point of the item, in the item's order; what is unproven is not met."""
    if reading.kind == "other_language":
        return ()
    proposed = {point.point: point for point in reading.points}
    findings = []
    for point in item.key_points:
        proposal = proposed.get(point.id)
        quote = _quote(proposal, answer, asked) if reading.kind == "answered" else None
        state = _state(proposal, sure) if proposal and quote else "not_met"
        if quote:
            evidence[quote.id, point.id] = quote
        findings.append(
            Finding(
                point=point.id,
                competency=point.competency,
                weight=point.weight,
                state=state,
                evidence=quote.id if quote else "",
                confidence=round(proposal.confidence, 2)
                if proposal
                else round(reading.confidence, 2),
            )
        )
    return tuple(findings)


def _state(proposal: PointReading, sure: float) -> PointState:
    """A strict seat takes a point that was made faintly for half made."""
    return "partly" if proposal.state == "met" and proposal.confidence < sure else proposal.state


def _pertinent(question: Question, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """After a follow-up only what was asked for can be missing; the rest was asked before."""
    if question.move not in ("probe", "cross-examine"):
        return findings
    return tuple(f for f in findings if f.state != "not_met" or f.point == question.target)


def _quote(proposal: PointReading | None, answer: Answer, asked: str) -> Evidence | None:
    if proposal is None or proposal.state == "not_met":
        return None
    found = check_span(answer, proposal.start, proposal.end, proposal.point, asked=asked)
    return None if isinstance(found, Refused) else found


def _concerned(flag: FlagReading, known: Risk, evidence: str, item: Item) -> Concerned:
    """A flag of another item is only suspected: the panel asks before it marks."""
    own = flag.flag.startswith(f"{item.id}/")
    state: Literal["suspected", "raised", "withdrawn"] = (
        "withdrawn" if flag.withdrawn else "raised" if own or flag.confirmed else "suspected"
    )
    return Concerned(
        flag=flag.flag,
        competency=known.competency,
        concern=known.concern,
        state=state,
        evidence=evidence,
        confidence=round(flag.confidence, 2),
    )


def _anchored(
    reading: AnchorReading, answer: Answer, asked: str, evidence: dict[str, Evidence]
) -> Anchored | None:
    quotes = [
        quote
        for start, end in reading.spans
        if not isinstance(
            quote := check_span(answer, start, end, reading.competency, asked=asked), Refused
        )
    ]
    if not quotes:
        return None
    evidence.update({quote.id: quote for quote in quotes})
    return Anchored(
        competency=reading.competency,
        level=reading.level,
        weight=round(reading.weight, 4),
        evidence=tuple(quote.id for quote in quotes),
    )
