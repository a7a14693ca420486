"""Human agreement: does the panel grade answers as people did, better than counting words?

A reference answer becomes a scorecard as an author of a pack would write one: each sentence of a
single reference is a key point of weight 1; several references are several ways of saying the one
point. The three core seats read the answer by it; their mean level, from 1 to the top of the scale,
is the share of the full score. Questions that taught how references are read are not asked (half of
SemEval's, see `graded_answers.is_trained_on`). Figures: `human_agreement_figures`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from statistics import fmean
from typing import Any

from archpanel.agents.offline.anchors import sentences
from archpanel.agents.offline.encoder import open_encoder
from archpanel.agents.offline.vectors import VectorStore
from archpanel.domain import UNREAD, Assessment, BankQuestion, KeyPoint, RedFlag, RolePack
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.task import Output, Score, Setup, Task
from archpanel.evals.panel_runs import CORE_SEATS, assess_alone
from archpanel.evals.tasks.graded_answers import load, words
from archpanel.evals.tasks.human_agreement_figures import measure
from archpanel.personas import seat_panel

MOST_POINTS = 7
"""As in the bank: of longer references the first sentences."""

LONGEST = 400
"""Characters of a phrase, as in the bank."""

UNUSED = RedFlag(
    id="unused",
    competency="unused",
    concern="serious",
    flag="Refuses to say anything about the question.",
    said_as=("I will not say anything.", "I refuse to talk about it.", "No comment from my side."),
    challenge="Why do you not say anything?",
)
"""A question has a red flag at least; this one lowers no level, since the pack does not know it."""


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return the panel's share of the full score (None: nobody could read it) and the baselines."""
    given = sample.input
    secret = setup.engine.maker.engine == "embedded"
    item = scorecard(setup.pack, given["question"], given["references"], secret=secret)
    seats = seat_panel(CORE_SEATS)
    read = await assess_alone(setup.pack, setup.engine, item, given["answer"], seats)
    return {
        "panel": share_of_points(read, item.competencies[0], setup.pack.top),
        "lexical": recall(given["answer"], given["references"], given["rarity"]),
        "cosine": cosine(given["answer"], given["references"]),
    }


def share_of_points(read: Sequence[Assessment], competency: str, top: int) -> float | None:
    """Return where the mean level of the seats lies, 0 for level 1 and 1 for the top."""
    levels = [one.levels.get(competency) for one in read if one.kind not in UNREAD]
    known = [level for level in levels if level is not None]
    return (fmean(known) - 1) / (top - 1) if known else None


def scorecard(
    pack: RolePack, question: str, references: Sequence[str], *, secret: bool
) -> BankQuestion:
    """Return a question of the bank made from reference answers.

    Args:
        pack: any; the first of its competencies takes all points.
        question: as the candidates read it.
        references: at least one.
        secret: whether the points' own wording is left out. The embedded reader takes wording of
            the scorecard for pasted, since in an interview nobody has it; graded students learnt
            from the same page as the reference. It gets the references as ways of saying a point.
    """
    competency = pack.competencies[0].id
    ways = [[text] for text in parts(references[0])] if len(references) == 1 else [references]
    points = [_point(n, competency, said, secret=secret) for n, said in enumerate(ways, 1)]
    # Not validated: the bank's own questions have three phrases to a point or more, and wrong ones.
    fields = {**dict(pack.questions[0]), **_plain(question)}
    fields |= {"competencies": (competency,), "key_points": tuple(points)}
    return BankQuestion.model_construct(**fields)


def _plain(question: str) -> dict[str, Any]:
    return {
        "id": "graded",
        "version": 1,
        "title": "Graded answer",
        "context": "",
        "text": question,
        "clarify": question,
        "red_flags": (UNUSED,),
        "twins": (),
    }


def parts(reference: str) -> list[str]:
    """Return the sentences of a reference that say something, at most seven."""
    found = [piece.text.strip() for piece in sentences(reference)]
    telling = [text for text in found if len(words(text)) >= 2]
    return (telling or [reference])[:MOST_POINTS]


def _point(number: int, competency: str, said: Sequence[str], *, secret: bool) -> KeyPoint:
    shown = "What the reference answer says" if secret else " / ".join(said)
    return KeyPoint.model_construct(
        id=f"point-{number}",
        competency=competency,
        weight=1,
        point=shown[:LONGEST],
        said_as=tuple(text[:LONGEST] for text in said),
        wrong=(),
        probe="What else belongs to it?",
    )


def recall(answer: str, references: Sequence[str], rarity: Mapping[str, float]) -> float:
    """Return the share of a reference's words that an answer uses, rare words counting more."""
    said = set(words(answer))
    return max(_recall(set(words(text)), said, rarity) for text in references)


def _recall(wanted: set[str], said: set[str], rarity: Mapping[str, float]) -> float:
    total = sum(rarity[word] for word in wanted)
    return sum(rarity[word] for word in wanted & said) / total if total else 0.0


def cosine(answer: str, references: Sequence[str]) -> float:
    """Return the likeness of the whole answer to the nearest whole reference."""
    store = _store()
    return float((store.get(list(references)) @ store.encoder.encode([answer])[0]).max())


@cache
def _store() -> VectorStore:
    return VectorStore(open_encoder())


def score(sample: Sample, output: Output) -> Score:
    """Hold the share against the mean grade; where nobody read the answer only baselines stand."""
    grades = list(sample.target.values())
    value = {"lexical": output["lexical"], "cosine": output["cosine"], "human": fmean(grades)}
    if output["panel"] is None:
        return Score(value, answer="not read")
    off = output["panel"] - value["human"]
    value = {"closeness": 1 - abs(off), "panel": output["panel"], "off": off, **value}
    return Score(value, answer=f"{output['panel']:.2f} for {value['human']:.2f}")


HUMAN_AGREEMENT = Task(
    name="human-agreement",
    asks="Does the panel grade answers as people did, and better than counting the words of the "
    "reference?",
    material="answers that people graded: 6 per question of SAF (31 questions), 2 per question of "
    "those of SemEval 2013 task 7 that were never trained on (111 of 237), all of any set of your "
    "own; drawn by digest",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    quick=40,
    foreign=True,
    notes="A drawn part of both sets, not all rows. Scorecards are made from reference answers by "
    "a rule: no wrong versions, one phrasing per sentence of a single reference, notes to graders "
    "inside a reference included. Questions are of school and of a networking course, not of "
    "architecture. In SemEval only `correct` is worth something. SAF's maximum per question is "
    "the best score given. How references are read was trained on the other half of SemEval's "
    "questions and on nothing of SAF; no other sets with several graders lie here, so human-human "
    "agreement is not shown.",
    version="2",
)
