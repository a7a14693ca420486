"""The language-model engine: one request for one job, and nothing believed that is not checked."""

from collections.abc import Collection, Iterable, Mapping
from statistics import fmean

from archpanel.agents.advice import CAUTION
from archpanel.agents.engine import (
    AnchorReading,
    Case,
    Conversation,
    FlagReading,
    Plan,
    PointReading,
    Reading,
    Say,
    Table,
    UnusableReply,
    nobody,
)
from archpanel.agents.engine import Reconsidered as Change
from archpanel.agents.llm import schemas, shapes
from archpanel.agents.llm.desk import Desk, Task
from archpanel.agents.llm.disputes import most_disputed, most_telling
from archpanel.agents.llm.folding import fold
from archpanel.agents.llm.giveaway import Giveaway
from archpanel.agents.llm.pages import (
    Pages,
    Parts,
    flag_labels,
    point_labels,
)
from archpanel.agents.llm.prompts import labels
from archpanel.agents.llm.request import Request
from archpanel.agents.llm.sayable import Gate, check_question
from archpanel.agents.llm.spans import find_span
from archpanel.agents.llm.strict import BadReply
from archpanel.agents.llm.unsayable import ELSEWHERE
from archpanel.domain import (
    LONGEST_NOTE,
    Advice,
    Answer,
    Competency,
    Item,
    Job,
    Maker,
    Persona,
    Question,
    Recommendation,
    canonical,
    canonical_json,
)

VERSION = "3"
"""Raised when the code here makes another reading of the same reply."""

READING = ("panel", "seat", "assess", "assess-seat", "assess-anchors", "anchors-answer", "repair")
"""The prompts that readings depend on."""

OWN = {
    "ask": ("ask",),
    "ask with papers": ("ask", "papers"),
    "clarify": ("clarify",),
    "assess": ("assess", "assess-seat"),
    "assess by anchors": ("assess-anchors", "anchors-answer"),
    "ballot": ("ballot",),
    "debrief": ("debrief",),
}
"""The prompts that say what each job is, beside the panel's page, which goes with all of them."""

MOST_TOKENS: dict[Job, int] = {
    "ask": 400,
    "clarify": 250,
    "assess": 1600,
    "ballot": 900,
    "debrief": 900,
    "coaching": 500,
}
"""Room for the longest honest reply; one that is cut off cannot be used."""

CLARIFICATION = 600
"""Characters."""


class LanguageModelEngine:
    """Thinks for one seat with a language model."""

    def __init__(
        self,
        desk: Desk,
        pages: Pages,
        *,
        model: str,
        fallback: str = "",
        temperature: float | None = 0.0,
        step: float = 1.0,
        closed_ids: bool = False,
        cache_key: str = "",
    ) -> None:
        """Sit down.

        Args:
            desk: does the seat's jobs.
            pages: what a model is shown; shared by the panel's seats.
            model: the seat's own model.
            fallback: the one that may stand in.
            temperature: as it is sent; part of what its readings are kept under.
            step: levels that a seat may move in the debrief.
            closed_ids: whether each job has a schema of its own, with its ids; see `schemas`.
            cache_key: the same for prompts with the same beginning.
        """
        self._desk = desk
        self._pages = pages
        self._step = step
        self._closed = closed_ids
        self._shared = schemas.shared_schema(review=pages.is_review)
        self._cache_key = cache_key
        set_to = {"temperature": temperature, **({"fallback": fallback} if fallback else {})}
        self._maker = Maker(
            engine="llm",
            version=VERSION,
            prompt=labels(READING),
            model=model,
            parameters=canonical_json(set_to),
        )

    @property
    def maker(self) -> Maker:
        """Model, parameters and the prompts of readings."""
        return self._maker

    @property
    def reads_first(self) -> bool:
        """False: a reading takes seconds, and the candidate does not wait for it."""
        return False

    async def word(
        self, seat: Persona, plan: Plan, item: Item, so_far: Conversation, say: Say
    ) -> str:
        """Put the plan into this persona's words, piece by piece.

        Raises:
            EngineError: there are no words, or none that an interviewer may say.
        """
        parts = self._pages.ask(seat, plan, item, so_far)
        about = f"q{len(so_far.turns) + 1}"
        return await self._speak("ask", about, parts, item, say)

    async def clarify(self, seat: Persona, question: Question, item: Item) -> str:
        """Answer a request for clarification from the item's notes.

        Raises:
            EngineError: there are no words, or none that an interviewer may say.
        """
        parts = self._pages.clarify(seat, question, item)
        said = await self._speak("clarify", question.id, parts, item, nobody)
        if len(said) > CLARIFICATION:
            raise UnusableReply("The model's clarification is too long.")
        return said

    async def _speak(self, job: Job, about: str, parts: Parts, item: Item, say: Say) -> str:
        secrets, kept = self._pages.secrets, self._pages.kept_rows()
        awaited = [words for p in item.key_points for words in (p.point, *p.said_as)]
        own = "ask with papers" if job == "ask" and self._pages.has_papers else ""
        return await self._desk.words(
            self._task(job, about, parts, None, own),
            lambda: Gate(say, secrets, Giveaway(awaited, "\n".join((*parts, item.context)), kept)),
            check_question,
        )

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Reading:
        """Read an answer against the item's key points and red flags.

        Raises:
            EngineError: there is no reading.
        """
        points, flags = point_labels(item), self._flags(question, item)
        task = self._task(
            "assess",
            answer.id,
            self._pages.assess(seat, question, item, answer),
            schemas.assess_schema(points, flags),
        )
        made, stand_in = await self._desk.form(
            task, shapes.Assessed, lambda form: form.check(points, flags)
        )
        return _reading(made, points, flags, answer, stand_in)

    def _flags(self, question: Question, item: Item) -> dict[str, str]:
        """Return label -> red flag: the item's, the challenged one, and those nobody foresaw."""
        return {**flag_labels(question, item), **{flag: flag for flag in self._pages.unforeseen}}

    async def read_anchors(
        self, seat: Persona, competencies: tuple[Competency, ...], question: str, answer: Answer
    ) -> tuple[AnchorReading, ...]:
        """Read an answer by the pack's anchors.

        Raises:
            EngineError: there is no reading.
        """
        known = [competency.id for competency in competencies]
        top = len(competencies[0].anchors)
        task = self._task(
            "assess",
            answer.id,
            self._pages.assess_anchors(seat, competencies, question, answer),
            schemas.anchors_schema(known),
            "assess by anchors",
        )
        made, stand_in = await self._desk.form(
            task, shapes.Anchored, lambda form: form.check(known, top)
        )
        return tuple(_by_anchors(level, answer, stand_in) for level in made.levels)

    async def advise(self, seat: Persona, table: Table) -> Advice | None:
        """Look at the seat's evidence before it votes.

        Raises:
            EngineError: there is no advice.
        """
        choices = _choices(table.recommendation)
        competencies = [row.competency for row in table.rows]
        evidence = [i for row in table.rows for i, _, _ in row.quotes]
        task = self._task(
            "ballot",
            "",
            self._pages.ballot(seat, table, choices),
            schemas.ballot_schema(choices, competencies, evidence),
        )

        def check(form: shapes.Advised) -> None:
            form.check(choices, competencies, evidence)
            self._keep_secrets((form.note,))

        made, stand_in = await self._desk.form(task, shapes.Advised, check)
        return Advice(
            recommendation=next(c for c in choices if c == made.recommendation),
            because=tuple(dict.fromkeys(made.because)),
            strongest=tuple(dict.fromkeys(made.strongest)),
            note=canonical(made.note).strip()[:LONGEST_NOTE],
            model=stand_in or self.maker.model,
        )

    async def reconsider(self, seat: Persona, cases: tuple[Case, ...]) -> tuple[Change, ...]:
        """Change levels in one round of the debrief, or stay.

        Raises:
            EngineError: there is no result; the seat stays.
        """
        shown = most_disputed(cases)
        if not shown:
            return ()  # nothing may move the seat, so nobody needs to be asked
        unused: dict[str, Collection[str]] = {
            c.competency: [e[0] for e in most_telling(c)] for c in shown
        }
        named = sorted({i for ids in unused.values() for i in ids})
        task = self._task(
            "debrief",
            "",
            self._pages.debrief(seat, shown, self._step),
            schemas.debrief_schema(list(unused), named),
        )

        def check(form: shapes.Reconsidered) -> None:
            form.check(unused, self._pages.top)
            self._keep_secrets(move.reason for move in form.moves)

        made, stand_in = await self._desk.form(task, shapes.Reconsidered, check)
        return tuple(
            Change(m.to, m.evidence, canonical(m.reason).strip(), m.competency, stand_in)
            for m in made.moves
        )

    def _keep_secrets(self, words: Iterable[str]) -> None:
        """Check what people will read in a model's words, whatever signs it is written with.

        Raises:
            BadReply: it holds the canary or the number of a fence, or leads elsewhere.
        """
        said, secrets = list(map(fold, words)), list(map(fold, self._pages.secrets))
        if any(secret in text for text in said for secret in secrets):
            raise BadReply("it repeats what is not to be repeated")
        if any(way in text for text in said for way in ELSEWHERE):
            raise BadReply("it holds an address or a link; use plain words")

    def _task(
        self,
        job: Job,
        about: str,
        parts: Parts,
        closed: schemas.Schema | None = None,
        own: str = "",
    ) -> Task:
        """Return a job; `closed` is the schema of its form with its ids, None for words."""
        schema = closed if self._closed or closed is None else self._shared
        return Task(
            job=job,
            about=about,
            prompt=labels(OWN[own or job]),
            request=Request(
                job=job,
                seat="",
                model="",
                system=self._pages.system,
                user=parts,
                schema=schema,
                schema_name=(job if self._closed else "reply") if schema else "",
                most_tokens=MOST_TOKENS[job],
                cache_key=self._cache_key,
            ),
        )


def _reading(
    made: shapes.Assessed,
    points: Mapping[str, str],
    flags: Mapping[str, str],
    answer: Answer,
    stand_in: str,
) -> Reading:
    """Find the quotations in the answer; what is not there shows nothing."""
    sure = [shapes.CONFIDENCE[point.sure] for point in made.points]
    return Reading(
        kind=made.kind,
        points=tuple(_point(points[point.point], point, answer) for point in made.points),
        flags=tuple(
            FlagReading(flags[flag.flag], flag.withdrawn, *span, shapes.CONFIDENCE[flag.sure])
            for flag in made.flags
            if (span := find_span(answer.text, flag.quote, answer.flags))
        ),
        confidence=round(fmean(sure), 2) if sure else 0.0,
        stand_in=stand_in,
    )


def _point(point: str, read: shapes.PointRead, answer: Answer) -> PointReading:
    span = find_span(answer.text, read.quote, answer.flags) if read.state != "not_met" else None
    state = read.state if span else "not_met"
    return PointReading(point, state, *(span or (0, 0)), shapes.CONFIDENCE[read.sure])


def _by_anchors(level: shapes.LevelRead, answer: Answer, stand_in: str) -> AnchorReading:
    spans = tuple(
        span for quote in level.quotes if (span := find_span(answer.text, quote, answer.flags))
    )
    weight = shapes.WEIGHT[level.about] if spans else 0.0
    return AnchorReading(level.competency, level.level, weight, spans, stand_in)


def _choices(computed: Recommendation) -> tuple[Recommendation, ...]:
    """Return what a seat may advise: what was computed, and one step more cautious."""
    if computed not in CAUTION[:-1]:
        return (computed,)
    return computed, CAUTION[CAUTION.index(computed) + 1]
