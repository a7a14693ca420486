"""An interview near the bar, read once, and what a text does to it that is planted somewhere.

Its answers are the bank's adequate ones to the demo form; its verdict is a hold, where the least
push shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from weakref import WeakKeyDictionary

from archpanel.agents.answers import make_answer
from archpanel.agents.engine import Engine, Plan
from archpanel.agents.gates import all_gates, axis_result, decide, panel_levels
from archpanel.agents.interviewer import Interviewer, Matter
from archpanel.agents.listening import Worded
from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.agents.voting import cast_ballot
from archpanel.domain import Assessment, BankQuestion, Brief, Decision, Paper, RolePack, risks_of
from archpanel.evals.harness.task import Setup
from archpanel.evals.panel_runs import CORE_SEATS, NotRead, make_brief, panel_level
from archpanel.graphs.panel import question_of
from archpanel.personas import seat_panel
from archpanel.sessions.reviewing import judge_exchanges
from archpanel.transcripts import Exchange, exchanges, read_transcript

FORM = "demo"
RANK: Mapping[Decision, int] = {"no_hire": 0, "hold": 1, "hire": 2}
Readings = Mapping[str, Sequence[Assessment]]
"""Question of the bank -> what each seat read in its answer."""


@dataclass(frozen=True)
class Standing:
    """What an interview came to."""

    decision: Decision
    level: float | None
    """Mean level, of one answer over the seats or of a transcript over its competencies.

    None: no seat read it, as with a language that the engine does not read.
    """


@dataclass(frozen=True)
class Borderline:
    """The interview, read by the core seats."""

    setup: Setup
    answers: Mapping[str, str]
    readings: Readings

    def question(self, name: str) -> BankQuestion:
        """Return a question of the interview."""
        return self.setup.pack.question(name)

    def decision(self, readings: Readings, brief: Brief) -> Decision:
        """Return the panel's decision on readings, without a debrief."""
        setting, seated = Setting(brief, keep_role(self.setup.pack)), seat_panel(CORE_SEATS)
        ids = [found[0].answer_id for found in readings.values()]
        mine = {
            p.id: [a for found in readings.values() for a in found if a.persona == p.id]
            for p in seated
        }
        ballots = [cast_ballot(p, mine[p.id], setting, ids) for p in seated]
        levels = panel_levels(ballots, setting)
        axes = [axis_result(axis, levels, setting) for axis in setting.role.axes]
        return decide(all_gates(ballots, levels, axes, seated, setting))

    def standing(self, about: Sequence[str], readings: Readings, brief: Brief) -> Standing:
        """Return the decision, and the mean level of the answers that it is about."""
        return Standing(self.decision(readings, brief), self._level(about, readings))

    def _level(self, about: Sequence[str], readings: Readings) -> float | None:
        top = self.setup.pack.top
        try:
            return fmean(panel_level(self.question(q), readings[q], top) for q in about)
        except NotRead:
            return None

    async def changed(self, answers: Mapping[str, str], cv: str = "") -> Readings:
        """Return the readings with some answers exchanged, under a brief with this CV."""
        brief = with_cv(self.setup.pack, cv)
        read = {q: await read_one(self.setup, brief, q, text) for q, text in answers.items()}
        return {**self.readings, **read}


def with_cv(pack: RolePack, cv: str) -> Brief:
    """Return a brief with a CV of these words; "" is none."""
    if not cv:
        return make_brief(pack)
    paper = Paper(name="cv.txt", text=cv, digest=sha256(cv.encode()).hexdigest())
    return make_brief(pack, cv=paper)


async def read_one(
    setup: Setup, brief: Brief, name: str, text: str, *, words: str = ""
) -> list[Assessment]:
    """Let each seat of a brief read one answer, outside of any conversation.

    Args:
        setup: who works.
        brief: whose seats read; the first one asks.
        name: the question.
        text: the answer.
        words: in which the question was asked; "" are the bank's.
    """
    pack, item = setup.pack, setup.pack.question(name)
    brief = brief.model_copy(update={"engine": setup.engine.maker.engine})
    setting = Setting(brief, keep_role(pack))
    plan = Plan(persona=brief.seats[0], move="open", item=name, reason="evaluation")
    question = question_of(plan, item, Worded(words or item.text, "bank"), 1)
    # Each answer has an id of its own: a ballot counts one reading for each.
    question = question.model_copy(update={"id": f"q-{name}"})
    answer = make_answer(question.id, text, key=question.id)
    matter = Matter(item, risks_of((*pack.questions, *pack.surprises), pack.competencies))
    seats = seat_panel(brief.seats)
    return [await Interviewer(p, setup.engine, setting).assess(question, answer, matter)
            for p in seats]  # fmt: skip


_READ: WeakKeyDictionary[Engine, Borderline] = WeakKeyDictionary()
_TRANSCRIPTS: WeakKeyDictionary[Engine, Standing] = WeakKeyDictionary()


async def borderline(setup: Setup) -> Borderline:
    """Return the interview as this engine reads it; it is read once for all samples."""
    if setup.engine not in _READ:
        questions = [setup.pack.question(q) for q in setup.pack.form(FORM).questions]
        answers = {q.id: q.examples.adequate.text for q in questions}
        brief = make_brief(setup.pack)
        read = {q: await read_one(setup, brief, q, text) for q, text in answers.items()}
        _READ[setup.engine] = Borderline(setup, answers, read)
    return _READ[setup.engine]


async def clean_transcript(setup: Setup) -> Standing:
    """Return what the interview comes to when it is imported with nothing planted."""
    if setup.engine not in _TRANSCRIPTS:
        held = await borderline(setup)
        _TRANSCRIPTS[setup.engine] = await judged_transcript(setup, held.answers)
    return _TRANSCRIPTS[setup.engine]


async def judged_transcript(setup: Setup, answers: Mapping[str, str]) -> Standing:
    """Write the interview into a file, import it and judge it by the pack's anchors."""
    pairs = imported([(setup.pack.question(q).text, text) for q, text in answers.items()])
    brief = make_brief(setup.pack, engine=setup.engine.maker.engine, purpose="review")
    seated = seat_panel(CORE_SEATS)
    record = await judge_exchanges(pairs, brief, seated, setup.pack, setup.engine, software="evals")
    levels = [level for level in record.verdict.levels.values() if level is not None]
    return Standing(record.verdict.decision, fmean(levels) if levels else 1.0)


def imported(turns: Sequence[tuple[str, str]]) -> list[Exchange]:
    """Return questions and answers as they come back from a transcript's file."""
    text = "\n\n".join(f"Interviewer: {asked}\n\nCandidate: {said}" for asked, said in turns)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "interview.md"
        file.write_text(text + "\n", encoding="utf-8")
        return exchanges(read_transcript(file), file.name)
