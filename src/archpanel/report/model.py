"""What a report shows, in the order in which it shows it. Plain values; no record is needed."""

from dataclasses import dataclass

from archpanel.domain import AxisResult, Flip, Gate, Wanted


@dataclass(frozen=True)
class Quote:
    """The candidate's own words, and where they stand."""

    answer: str
    text: str
    shows: str
    in_favour: bool


@dataclass(frozen=True)
class HeatRow:
    """One competency: what each seat gave, and what the panel took."""

    axis: str
    competency: str
    name: str
    importance: int
    levels: tuple[float | None, ...]
    panel: float | None
    disputed: bool
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Advised:
    """What a seat's model advised for the ballot; it can make a vote more cautious, no more."""

    model: str
    told: str
    """Advice, what the rules computed, and which of the two became the vote; in words."""

    note: str
    """A model's words, and to be shown as such."""


@dataclass(frozen=True)
class SeatBallot:
    """One seat's vote before and after the debrief."""

    persona: str
    name: str
    role: str
    sealed: str
    final: str
    changes: tuple[str, ...]
    strongest: tuple[Quote, ...]
    blocking: tuple[str, ...]
    seal: str
    advice: Advised | None = None
    """None where votes are cast by rules alone."""


@dataclass(frozen=True)
class PointRow:
    """One key point of a question, and how many seats heard it."""

    point: str
    competency: str
    weight: int
    met: int
    partly: int
    seats: int
    quote: str


@dataclass(frozen=True)
class RiskRow:
    """One red flag that was heard."""

    flag: str
    """`item/flag`, as challenges name it."""

    text: str
    competency: str
    concern: str
    state: str
    quote: str


@dataclass(frozen=True)
class AnchorRow:
    """One competency that an answer of a reviewed interview was evidence for."""

    competency: str
    name: str
    level: float
    """By this answer alone, the mean of the seats, on the pack's scale."""

    weight: float
    """How much the answer says about the competency (0 to 1)."""

    quote: str
    foremost: bool
    """Whether the quote says more about this competency than about all others but one."""


@dataclass(frozen=True)
class TurnRow:
    """One question with its answer and what was heard in it."""

    question: str
    answer_id: str
    asked_by: str
    role: str
    move: str
    reason: str
    lead_in: str
    """How it began where a scene follows, else "" (then `text` has it)."""

    context: str
    text: str
    answer: str
    kind: str
    points: tuple[PointRow, ...]
    risks: tuple[RiskRow, ...]
    unread: tuple[str, ...]
    """Who abstained on the answer, and why; one line for each."""

    anchors: tuple[AnchorRow, ...]
    """What it was evidence for where the question is not the bank's; the strongest first."""

    reviewed: bool
    """True where the question comes from a transcript and the answer was read by anchors."""

    comparable: bool
    """True where the bank's own words were asked, which every candidate gets alike."""

    worded_by: str = "bank"
    """`engine`: a language model put the bank's question in words of its own."""

    tailored: bool = False
    """True where job description or CV had a say in the question."""


@dataclass(frozen=True)
class Drill:
    """One thing to practise, tied to one moment."""

    title: str
    moment: str
    """Question id; the transcript has it under that anchor."""

    happened: str
    practise: str
    command: str
    competency: str = ""
    """Which one it is about."""


@dataclass(frozen=True)
class FocusRow:
    """One competency that the job description stresses."""

    name: str
    share: float
    """Of all that it says about competencies (0 to 1)."""

    lines: tuple[str, ...]
    """All of its lines that were taken for this one; of older interviews the clearest alone."""


@dataclass(frozen=True)
class LeftOut:
    """Lines of the job description of which nothing was made."""

    why: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class JobTaken:
    """What was made of the lines of a job description."""

    focus: tuple[FocusRow, ...]
    left: tuple[LeftOut, ...]
    """The rest; empty for interviews opened before this was kept."""


@dataclass(frozen=True)
class Tailoring:
    """What job description and CV had a say in; never a level."""

    papers: tuple[str, ...]
    job: JobTaken
    questions: tuple[tuple[str, str], ...]
    """Question id, and by which words it was chosen or worded."""

    in_vain: bool
    """A job description was given, and led to no focus."""


@dataclass(frozen=True)
class Reader:
    """Who read the answers for one seat."""

    name: str
    minds: tuple[str, ...]
    """Model, or engine with its version; more than one where the session changed hands."""

    parameters: tuple[str, ...]
    read: int
    answers: int


@dataclass(frozen=True)
class HowRead:
    """By whom, under which prompts, and where somebody did not read."""

    votes: str
    """How many different minds voted; "" in records that do not tell."""

    endpoint: str
    """Where models were asked; "" where none was."""

    readers: tuple[Reader, ...]
    prompts: tuple[str, ...]
    stand_ins: tuple[str, ...]
    abstained: tuple[str, ...]


@dataclass(frozen=True)
class UsageRow:
    """What the calls of one seat for one job took."""

    seat: str
    job: str
    calls: int
    input: int
    cached: int
    output: int
    money: float | None
    """None where no call has a price."""

    currency: str
    """Of the money; "" where the record does not tell."""

    unpriced: int
    again: int
    """Jobs that took more than one request: tried again, or repaired."""

    failed: int
    estimated: bool


@dataclass(frozen=True)
class Usage:
    """What calls to language models took."""

    rows: tuple[UsageRow, ...]
    total: UsageRow
    failures: tuple[str, ...]


@dataclass(frozen=True)
class Coaching:
    """A note to the candidate that a model wrote after the verdict."""

    model: str
    created: str
    text: str


@dataclass(frozen=True)
class About:
    """Which interview a report is about."""

    session: str
    created: str
    software: str
    role: str
    world: str
    view: str
    level: str
    rounds: tuple[str, ...]
    reviewed: bool
    """True for a transcript, which has neither rounds nor a session to go back to."""

    engine: str
    top: int
    head: str
    """Last link of the record's chain; publish it, and the record cannot change unseen."""


@dataclass(frozen=True)
class Report(About):
    """A decision record for people."""

    practice: bool
    decision: str
    headline: str
    provisional: bool
    reasons: tuple[str, ...]
    axes: tuple[AxisResult, ...]
    gates: tuple[Gate, ...]
    pulls: tuple[str, ...]
    """Of each depth that is not above its bar: what pulls it down, and what holds it up."""

    vetoes: tuple[str, ...]
    dissent: tuple[str, ...]
    agreement: float | None
    confidence: float
    unread: bool
    """Whether no seat read any answer."""

    flips: tuple[Flip, ...]
    not_asked: tuple[str, ...]
    """Competencies that weigh most in this world and view, and that no question was about."""

    wanted: tuple[Wanted, ...]
    seats: tuple[str, ...]
    """Names, in the order of `HeatRow.levels`; ballots may come in another one."""

    heat: tuple[HeatRow, ...]
    ballots: tuple[SeatBallot, ...]
    turns: tuple[TurnRow, ...]
    unasked: tuple[str, ...]
    """Risks that were heard and never challenged."""

    adaptability: tuple[TurnRow, ...]
    drills: tuple[Drill, ...]

    tailoring: Tailoring | None = None
    """None where no job description and no CV was given."""

    form: str = ""
    """The fixed list of questions that was asked; "" where the chair chose."""

    reading: HowRead | None = None
    usage: Usage | None = None
    """None where no language model was called."""

    coaching: Coaching | None = None
    """None where nobody asked for it."""

    replay_of: str = ""
    """The session of which a turn was answered anew; "" where it is no replay."""
