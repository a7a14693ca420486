"""What each persona makes of the same answers: what it would ask again, and the risks it hears."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archpanel.domain import Assessment
from archpanel.evals.harness.figure import Figure
from archpanel.lab.asking import HALF, HEARD, SUSPECTED, UNSAID
from archpanel.lab.grid import pairs_of
from archpanel.lab.measured import mean_of
from archpanel.lab.sitting import Comparison


@dataclass(frozen=True)
class Reaction:
    """One persona's reading of one answer."""

    interview: str
    answer: str
    assessment: Assessment


@dataclass(frozen=True)
class Reacted:
    """What one persona made of the answers that everybody read."""

    persona: str
    answers: int
    wants: Figure
    """Share of answers that it would follow up, if it had the word."""

    triggers: Counter[str]
    """What it would follow up."""

    topics: Counter[str]
    """About which competencies."""

    raised: Figure
    """Concerns per answer that it holds against the candidate at once."""

    suspected: Figure
    """Concerns per answer that it would only ask about."""

    blocking: int
    """Of those raised, how many would stop a hire by themselves."""

    concerns: Counter[str]
    """Raised or suspected, by competency."""

    abstained: int
    """Answers that it could not read; left out of all the rest."""


def reactions_of(comparison: Comparison) -> dict[str, list[Reaction]]:
    """Return every persona's readings of answers that every panel was to read, each once."""
    found: dict[str, dict[tuple[str, str], Reaction]] = {n: {} for n in comparison.personas}
    for sitting in comparison.sittings:
        if not sitting.shared:
            continue
        pairs = pairs_of(sitting.record)
        for assessment in sitting.record.assessments:
            if assessment.kind == "passed":
                continue
            mine = found[comparison.label(sitting, assessment.persona)]
            pair, _ = pairs[assessment.answer_id]
            reaction = Reaction(sitting.interview, pair, assessment)
            mine.setdefault((sitting.interview, pair), reaction)
    return {label: list(mine.values()) for label, mine in found.items()}


def reacted(label: str, reactions: Sequence[Reaction]) -> Reacted:
    """Return what one persona made of answers; intervals are over interviews."""
    read = [r for r in reactions if not r.assessment.abstained]
    where = [r.interview for r in read]
    concerns = [c for r in read for c in r.assessment.concerns if c.state != "withdrawn"]

    def per_answer(name: str, state: str) -> Figure:
        counts = [sum(c.state == state for c in r.assessment.concerns) for r in read]
        return mean_of(f"{name}/{label}", where, counts, unit="per answer")

    bids = [(r.assessment, bid) for r in read if (bid := r.assessment.bid)]
    return Reacted(
        persona=label,
        answers=len(read),
        wants=mean_of(
            f"wants/{label}", where, [r.assessment.bid is not None for r in read], unit="share"
        ),
        triggers=Counter(trigger_of(assessment) for assessment, _ in bids),
        topics=Counter(topic_of(assessment) for assessment, _ in bids),
        raised=per_answer("raised", "raised"),
        suspected=per_answer("suspected", "suspected"),
        blocking=sum(c.state == "raised" and c.concern == "blocking" for c in concerns),
        concerns=Counter(c.competency for c in concerns),
        abstained=len(reactions) - len(read),
    )


def trigger_of(assessment: Assessment) -> str:
    """Return what a seat's wish to follow up is about, in the words of `asking.trigger`."""
    bid = assessment.bid
    if bid is None:
        return ""
    if bid.move == "cross-examine":
        states = [c.state for c in assessment.concerns if c.flag == bid.target]
        return HEARD if states[:1] == ["raised"] else SUSPECTED
    found = [f.state for f in assessment.findings if f.point == bid.target]
    return HALF if found[:1] == ["partly"] else UNSAID


def topic_of(assessment: Assessment) -> str:
    """Return the competency that a seat's wish to follow up is about."""
    bid = assessment.bid
    if bid is None:
        return ""
    points = {f.point: f.competency for f in assessment.findings}
    flags = {c.flag: c.competency for c in assessment.concerns}
    return (flags if bid.move == "cross-examine" else points).get(bid.target, "")
