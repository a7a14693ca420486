"""The room says what reads the answers, whichever engine that is."""

import pytest
from interviews import brief

from archpanel.cli.stage import Stage
from archpanel.domain import Question
from archpanel.evals.small_pack import small_seats


@pytest.mark.parametrize(
    ("engine", "limit"),
    [
        ("embedded", "it cannot tell whether you are right. Its verdict is a practice verdict"),
        ("llm", "A language model reads what you say, and it can be wrong."),
        ("scripted", "It reads marks in square brackets and nothing else"),
    ],
)
def test_the_room_says_what_reads_the_answers(
    engine: str, limit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Stage(turns=6).opens(brief(engine=engine), small_seats())
    shown = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "You are talking to software." in shown
    assert limit in shown
    assert ("embedded" in shown) == (engine == "embedded")


def test_the_scene_stands_between_the_lead_in_and_what_is_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seat = small_seats()[0]
    lead_in = seat.lead_ins.open[0]
    question = Question(
        id="q1", persona=seat.id, move="open", item="one", item_digest="", round="plain",
        competencies=("alpha",), text=f"{lead_in} And now?", context="Two shops share one ledger.",
        reason="It is the first.",
    )  # fmt: skip
    Stage(turns=6).asks(question, seat)
    shown = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert f"{lead_in} Two shops share one ledger. And now?" in shown


def test_a_title_with_no_room_ends_in_an_ellipsis(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seat = small_seats()[0].model_copy(update={"role": "Head of a house with a very long name"})
    stage = Stage(turns=6)
    stage.console.width = 40
    question = Question(
        id="q1", persona=seat.id, move="open", item="one", item_digest="", round="plain",
        competencies=("alpha",), text="And now?", reason="It is the first.",
    )  # fmt: skip
    stage.asks(question, seat)
    (title,) = (line for line in capsys.readouterr().out.splitlines() if seat.name in line)
    assert title.endswith("… ─╮")
    assert len(title) == 40


def test_what_commands_mean_wraps_below_its_own_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stage = Stage()
    stage.notices.width = 40
    stage.lists({"/one": "short", "/another": "a meaning that takes more than one line to tell"})
    first, second, *more = capsys.readouterr().err.splitlines()
    assert first.split() == ["/one", "short"]
    column = second.index("a meaning")
    assert more
    assert all(not line[:column].strip() for line in more)
