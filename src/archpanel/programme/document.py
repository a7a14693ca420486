"""A plan as a Markdown document: what it is aimed at, its sessions, and what proves it. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from archpanel.domain import Persona, RolePack
from archpanel.programme.plan import Plan, Planned
from archpanel.programme.proof import Coverage
from archpanel.programme.targets import Target
from archpanel.programme.variants import Meeting, Variant
from archpanel.programme.wording import counted, label, rounds_line, seats_line, sitting_line
from archpanel.report.escaping import text
from archpanel.report.wording import capital

STRESSED = 8
"""Competencies of a job that are named."""

Lines = Iterator[str]


def to_markdown(
    plan: Plan, targets: Sequence[Target], pack: RolePack, personas: Sequence[Persona]
) -> str:
    """Return a plan with its whole proof; the same plan always gives the same text."""
    parts = [
        [f"# A programme of {counted(len(plan.sessions), 'session')}"],
        _aimed(plan, targets, pack),
        _sessions(plan, pack, personas),
        _proof(plan),
        _every_pair(plan, pack),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _aimed(plan: Plan, targets: Sequence[Target], pack: RolePack) -> list[str]:
    if not targets:
        return []
    lines = ["## What it is aimed at", "", *(_stressed(target, pack) for target in targets)]
    if not plan.aims:
        return [*lines, "", "Nothing there tells one variant of a session from another."]
    return [
        *lines,
        "",
        "What that tells of sessions. The best of a factor counts 1, the worst 0; a factor whose "
        "values it does not tell apart is missing.",
        "",
        *_table(("variant", "fits", "sessions"), _aims(plan, pack)),
    ]


def _stressed(target: Target, pack: RolePack) -> str:
    names = {competency.id: competency.name for competency in pack.competencies}
    strongest = sorted(target.stress.items(), key=lambda one: (-one[1], one[0]))[:STRESSED]
    told = ", ".join(f"{names[name]} ({share:.0%})" for name, share in strongest)
    return f"- **{text(target.name)}** stresses {told or 'nothing that the role knows'}."


def _aims(plan: Plan, pack: RolePack) -> Iterator[Sequence[str]]:
    for variant, aim in sorted(plan.aims.items(), key=lambda one: (one[0].factor, -one[1])):
        many = sum(variant in planned.sitting.variants for planned in plan.sessions)
        yield f"{variant.factor} {label(variant, pack)}", f"{aim:.2f}", str(many)


def _sessions(plan: Plan, pack: RolePack, personas: Sequence[Persona]) -> list[str]:
    head = ("n", "day", "for", "rounds", "panel")
    rows = (_row(planned, pack, personas) for planned in plan.sessions)
    return ["## The sessions, from easy to hard", "", *_table(head, rows)]


def _row(planned: Planned, pack: RolePack, personas: Sequence[Persona]) -> Sequence[str]:
    one = planned.sitting
    return (
        str(planned.n),
        f"{planned.day:%a %Y-%m-%d}",
        sitting_line(one, pack),
        rounds_line(one, pack),
        text(seats_line(one, personas)),
    )


def _proof(plan: Plan) -> list[str]:
    proof = plan.proof
    whole = proof.pairs_possible
    told = (
        f"Every pair of variants meets: {whole} of {whole}."
        if proof.is_whole
        else f"{proof.pairs_held} of {whole} pairs meet; no plan of so many rounds each holds all "
        f"in fewer than {plan.least} sessions."
    )
    triples = sum(one.held for one in proof.triples), sum(one.bound for one in proof.triples)
    return [
        "## What it covers",
        "",
        f"{told} Of the triples that so many sessions could hold at most ({triples[1]}), they hold "
        f"{triples[0]}.",
        "",
        *_table(("pairs of", "meet", "of"), map(_kind, proof.pairs)),
        "",
        *_table(
            ("triples of", "meet", "at most", "of"),
            ((*_kind(one)[:2], str(one.bound), str(one.possible)) for one in proof.triples),
        ),
    ]


def _kind(one: Coverage) -> Sequence[str]:
    return capital(", ".join(one.factors)), str(one.held), str(one.possible)


def _every_pair(plan: Plan, pack: RolePack) -> list[str]:
    missing = [(pair, "none") for pair in plan.proof.missing]
    held = _numbered(plan.proof.witnesses)
    rows = [
        (capital(" with ".join(_variant(v, pack) for v in pair)), numbers)
        for pair, numbers in sorted([*held, *missing])
    ]
    return ["## Every pair, and the sessions that hold it", "", *_table(("pair", "sessions"), rows)]


def _numbered(witnesses: Mapping[Meeting, Sequence[int]]) -> list[tuple[Meeting, str]]:
    return [(pair, ", ".join(map(str, numbers))) for pair, numbers in witnesses.items()]


def _variant(variant: Variant, pack: RolePack) -> str:
    return f"{variant.factor} {text(label(variant, pack))}"


def _table(head: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> Lines:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(row)} |"
