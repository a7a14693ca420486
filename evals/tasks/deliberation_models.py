"""Deliberation of language models that are played: what reasons, peers and names do, by rule.

An interview is five answers put together from key points, so that the level of each competency is
known. Three played seats of set competence read it, of which one or two may lean
(`evals/debaters.py`), and debate one round: alone, before anonymous peers, before peers by name.
Each is held twice: under the panel's rules, and free, where every change counts that is proposed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from archpanel.agents.gates import disputed, levels_on, panel_level
from archpanel.domain import Ballot, Move
from archpanel.evals.debates import CREWS, PLANTED, SHARES, Debate, open_debate
from archpanel.evals.deliberations import Arm, aggregates, helps
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.measuring import mean_lead, mean_score, of_kind, share_of
from archpanel.evals.harness.sample import Sample, mixed_up
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.played import theatre_of

SEED = 20261128
INTERVIEWS = 30
LOOKS: tuple[Arm, ...] = ("self", "anonymous", "named")
REGIMES = ("rules", "free")
DEBATES = tuple(f"{regime}/{arm}" for regime in REGIMES for arm in LOOKS)
AGGREGATES = ("vote", "mean", "median", "majority", "chairman", "judge")
"""`vote` is the panel's rule without a debate; `judge` is the mean over its single seats."""


def load(data: Path | None) -> list[Sample]:
    """Return each interview before each crew, with each kind of planted seats."""
    samples = [
        Sample(
            id=f"debate-{number}/{crew}/{who.replace(' ', '-')}",
            input={"name": f"debate-{number}", "share": SHARES[number % len(SHARES)],
                   "crew": crew, "who": who},
            metadata={"crew": crew, "who": who},
            cluster=f"debate-{number}",
        )
        for number in range(INTERVIEWS)
        for crew in CREWS
        for who in PLANTED
    ]  # fmt: skip
    return mixed_up(samples, SEED)


async def solve(sample: Sample, setup: Setup) -> Output:
    """Return what every competency deserves, what each rule and debate makes of it, and moves."""
    given = sample.input
    debate = await open_debate(
        theatre_of(setup.pack), given["name"], given["share"], given["crew"], given["who"]
    )
    moves = {
        f"{regime}/{arm}": await debate.moves(arm, free=regime == "free")
        for regime in REGIMES
        for arm in LOOKS
    }
    after = {name: _panel_levels(debate, made) for name, made in moves.items()}
    return {
        "truth": dict(debate.truth),
        "levels": {**_aggregated(debate), **after},
        "moves": {name: [_plain(move) for move in made] for name, made in moves.items()},
        "invented": list(debate.invented),
        "minorities": _minorities(debate, moves["rules/anonymous"]),
    }


def _plain(move: Move) -> list[Any]:
    return [move.persona, move.competency, move.origin, move.to]


def _panel_levels(debate: Debate, moves: Sequence[Move]) -> dict[str, float]:
    ballots = debate.hearing.after(moves)
    spread = debate.hearing.setting.policy.spread
    return {c: panel_level(levels_on(ballots, c), spread) for c in debate.truth}


def _aggregated(debate: Debate) -> dict[str, Any]:
    """Return levels by rule and competency; for `judge` by seat, too."""
    ballots, spread = debate.hearing.ballots, debate.hearing.setting.policy.spread
    rules = {c: aggregates(ballots, c, debate.owners[c], spread) for c in debate.truth}
    named = {"vote": "panel", **{name: name for name in AGGREGATES[1:-1]}}
    found: dict[str, Any] = {
        name: {c: levels[rule] for c, levels in rules.items() if rule in levels}
        for name, rule in named.items()
    }
    judges = (f"judge/{seat}" for seat in CORE_SEATS)
    own = {name: {c: ls[name] for c, ls in rules.items() if name in ls} for name in judges}
    return {**found, **own}


def _minorities(debate: Debate, moves: Sequence[Move]) -> list[bool]:
    """Return, for each view of one against two that is left, whether it prevailed or is noted."""
    after, hearing = debate.hearing.after(moves), debate.hearing
    noted = {(d.persona, d.subject) for d in hearing.dissent(moves)}
    kept = []
    for seat, competency in debate.minorities(hearing.ballots):
        heard = levels_on(after, competency)
        if disputed(heard, hearing.setting.policy.spread):
            panel = panel_level(heard, hearing.setting.policy.spread)
            kept.append((seat, competency) in noted or panel == _own(after, seat, competency))
    return kept


def _own(ballots: Sequence[Ballot], seat: str, competency: str) -> float | None:
    return next(b.levels.get(competency) for b in ballots if b.persona == seat)


def score(sample: Sample, output: Output) -> Score:
    """Hold moves and levels against what each competency deserves."""
    truth, levels = output["truth"], output["levels"]
    value = dict[str, float]()
    for name, moves in output["moves"].items():
        signs = [helps(origin, to, truth[c]) for _, c, origin, to in moves if c in truth]
        value |= {f"helpful/{name}": signs.count(1), f"harmful/{name}": signs.count(-1)}
    for name in (*AGGREGATES[:-1], *DEBATES):
        value |= _apart(name, [levels[name]], truth)
    value |= _apart("judge", [levels[f"judge/{seat}"] for seat in CORE_SEATS], truth)
    if kept := output["minorities"]:
        value |= {"kept": float(all(kept)), "minorities": float(len(kept))}
    claimed, credited = output["invented"]
    value |= {"invented": float(claimed), "invented-credited": float(credited)}
    changed = sum(len(moves) for moves in output["moves"].values())
    return Score(value, answer=f"{changed} moves in {len(DEBATES)} debates")


def _apart(
    name: str, each: Sequence[Mapping[str, float]], truth: Mapping[str, float]
) -> dict[str, float]:
    """Return how far levels lie from the truth on average, and how far above it."""
    apart = [level - truth[c] for levels in each for c, level in levels.items()]
    if not apart:
        return {}
    above = fmean(max(0.0, one) for one in apart)
    return {f"error/{name}": fmean(map(abs, apart)), f"above/{name}": above}


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return what debates change, arm by arm, with the rules and without, beside plain rules."""
    named = (*AGGREGATES, *DEBATES)
    split = [one for one in scored if "kept" in one.score.value]
    return [
        _kept(split),
        _quotes("invented", scored, "quotes of words that nobody said, claimed"),
        _quotes("invented-credited", scored, "of these, credited"),
        *(_moves(f"{what}/{name}", scored) for name in DEBATES for what in ("helpful", "harmful")),
        *(_net(f"net/{name}", scored, name) for name in DEBATES),
        *(
            _moves(f"{what}/{regime}/anonymous", of_kind(scored, "who", who), who)
            for regime in REGIMES
            for what in ("helpful", "harmful")
            for who in PLANTED
        ),
        *(_net(f"net/{crew}", of_kind(scored, "crew", crew), "rules/anonymous") for crew in CREWS),
        *(_stopped("spared", "harmful", arm, scored) for arm in LOOKS),
        *(_stopped("forgone", "helpful", arm, scored) for arm in LOOKS),
        *(_levels(f"error/{name}", scored) for name in named),
        *(_levels(f"above/{name}", scored) for name in named),
        *(
            _levels(f"above/{name}", of_kind(scored, "who", who), f"above/{name}/{who}")
            for who in ("one lenient", "two lenient")
            for name in ("vote", "mean", "rules/anonymous", "free/anonymous")
        ),
    ]


def _kept(scored: Sequence[Scored]) -> Figure:
    """By interview: its crews read the same answers, and are not independent."""
    kept: dict[str, bool] = {}
    for one in scored:
        kept[one.sample.group] = kept.get(one.sample.group, True) and one.score.value["kept"] > 0
    note = "interviews in which each view of one against two is noted or prevails"
    return share_of("dissent", list(kept.values()), note)


def _moves(what: str, scored: Sequence[Scored], who: str = "") -> Figure:
    name = f"{what}/{who}" if who else what
    return mean_score(name, scored, what, "moves an interview")


def _quotes(what: str, scored: Sequence[Scored], note: str) -> Figure:
    return mean_score(what, scored, what, "quotes an interview", note)


def _levels(what: str, scored: Sequence[Scored], name: str = "") -> Figure:
    mine = [one for one in scored if what in one.score.value]
    return mean_score(name or what, mine, what, "levels")


def _net(name: str, scored: Sequence[Scored], debate: str) -> Figure:
    made = f"helpful/{debate}", f"harmful/{debate}"
    return mean_lead(name, scored, *made, "moves an interview", "helpful less harmful moves")


def _stopped(name: str, what: str, arm: Arm, scored: Sequence[Scored]) -> Figure:
    made = f"{what}/free/{arm}", f"{what}/rules/{arm}"
    note = f"{what} moves that the rules stop, paired"
    return mean_lead(f"{name}/{arm}", scored, *made, "moves an interview", note)


DELIBERATION_MODELS = Task(
    name="deliberation-models",
    asks="Which changes of mind do the panel's rules let pass, when models with set faults look "
    "again alone, before anonymous peers, or before peers by name?",
    material="30 interviews of five answers put together from key points, each before three crews "
    "of played models and with none, one or two seats that lean; truth: a reading without error",
    load=load,
    solve=solve,
    score=score,
    measure=measure,
    gates=(
        Gate("dissent", least=1.0),
        Gate("invented-credited", most=0.0),
        Gate("net/rules/anonymous", least=0.0),
        Gate("spared/anonymous", least=0.0),
        Gate("spared/named", least=0.0),
    ),
    quick=24,
    notes="Models are played by rule, whichever engine is named: this shows the mechanism, which "
    "is what the rules let pass of faults that were put in, and nothing of how often real models "
    "have them. How often seats doubt and conform is taken from arXiv:2606.00820; competence, "
    "leaning and respect for the owner of a matter are settings (`evals/debaters.py`). In a debate "
    "a seat sees no words of a quote, as in the panel's own; alone (`self`) it sees the same "
    "reasons and nobody's level. One round is held; the panel holds up to two.",
)
