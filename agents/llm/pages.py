"""What a model is shown for each job: one system message, and the parts of one user message.

Laid out for caches, which read what begins like an earlier prompt. The system message is the same
for every job, seat and turn. A reader of an answer is not shown the conversation, and its own seat
comes last, so that the seats share all that comes before. Whoever asks is shown what was said last
and what it asks about again, and no more: what to ask next is for the chair to know.
So no page grows with the interview but the ballot's, whose table has a row for each competency.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from textwrap import shorten

from archpanel.agents.engine import Case, Conversation, Plan, Row, Table, Turn
from archpanel.agents.llm.disputes import most_telling
from archpanel.agents.llm.fence import Fence
from archpanel.agents.llm.giveaway import Rows, rows_of
from archpanel.agents.llm.prompts import prompt
from archpanel.domain import (
    ANY,
    Answer,
    Brief,
    Competency,
    Item,
    Persona,
    Question,
    Risk,
    RolePack,
    digest,
    risks_of,
)

Parts = tuple[str, ...]

POINT_LABELS = ("P1", "P2", "P3", "P4", "P5", "P6", "P7")
FLAG_LABELS = ("F1", "F2", "F3", "F4")
"""As many as an item may have; see `domain.bank.Item`."""

CHALLENGED = "F0"
"""The red flag that was challenged, where it is none of the question's own."""

MOST_CONCERNS = 2
"""Competencies that a seat is said to attend to most."""

MOST_MEANINGS = 1
"""Key points that one piece of evidence is said to show there."""

LONGEST_REMINDER = 60
"""Characters of a quote on a ballot where the seat is not below the bar: enough to know it by."""

LONGEST_MANNER = 240
"""Characters of a persona's voice that go along with each question: how they speak, and the turns
of phrase by which one knows them."""

_SENTENCE = re.compile(r"[^.!?]+[.!?]+[\"'\u201d\u2019]*\s*")


class Pages:
    """The pages of one session."""

    def __init__(
        self, brief: Brief, pack: RolePack, seated: Sequence[Persona], fence: Fence | None = None
    ) -> None:
        """Take what stays the same all session.

        Args:
            brief: the session's settings.
            pack: the role.
            seated: all personas at the table, in the brief's order.
            fence: marks the candidate's words; a new one without it.
        """
        self._brief = brief
        self._pack = pack
        self._seated = tuple(seated)
        self.fence = fence or Fence()
        self.risks: Mapping[str, Risk] = risks_of(
            (*pack.questions, *pack.surprises), pack.competencies
        )

    @cached_property
    def unforeseen(self) -> tuple[str, ...]:
        """Ids of the risks that no question foresaw, one for each competency with a challenge."""
        return tuple(risk for risk in self.risks if risk.startswith(f"{ANY}/"))

    @property
    def is_review(self) -> bool:
        """Whether answers of a conversation are read that this panel did not hold."""
        return self._brief.purpose == "review"

    @property
    def top(self) -> int:
        """The highest level of the scale."""
        return self._pack.top

    @cached_property
    def canary(self) -> str:
        """A word of the system message that no reply may hold; new with each version of it."""
        return f"quillfeather-{digest([prompt('panel').text, self._pack.digest])[:10]}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no reply may hold: the canary, and the numbers of the fences so far."""
        return (self.canary, *self.fence.numbers)

    @staticmethod
    @cache
    def kept_rows() -> Rows:
        """Rows of words of the system message that no question may hold."""
        return rows_of(re.split(r"\{\{\w+\}\}", prompt("panel").text))

    @cached_property
    def system(self) -> str:
        """The system message of every call of the session."""
        return prompt("panel").fill(
            role=self._role(),
            competencies=", ".join(c.id for c in self._pack.competencies),
            seats="\n".join(map(_card, self._seated)),
            canary=self.canary,
        )

    def _role(self) -> str:
        brief, pack = self._brief, self._pack
        told = [f"{pack.name}, {brief.level}."]
        told += [f"{w.name}." for w in pack.worlds if w.id == brief.world]
        told += [f"{v.name}: {v.asks}" for v in pack.views if v.id == brief.view]
        return " ".join(told)

    def ask(self, seat: Persona, plan: Plan, item: Item, so_far: Conversation) -> Parts:
        """Return the parts of ASK."""
        quote = f"They said: {self.fence.around('quote', plan.quote)}\n" if plan.quote else ""
        task = prompt("ask").fill(
            seat=seat.id,
            name=seat.name,
            turn=str(len(so_far.turns) + 1),
            move=plan.move,
            about=self._about(plan, item),
            words=self.given_words(plan, item),
            quote=quote,
            manner=manner(seat),
        )
        said = _heard(plan, so_far)
        shown = "\n\n".join((*map(self._turn, said), task))
        return (self._papers, shown) if self._papers else (shown,)

    def given_words(self, plan: Plan, item: Item) -> str:
        """Return the bank's own words for a plan, without anything that a good answer says."""
        if plan.move == "probe":
            return next(p.probe for p in item.key_points if p.id == plan.target).strip()
        if plan.move == "cross-examine":
            return self.risks[plan.target].challenge.strip()
        scene = (
            f"(Scene, shown above your words, begins: {_gist(item.context)})\n"
            if item.context
            else ""
        )
        return scene + item.text.strip()

    def _about(self, plan: Plan, item: Item) -> str:
        """Say which answer a follow-up is about: readings lag, and it may not be the last one."""
        round_ = getattr(item, "round", "")
        told = f", round: {self._pack.round(round_).name}" if round_ else ""
        return f"{told}, about the answer to q{plan.follows[1:]}" if plan.follows else told

    @cached_property
    def _papers(self) -> str:
        papers = [
            f"{title}:\n{self.fence.paper(title, paper.excerpt)}"
            for title, paper in (("Job description", self._brief.jd), ("CV", self._brief.cv))
            if paper is not None
        ]
        return prompt("papers").fill(papers="\n\n".join(papers)) if papers else ""

    @property
    def has_papers(self) -> bool:
        """Tell whether a question is put with a job description or a CV before it."""
        return bool(self._papers)

    def _turn(self, turn: Turn) -> str:
        question, answer = turn.question, turn.answer
        assert answer is not None
        told = f"{question.id}, {question.persona} ({question.move}): {self._put(question)}"
        return f"{told}\n{self.fence.answer(answer)}"

    def _put(self, question: Question) -> str:
        """Return a question as it was put: fenced and in one line, unless all words are the bank's.

        A model that obeyed the candidate may have worded it, and a follow-up may quote them.
        """
        if question.wording == "bank" and not question.is_follow_up:
            return question.text
        return self.fence.around(question.id, " ".join(question.text.split()))

    def clarify(self, seat: Persona, question: Question, item: Item) -> Parts:
        """Return the parts of CLARIFY."""
        return (
            prompt("clarify").fill(
                seat=seat.id,
                name=seat.name,
                question=self._put(question),
                notes=item.clarify,
                manner=manner(seat),
            ),
        )

    def assess(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Parts:
        """Return the parts of ASSESS: what all seats share, and whose reading it is."""
        shared = prompt("assess").fill(
            question=self._put(question),
            context=f"Scene: {item.context.strip()}\n" if item.context else "",
            points="\n".join(
                f"{label}: {point.point}"
                for label, point in zip(POINT_LABELS, item.key_points, strict=False)
            ),
            flags="\n".join(
                f"{label}: {flag.flag}"
                for label, flag in zip(FLAG_LABELS, item.red_flags, strict=False)
            ),
            challenge=self._challenge(question, item),
            answer=self.fence.answer(answer),
        )
        return shared, prompt("assess-seat").fill(seat=seat.id, keen=", ".join(heaviest(seat)))

    def _challenge(self, question: Question, item: Item) -> str:
        if question.move == "probe":
            labels = {point: label for label, point in point_labels(item).items()}
            return f"It asked again about {labels[question.target]}.\n"
        if question.move != "cross-examine":
            return ""
        labels = {flag: label for label, flag in flag_labels(question, item).items()}
        label = labels[question.target]
        return f"It challenged red flag {label}: {self.risks[question.target].flag}\n"

    def assess_anchors(
        self, seat: Persona, competencies: Sequence[Competency], question: str, answer: Answer
    ) -> Parts:
        """Return the parts of ASSESS BY ANCHORS: anchors, which never change, and the answer."""
        anchors = prompt("assess-anchors").fill(
            top=str(self._pack.top), anchors="\n".join(map(_anchors, competencies))
        )
        told = prompt("anchors-answer").fill(
            seat=seat.id,
            question=self.fence.around("question", question),
            answer=self.fence.answer(answer),
        )
        return anchors, told

    def ballot(self, seat: Persona, table: Table, choices: Iterable[str]) -> Parts:
        """Return the parts of BALLOT."""
        return (
            prompt("ballot").fill(
                seat=seat.id,
                recommendation=table.recommendation,
                choices=", ".join(choices),
                # One fence for all: around each quote it would cost more than the quotes.
                table=self.fence.around("table", "\n".join(_rows(table.rows)))
                if table.rows
                else "(nothing yet)",
                unread=f"Answers that are still being read: {table.unread}."
                if table.unread
                else "",
                never_accepts=" ".join(seat.never_accepts),
            ),
        )

    def debrief(self, seat: Persona, cases: Sequence[Case], step: float) -> Parts:
        """Return the parts of DEBRIEF: typed fields and the pack's own words, nobody else's."""
        shown = "\n\n".join(map(self._case, cases))
        return (prompt("debrief").fill(seat=seat.id, step=f"{step:.1f}", cases=shown),)

    def _case(self, case: Case) -> str:
        peers = ", ".join(f"{level:.1f}" for level in case.peers) or "none"
        most = f"; at most {case.ceiling:.1f}" if case.ceiling and case.ceiling > case.own else ""
        lines = [f"{case.competency}: your seat {case.own:.1f}; the others {peers}{most}"]
        lines += [
            f"  {i} ({'for' if good else 'against'}, {sure:.2f}): {self._shown(case, i)}"
            for i, good, sure in most_telling(case)
        ]
        return "\n".join(lines)

    def _shown(self, case: Case, evidence: str) -> str:
        names = case.shows.get(evidence, ())[:MOST_MEANINGS]
        return "; ".join(self._meaning(name) for name in names) or "a level read off the anchors"

    def _meaning(self, name: str) -> str:
        """Return the pack's words for `item/point` or `item/flag`."""
        if name in self.risks:
            return f"red flag: {self.risks[name].flag}"
        return self.points.get(name, name)

    @cached_property
    def points(self) -> Mapping[str, str]:
        """`item/point` -> the point, as a scorecard lists it."""
        return {
            f"{item.id}/{point.id}": point.point
            for item in (*self._pack.questions, *self._pack.surprises)
            for point in item.key_points
        }


def point_labels(item: Item) -> dict[str, str]:
    """Return label -> key point; short, and the same for every question, as a schema has to be."""
    return dict(zip(POINT_LABELS, (point.id for point in item.key_points), strict=False))


def flag_labels(question: Question, item: Item) -> dict[str, str]:
    """Return label -> full id of the red flags that an answer to a question is read for."""
    own = [f"{item.id}/{flag.id}" for flag in item.red_flags]
    labels = dict(zip(FLAG_LABELS, own, strict=False))
    if question.move == "cross-examine" and question.target not in own:
        labels[CHALLENGED] = question.target
    return labels


def _heard(plan: Plan, so_far: Conversation) -> list[Turn]:
    """Return what an asker is shown: the answer that it asks about again, and the latest one."""
    answered = [turn for turn in so_far.turns if turn.answer is not None]
    latest = answered[-1:]
    followed = [t for t in answered[:-1] if t.answer and t.answer.id == plan.follows]
    return [*followed, *latest]


def _gist(scene: str) -> str:
    """Return how a scene begins: what a question is about; the candidate sees all of it."""
    found = _SENTENCE.match(scene.strip())
    return found.group().strip() if found else scene.strip()


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a ballot's table: below each bar the competencies that it is for."""
    bar = None
    for row in rows:
        if row.bar != bar:
            bar = row.bar
            yield f"Bar {bar:.1f}:"
        yield f"{row.competency}: " + ("not assessed" if row.level is None else f"{row.level:.1f}")
        for evidence, words, good in row.quotes:
            yield f'  {"+" if good else "-"} {evidence} "{_reminder(words, row)}"'
        yield from (f"  not said: {point}" for point in row.missing)


def _reminder(words: str, row: Row) -> str:
    """Return a quote, shortened where the seat found nothing missing."""
    if row.level is None or row.level < row.bar:
        return words
    return shorten(words, LONGEST_REMINDER, placeholder=" ...")


def _card(seat: Persona) -> str:
    return prompt("seat").fill(id=seat.id, name=seat.name, role=seat.role)


def heaviest(seat: Persona) -> list[str]:
    """Return the competencies that a seat attends to most."""
    return sorted(seat.concerns, key=lambda c: -seat.concerns[c])[:MOST_CONCERNS]


def manner(seat: Persona) -> str:
    """Return how a seat speaks, in a few sentences; they are restated with every question."""
    sentences = _SENTENCE.findall(" ".join(seat.voice.split()))
    first_last = sorted(range(len(sentences)), key=lambda n: (n > 0 and '"' not in sentences[n], n))
    kept: list[int] = []
    for number in first_last:
        if kept and sum(len(sentences[n]) for n in (*kept, number)) > LONGEST_MANNER:
            break
        kept.append(number)
    return "".join(sentences[n] for n in sorted(kept)).strip()


def _anchors(competency: Competency) -> str:
    told = " / ".join(f"{n} {text}" for n, text in enumerate(competency.anchors, start=1))
    return f"- {competency.id}: {told}"
