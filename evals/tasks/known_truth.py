"""Known truth: finished interviews whose candidates were played to a profile, judged by anchors.

Beside every figure stand controls that know nothing of content, what is left of the figure when
these are removed, and the authors' own LLM judge: a scorer that only tracks style is no scorer.
"""

from collections.abc import Sequence
from pathlib import Path

from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.task import Output, Score, Setup, Task
from archpanel.evals.tasks.known_truth_figures import measure
from archpanel.evals.tasks.ml_interviews import (
    STYLES,
    Interview,
    competencies_of,
    folder_in,
    levels_of,
    read_answers,
    read_interviews,
    read_pack,
    rubric_of,
    style_of,
)


def load(data: Path | None) -> list[Sample]:
    """Return the interviews.

    Raises:
        DataMissing: they are not there.
    """
    folder = folder_in(data)
    competencies = read_pack(folder)
    rubric = rubric_of(competencies)
    return [_sample(one, rubric) for one in read_interviews(folder, competencies)]


def _sample(one: Interview, rubric: dict[str, dict[str, str]]) -> Sample:
    return Sample(
        id=one.id,
        input={"rubric": rubric, "pairs": [list(pair) for pair in one.pairs]},
        target={"truth": list(one.truth), "judge": list(one.judge)},
        cluster=one.candidate,
    )


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return the level of each competency; null where it is not assessed."""
    competencies = competencies_of(sample.input["rubric"])
    readings = await read_answers(setup.engine, competencies, sample.input["pairs"])
    return levels_of(competencies, readings)


def score(sample: Sample, output: Output) -> Score:
    """Hold the levels against the profile; keep the style of the answers for the controls."""
    truth: Sequence[int] = sample.target["truth"]
    off = [abs(ours - true) for ours, true in zip(output, truth, strict=True) if ours is not None]
    value = {"closeness": 1 - sum(off) / (2 * len(off))} if off else {}
    style = style_of(answer for _, answer in sample.input["pairs"])
    value |= dict(zip(STYLES, map(float, style), strict=True))
    told = " ".join("-" if level is None else f"{level:.1f}" for level in output)
    return Score(value, answer=told, explanation=" ".join(map(str, truth)))


KNOWN_TRUTH = Task(
    name="known-truth",
    asks="Are finished interviews levelled as their candidates were played, beyond what style "
    "tells?",
    material="60 simulated interviews of 12 answers, beyond-the-resume (arXiv 2603.01775), its "
    "rubric of 6 competencies as pack",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    quick=8,
    foreign=True,
    notes="The interviews were looked at while the reader of anchors was designed (over 60 "
    "variants were compared on them), so expect less on unseen ones. Candidates are played by a "
    "language model, ten persons at six profiles each. Manner of work is tracked, not correctness: "
    "confidently stated bad method reads as medium.",
)
