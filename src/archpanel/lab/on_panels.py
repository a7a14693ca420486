"""Sections about what personas do at a table: asking, moving, deciding."""

from collections import Counter
from collections.abc import Sequence

from archpanel.domain import Decision
from archpanel.evals.harness.figure import Figure
from archpanel.lab.advising import Advised
from archpanel.lab.asking import Asked
from archpanel.lab.influence import Influence, Votes
from archpanel.lab.moving import Moved
from archpanel.lab.sections import Cell, Chart, Section, count, counted, shown
from archpanel.lab.sitting import Comparison
from archpanel.lab.versions import PairedTest, Versions

DECISIONS: tuple[Decision, ...] = ("hire", "hold", "no_hire")
MOVES = ("open", "probe", "cross-examine", "twist", "close")


def mix_section(asked: Sequence[Asked]) -> Section:
    """Return what each persona asked where it held interviews."""
    rows: list[tuple[Cell, ...]] = [
        (
            a.persona,
            *(count(a.moves[move]) for move in MOVES),
            count(a.questions),
            a.share,
            a.even,
            a.words,
        )
        for a in asked
    ]
    return Section(
        "questions",
        "What they ask",
        "Questions by move in the interviews that a panel held itself, and each persona's share "
        "of all questions and of all the panel's words. Seats of a larger panel have smaller "
        "shares, so compare `of an even share`: 1 is as many questions as anybody else. What is "
        "asked depends on who else sits there and on what the candidate says."
        if asked
        else "No panel held an interview here: questions came from a bank or a transcript. A "
        "scripted candidate (--answers) or records of rehearsals (--record) show what is asked.",
        ("persona", *MOVES, "questions", "share", "of an even share", "share of words"),
        tuple(rows),
        chart=Chart("bars", "Questions that each persona asked, by move", "questions", MOVES)
        if asked
        else Chart(),
    )


def rounds_section(asked: Sequence[Asked]) -> Section | None:
    """Return rounds and competencies of their questions, and what led to follow-ups."""
    if not asked:
        return None
    rows = [
        (
            a.persona,
            a.follow_ups,
            counted(a.triggers, 4),
            counted(a.rounds, 4),
            counted(a.competencies, 4),
        )
        for a in asked
    ]
    return Section(
        "question-mix",
        "About what, and why",
        "Of its questions the share that asks again about something said, and what triggered "
        "these; rounds and main competencies of all its questions.",
        ("persona", "follow-ups", "triggered by", "rounds", "competencies"),
        tuple(rows),
    )


def advice_section(found: Sequence[Advised]) -> Section:
    """Return what each persona advises before any debrief."""
    columns = ("strong_no_hire", "no_hire", "undecided", "hire", "strong_hire")
    rows: list[tuple[Cell, ...]] = [
        (a.persona, *(count(a.advice[one]) for one in columns), a.against, count(a.interviews))
        for a in found
    ]
    return Section(
        "advice",
        "What they advise",
        "Recommendations of the sealed ballots. A persona weighs what it cares about more, so the "
        "same levels can lead to different advice. Last, how often its panel decided otherwise: "
        "a panel also looks at must-haves, coverage and the zone around the bar, in which it "
        "holds.",
        ("persona", *map(_said, columns), "panel decided otherwise", "interviews"),
        tuple(rows),
        chart=Chart("bars", "Recommendations of each persona", "interviews",
                    tuple(map(_said, columns))),
    )  # fmt: skip


def moves_section(moved: Sequence[Moved]) -> Section:
    """Return how ballots moved in debriefs."""
    rows = [
        (
            m.persona,
            count(m.ballots),
            count(m.debriefs),
            count(m.asked),
            m.rate,
            count(m.up),
            count(m.down),
            counted(m.evidence),
            counted(m.shown),
            counted(m.competencies),
            count(m.recommendations),
        )
        for m in moved
    ]
    return Section(
        "moves",
        "How their ballots move",
        "A debrief is held where ballots lie more than the policy's spread apart. Of a persona's "
        "levels that were in dispute there, how many it changed, in which direction, and on whose "
        "words: the seats whose sealed ballots had rested on the quotation that it cited. Then "
        "what these words had been read as, about which competency, and how often its "
        "recommendation changed.",
        ("persona", "ballots", "debriefs", "in dispute", "moved", "up", "down", "on words of",
         "read as", "about", "advice changed"),
        tuple(rows),
        chart=Chart("bars", "Levels moved up and down in debriefs", "moves", ("up", "down"))
        if any(m.up + m.down for m in moved)
        else Chart(),
    )  # fmt: skip


def influence_section(found: Sequence[Influence]) -> Section:
    """Return how often the verdict would be another one without each seat."""
    rows = [(i.panel, i.persona, i.differs, _changes(i), count(i.differs.n)) for i in found]
    return Section(
        "influence",
        "What a seat decides",
        "The same interviews decided again without one seat: how often another verdict comes out. "
        "The debrief is not held again, and the quorum counts those who are left.",
        ("panel", "without", "verdict differs", "with it, without it", "interviews"),
        tuple(rows),
    )


def _changes(one: Influence) -> str:
    told = {f"{_said(before)} to {_said(after)}": n for (before, after), n in one.changes.items()}
    return counted(told)


def _said(decision: str) -> str:
    return decision.replace("_", " ")


def panels_section(comparison: Comparison, votes: Sequence[Votes]) -> Section:
    """Return what each panel decided, and how many votes it amounts to."""
    worth = {v.panel: v for v in votes}
    rows: list[tuple[Cell, ...]] = []
    for panel in dict.fromkeys(s.panel for s in comparison.sittings):
        mine = [s for s in comparison.sittings if s.panel == panel]
        decided = Counter(s.record.verdict.decision for s in mine)
        known = worth.get(panel)
        first = mine[0]
        seats = ", ".join(comparison.label(first, seat) for seat in first.record.brief.seats)
        rows.append(
            (
                panel,
                seats if seats != panel else "as named",
                *(count(decided[decision]) for decision in DECISIONS),
                known.effective if known else "one seat",
                known.correlation if known else "",
            )
        )
    return Section(
        "panels",
        "What the panels decide",
        "Verdicts of each panel, and to how many independent judges it amounts (Kish): seats that "
        "are wrong together, measured against the level that each answer was written to, count "
        "as one. Error correlation is the mean over pairs of seats.",
        ("panel", "seats", *map(_said, DECISIONS), "effective votes", "error correlation"),
        tuple(rows),
    )


def verdicts_section(comparison: Comparison) -> Section:
    """Return every interview's verdict by every panel."""
    panels = tuple(dict.fromkeys(s.panel for s in comparison.sittings))
    found = {(s.interview, s.panel): s.record.verdict.decision for s in comparison.sittings}
    rows = [
        (interview, *(_said(found.get((interview, panel), "-")) for panel in panels))
        for interview in dict.fromkeys(s.interview for s in comparison.sittings)
    ]
    return Section(
        "verdicts",
        "Verdict by verdict",
        "What each panel came to on each interview.",
        ("interview", *panels),
        tuple(rows),
    )


def file_section(found: Versions, number: int) -> Section:
    """Return what differs between two files."""
    rows = tuple((field, before or "-", after or "-") for field, before, after in found.file)
    return Section(
        f"file-{number}",
        f"The file: {found.before} and {found.after}",
        "What differs in meaning." if rows else "The two files do not differ in meaning.",
        ("field", found.before, found.after),
        rows,
    )


def tests_section(found: Versions, number: int) -> Section:
    """Return what differs in deed, test by test; what is too few to say is named below."""
    told = [test for test in found.tests if test.p is not None]
    few = [test.name for test in found.tests if test.p is None]
    moved = [
        f"{interview}: {_said(before)}, then {_said(after)}."
        for interview, before, after in found.recommendations
    ]
    notes = [
        f"The advice of their sealed ballots differs on {len(moved)} of {found.voted} interviews.",
        *moved,
        *([f"Too few interviews to say: {', '.join(few)}."] if few else []),
    ]
    return Section(
        f"tests-{number}",
        f"In deed: {found.before} and {found.after}",
        f"{_verdict(told)} Paired by interview: the second less the first; p by permutation and, "
        "beside it, by signs alone; p corrected is the first, corrected for the number of tests "
        "(Holm). Below 0.05 there, a difference is hardly chance; above, it may still be there and "
        "these interviews too few.",
        ("what", "difference", "p corrected", "p", "p (signs)", found.before, found.after,
         "interviews"),
        tuple(map(_test, told)),
        tuple(notes),
    )  # fmt: skip


NOTICEABLE = 0.1
"""Levels are kept in tenths. With many answers a difference of a hundredth is beyond chance, and
it still is no difference to anybody."""


def _verdict(tests: Sequence[PairedTest]) -> str:
    sure = [f"{test.name} ({shown(_test(test)[1])})" for test in tests if test.found]
    if not sure:
        return "Nothing differs beyond chance."
    small = all(abs(t.difference or 0) < NOTICEABLE for t in tests if t.found)
    less = f" Each is less than {NOTICEABLE}, the smallest step of the scale." if small else ""
    return f"Differs beyond chance: {', '.join(sure)}.{less}"


def _test(test: PairedTest) -> tuple[Cell, ...]:
    change = "levels" if test.name.startswith("level") else "difference"
    values = (test.difference, test.holm, test.p, test.sign_p, test.before, test.after)
    units = (change, "p", "p", "p", "", "")
    figures = [
        Figure(test.name, value, n=test.interviews, unit=unit)
        for value, unit in zip(values, units, strict=True)
    ]
    return (test.name, *figures, count(test.interviews))
