"""What is compared, and the targets. Each scenario returns its figures."""

from collections.abc import Callable, Sequence
from statistics import median

from archpanel.domain import UnknownName
from archpanel.evals.bench.bench import Bench, Measured, Pair
from archpanel.evals.bench.figures import (
    Figure,
    cost_classic,
    cost_marked,
    counted,
    growth_exponent,
    ratio,
)
from archpanel.evals.bench.imports import import_times, loads
from archpanel.evals.bench.journal import depth_of, sum_up
from archpanel.evals.bench.product import SEATS

WAIT, VERDICT, EXPONENT, CACHEABLE = 1.05, 1.10, 1.10, 0.80
CPU, CPU_GROWTH, BATCH, IMPORT = 1.6, 1.15, 0.95, 0.5

COST = {8: (22_000, 27_000), 32: (70_000, 85_000)}
"""Answers -> effective input tokens at most: cached at a tenth; under the rules of breakpoints."""

DEBRIEFS = 1
"""Rounds of debrief wherever nothing else is said."""


def latency(bench: Bench) -> list[Figure]:
    """Measure what the candidate waits for the next question.

    Late scores are told and have no target: with a second to think they show how long the scores
    are, and nobody waits for them but the verdict.
    """
    pairs = _timed(bench, 0)
    first = _ratios(pairs, lambda m: median(m.timings.first_tokens()))
    whole = _ratios(pairs, lambda m: median(m.timings.questions()))
    ours = [mine for mine, _ in pairs]
    return [
        ratio("latency", "first token / floor", first, "<=", WAIT),
        ratio("latency", "whole question / floor", whole, "<=", WAIT),
        counted("latency", "calls in a row before it", max(map(before_question, ours)), "==", 1),
        counted("latency", "scores late", max(map(late_scores, ours))),
    ]


def verdict(bench: Bench) -> list[Figure]:
    """Measure what the candidate waits for the verdict, with and without a debrief."""
    found: list[Figure] = []
    for debriefs, name in ((1, "one debrief"), (0, "unanimous")):
        pairs = _timed(bench, debriefs)
        ratios = _ratios(pairs, lambda m: m.timings.verdict)
        depth = max(after_last_answer(mine) for mine, _ in pairs)
        found += [
            ratio("verdict", f"{name} / floor", ratios, "<=", VERDICT),
            counted("verdict", f"{name}: calls in a row", depth, "==", 1 + debriefs),
        ]
    return found


def tokens(bench: Bench) -> list[Figure]:
    """Count calls and input tokens of interviews of several lengths, caches cold."""
    found: list[Figure] = []
    prompts: list[float] = []
    for answers in bench.load.sizes:
        bench.tell(f"tokens, {answers} answers")
        bench.behave(DEBRIEFS, first_token=bench.load.apart)
        seen = bench.ours(answers, DEBRIEFS, think=bench.load.pause, warmups=0)
        prompts.append(sum_up(seen.entries).prompt)
        found += _counts(answers, seen)
    exponent = growth_exponent(bench.load.sizes, prompts)
    return [*found, counted("tokens", "growth exponent", round(exponent, 3), "<=", EXPONENT)]


def _counts(answers: int, seen: Measured) -> list[Figure]:
    sums, at = sum_up(seen.entries), f"N={answers}"
    expected = (1 + SEATS) * answers + SEATS + SEATS * DEBRIEFS
    cheap, marked = COST.get(answers, (None, None))
    classic = round(cost_classic(sums.prompt, sums.cached))
    breakpoints = round(cost_marked(sums.prompt, sums.read, sums.written))
    share = CACHEABLE if answers == max(COST) else None
    return [
        counted("tokens", f"{at}: calls", sums.calls, "<=", expected),
        counted("tokens", f"{at}: input", sums.prompt),
        counted("tokens", f"{at}: output", sums.output),
        counted("tokens", f"{at}: cached share", _share(sums.cached, sums.prompt), ">=", share),
        counted("tokens", f"{at}: 5.6 read share", _share(sums.read, sums.prompt), ">=", share),
        counted("tokens", f"{at}: cost", classic, "<=", cheap),
        counted("tokens", f"{at}: 5.6 cost", breakpoints, "<=", marked),
    ]


def cpu(bench: Bench) -> list[Figure]:
    """Measure processor time per call, and how it grows with the interview."""
    load = bench.load
    pairs = bench.pairs("cpu", load.middle, DEBRIEFS, {}, interviews=load.repeats, nobody=True)
    kept = bench.pairs("cpu, on disk", load.middle, DEBRIEFS, {}, interviews=load.repeats)
    growths = []
    bench.behave(DEBRIEFS)
    for number in range(bench.rounds):
        bench.tell(f"cpu growth, round {number + 1} of {bench.rounds}")
        short = bench.ours(min(load.sizes), DEBRIEFS, interviews=load.repeats, nobody=True)
        long = bench.ours(max(load.sizes), DEBRIEFS, nobody=True)
        growths.append(long.cpu_per_call / short.cpu_per_call)
    per_call = _ratios(pairs, lambda m: m.cpu_per_call)
    on_disk = _ratios(kept, lambda m: m.cpu_per_call)
    return [
        ratio("cpu", "per call / floor", per_call, "<=", CPU),
        ratio("cpu", "sessions on disk: per call / floor", on_disk),
        ratio("cpu", "longest / shortest interview", growths, "<=", CPU_GROWTH),
    ]


def connections(bench: Bench) -> list[Figure]:
    """Count connections that are opened after the first turn, when people think for long."""
    bench.tell("connections")
    # Without a wait it is chance how many calls overlap, and each of them needs a connection.
    bench.behave(0, first_token=bench.load.apart)
    seen = bench.ours(bench.load.answers, 0, think=bench.load.idle)
    begun = seen.timings.turns[0].answered
    fresh = sum(entry.fresh for entry in seen.entries if entry.start >= begun)
    return [counted("connections", "new after the first turn", fresh, "==", 0)]


def batch(bench: Bench) -> list[Figure]:
    """Measure how many interviews a process holds per second when many run at once."""
    pairs = bench.pairs(
        "batch", bench.load.answers, DEBRIEFS, {"first_token": bench.load.apart},
        interviews=bench.load.crowd, at_once=True,
    )  # fmt: skip
    speeds = _ratios(pairs, lambda m: 1 / m.run.seconds)
    return [ratio("batch", "interviews per second / floor", speeds, ">=", BATCH)]


def imports(bench: Bench) -> list[Figure]:
    """Measure what `import archpanel` takes, each time in a new process."""
    bench.tell("import")
    times = import_times(("archpanel", "openai"), bench.load.imports)
    ratios = [ours / theirs for ours, theirs in times]
    return [
        ratio("import", "archpanel / openai", ratios, "<=", IMPORT),
        counted("import", "loads langgraph", loads("archpanel", "langgraph"), "==", 0),
    ]


SCENARIOS: dict[str, Callable[[Bench], list[Figure]]] = {
    "latency": latency,
    "verdict": verdict,
    "tokens": tokens,
    "cpu": cpu,
    "connections": connections,
    "batch": batch,
    "import": imports,
}


def chosen(names: Sequence[str]) -> list[str]:
    """Return the scenarios of these names in their usual order; all without names.

    Raises:
        UnknownName: there is no such scenario.
    """
    for name in names:
        if name not in SCENARIOS:
            raise UnknownName("scenario", name, SCENARIOS)
    return [name for name in SCENARIOS if name in names or not names]


def before_question(seen: Measured) -> int:
    """Return how many calls came one after the other before a question, itself included."""
    questions = [e for e in seen.entries if e.streamed and e.status == 200]
    found = [1]
    for turn, question in zip(seen.timings.turns[1:], questions[1:], strict=False):
        between = [e for e in seen.entries if e.start >= turn.waits and 0 < e.end <= question.start]
        found.append(depth_of(between) + 1)
    return max(found)


def late_scores(seen: Measured) -> int:
    """Return how many scores of earlier answers were still to come when an answer was given."""
    scored = [entry.end for entry in seen.entries if not entry.streamed and entry.status == 200]
    return max(
        SEATS * number - min(SEATS * number, sum(0 < end <= turn.answered for end in scored))
        for number, turn in enumerate(seen.timings.turns)
    )


def after_last_answer(seen: Measured) -> int:
    """Return how many calls came one after the other from the last answer to the verdict."""
    last = seen.timings.last_answer
    return depth_of([entry for entry in seen.entries if entry.start >= last])


def _timed(bench: Bench, debriefs: int) -> list[Pair]:
    load = bench.load
    manners = {"first_token": load.first_token, "per_token": load.per_token}
    name = f"questions and verdict, {debriefs} debriefs"
    return bench.pairs(name, load.answers, debriefs, manners, think=load.think)


def _ratios(pairs: Sequence[Pair], read: Callable[[Measured], float]) -> list[float]:
    return [read(mine) / read(floors) for mine, floors in pairs]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
