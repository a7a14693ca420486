"""Drills as text and JSON: why this one, what was heard, what is on the list."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from archpanel.agents.clock import today
from archpanel.cli.consoles import WIDTH, content, notices, say
from archpanel.cli.drill_going import Going
from archpanel.cli.exits import print_json
from archpanel.cli.starting import typeable
from archpanel.cli.tables import Column, print_table
from archpanel.opening.practising import Choice, PracticeDesk
from archpanel.programme.drilling import Outcome
from archpanel.programme.practice import Card
from archpanel.programme.practice_store import Left

STATES = {"met": "met", "partly": "half", "not_met": "not heard"}
INDENT = 11
"""Columns of the states, and how far all else stands in."""
RISKS = {
    "raised": "Red flag",
    "suspected": "A panel would ask about this",
    "withdrawn": "Taken back",
}

NO_VERDICT = "A drill is practice: it changes no verdict, and `programme status` does not count it."
EMBEDDED = (
    "The embedded engine compares what you say with what good answers hold; it does not know "
    "whether you are right."
)


def lead_in(desk: PracticeDesk, card: Card, left: Left | None) -> str:
    """Say why this is drilled now, before it is asked; nothing of it helps to answer."""
    task, name = card.task, desk.pack.competency(card.task.competency).name
    if left is not None and left.is_answer:
        return f"{name}: your answer to {task.question} was kept and is read now."
    if left is not None:
        return f"{name}: you left this one; what you typed is in the box."
    how = "One question, two minutes, no probes."
    return f"{name}: {_origin(desk, card)} {how}"


def _origin(desk: PracticeDesk, card: Card) -> str:
    task = card.task
    if card.tries:
        return f"drilled {_times(len(card.tries))}; {_day_of(card)}"
    if task.sessions and task.asked:
        return (
            f"a drill of session {task.sessions[-1]}. What that asked is kept for rehearsals; this "
            "asks for the same."
        )
    if task.sessions:
        return f"a drill of session {task.sessions[-1]}."
    if not desk.has_sessions:
        return (
            "no session is finished yet, so this is drawn from the study part of the bank, the "
            "most central competencies first."
        )
    return "drawn from the study part of the bank."


def _times(many: int) -> str:
    return {1: "once", 2: "twice"}.get(many, f"{many} times") + " before"


def _day_of(card: Card) -> str:
    days = (card.back.due - today()).days
    if days > 0:
        return f"ahead of its day, {_day(card.back.due)}."
    return "due today." if days == 0 else f"due since {_day(card.back.due)}."


def _day(day: date) -> str:
    return f"{day:%a %Y-%m-%d}"


def show_outcome(
    going: Going, told: Outcome, card: Card, whole: dict[str, Any], *, as_json: bool
) -> None:
    """Print what was heard, what to say next time, and when it comes again."""
    if as_json:
        print_json(_outcome_plain(going, told, card, whole))
        return
    console = content()
    console.print()
    name = going.desk.pack.competency(told.competency).name
    console.print(Text(_headline(name, told), style="bold"), width=WIDTH)
    if whole["told"]["brief"]:
        console.print(Text(whole["told"]["brief"]), width=WIDTH)
    for point in told.points:
        about = point.competency if point.competency != told.competency else ""
        also = f" ({going.desk.pack.competency(about).name})" if about else ""
        _entry(console, STATES[point.state], f"{point.point}{also}", point.quote)
    for risk in told.risks:
        console.print()
        words = f"{RISKS[risk.state]} ({risk.concern}): {risk.flag}"
        console.print(Text(words), width=WIDTH)
        _quoted(console, risk.quote, 2)
    console.print()
    for line in _after(told, card):
        console.print(Text(line), width=WIDTH)
    going.stage.notice(f"{NO_VERDICT} {_reader(whole['assessment'])}")


def _reader(made: dict[str, Any]) -> str:
    maker = made["maker"]
    if maker["engine"] == "embedded":
        return EMBEDDED
    return f"Read by {made['stand_in'] or maker['model']}, which can be wrong; quotes are checked."


_KINDS = {
    "passed": "you passed, so there was nothing to read",
    "dont_know": "you said that you do not know, and nothing followed",
    "refused": "you did not answer",
    "off_topic": "what you said is about something else",
    "echo": "what you said repeats the question",
}


def _headline(name: str, told: Outcome) -> str:
    if told.unread:
        return f"{name}: not read. {told.unread}"
    if told.level is None:
        return f"{name}: nothing of the answer was about this."
    side = "the bar is met" if told.is_met else "below the bar"
    made = sum(point.state == "met" for point in told.points)
    why = f"; {_KINDS[told.kind]}" if told.kind in _KINDS else ""
    points = f"{made} of {len(told.points)} points made"
    return f"{name}: {told.level:.1f} against a bar of {told.bar:.1f}, {side}; {points}{why}."


def _entry(console: Console, state: str, words: str, quote: str) -> None:
    line = Text(f"{state:<{INDENT}}", style="bold" if state == STATES["not_met"] else "dim")
    body = Text(words)
    console.print()
    wide = min(WIDTH, console.width)
    wrapped = body.wrap(console, wide - INDENT)
    for n, row in enumerate(wrapped):
        console.print(Text.assemble(line if n == 0 else " " * INDENT, row), width=wide)
    _quoted(console, quote, INDENT)


def _quoted(console: Console, quote: str, indent: int) -> None:
    if quote:
        flat = " ".join(quote.split())
        shown = Padding(Text(f'"{flat}"', style="italic"), (0, 0, 0, indent))
        console.print(shown, width=min(WIDTH, console.width))


def _after(told: Outcome, card: Card) -> Iterator[str]:
    if told.unread:
        yield "It counts for nothing, and its day stays as it was."
        return
    yield f"Next time: {told.say_next}"
    yield _again(card)


def _again(card: Card) -> str:
    gap = card.back.gap
    days = "1 day" if gap == 1 else f"{gap} days"
    return f"Again in {days}, on {_day(card.back.due)}, because {card.back.why}."


def _outcome_plain(
    going: Going, told: Outcome, card: Card, whole: dict[str, Any]
) -> dict[str, Any]:
    return {
        "question": card.task.question,
        "competency": told.competency,
        "session": card.task.sessions[-1] if card.task.sessions else "",
        "asked_instead_of": card.task.asked,
        "level": told.level,
        "bar": told.bar,
        "met": told.is_met,
        "kind": told.kind,
        "unread": told.unread,
        "points": [asdict(point) for point in told.points],
        "red_flags": [asdict(risk) for risk in told.risks],
        "next_time": told.say_next,
        "due": card.back.due.isoformat(),
        "gap_days": card.back.gap,
        "why_then": card.back.why,
        "practice": whole["assessment"]["maker"]["engine"] == "embedded",
        **{name: value for name, value in whole.items() if name != "told"},
    }


def nothing_due(desk: PracticeDesk, *, as_json: bool) -> None:
    """Say that nothing is due, what comes next, and how to practise ahead."""
    card = next(iter(desk.cards), None)
    if as_json:
        print_json({"status": "nothing due", "next": _card_plain(card) if card else None})
        return
    say(content(), *(typeable(line) for line in _nothing(desk, card)))


def _nothing(desk: PracticeDesk, card: Card | None) -> Iterator[str]:
    if card is None:
        yield "Nothing is due: every question of the study part is on the list."
        return
    name = desk.pack.competency(card.task.competency).name
    days = (card.back.due - today()).days
    yield "Nothing is due today."
    yield f"Next: {name}, {_day(card.back.due)} (in {'1 day' if days == 1 else f'{days} days'})."
    yield "`archpanel drill --ahead` practises it now; `--competency ID` chooses something else."


def show_list(desk: PracticeDesk, choice: Choice, *, as_json: bool) -> None:
    """Print the practice list: what is due when, and how it went so far."""
    cards = desk.about(choice)
    if as_json:
        print_json(_list_plain(desk, cards))
        return
    if not cards:
        say(content(), typeable(_empty(desk, choice)))
        return
    due = sum(card.is_due(today()) for card in cards)
    say(content(), f"{due} of {len(cards)} due.", "")
    columns = [
        Column("due", ids=True),
        Column("competency"),
        Column("level / bar", ids=True),
        Column("question", ids=True),
        Column("drilled", ids=True),
        Column("why then"),
    ]
    print_table(content(), columns, [_row(desk, card) for card in cards])
    say(notices(), "", NO_VERDICT, *_left_out(desk))


def _left_out(desk: PracticeDesk) -> Iterator[str]:
    if lost := desk.unreadable:
        named = ", ".join(lost)
        yield f"Left out, since this version of archpanel cannot read their verdicts: {named}."


def _empty(desk: PracticeDesk, choice: Choice) -> str:
    if not choice.is_open:
        return "Nothing of that is on the list; `archpanel drill` with the same option asks it now."
    if desk.has_sessions:
        return "Nothing is on the list: no verdict asks for a drill. `archpanel drill` draws one."
    return (
        "Nothing is on the list: no session is finished yet. `archpanel rehearse` holds one; "
        "`archpanel drill` draws a question of the study part."
    )


def _row(desk: PracticeDesk, card: Card) -> tuple[str, ...]:
    task = card.task
    late = (today() - card.back.due).days
    when = "today" if late == 0 else f"{late} d ago" if late > 0 else card.back.due.isoformat()
    level = "-" if card.level is None else f"{card.level:.1f}"
    return (
        when,
        desk.pack.competency(task.competency).name,
        f"{level} / {task.bar:.1f}",
        task.question,
        str(len(card.tries)),
        card.back.why,
    )


def _list_plain(desk: PracticeDesk, cards: Sequence[Card]) -> dict[str, Any]:
    return {
        "due": sum(card.is_due(today()) for card in cards),
        "drills": [_card_plain(card) for card in cards],
        "left": [asdict(left) for left in desk.practice.left()],
        "history": desk.practice.history(),
        "unreadable_sessions": list(desk.unreadable),
    }


def _card_plain(card: Card) -> dict[str, Any]:
    task = {**asdict(card.task), "since": card.task.since.isoformat()}
    return {
        **task,
        "due": card.back.due.isoformat(),
        "is_due": card.is_due(today()),
        "gap_days": card.back.gap,
        "met_running": card.back.running,
        "why_then": card.back.why,
        "level_now": card.level,
        "tries": [
            {
                "day": one.day.isoformat(),
                "level": one.levels.get(card.task.competency),
                "points_met": one.met,
                "points": one.of,
            }
            for one in card.tries
        ],
    }
