"""A note to the candidate: from findings alone, checked whole, and on record however it ends."""

import pytest
from finished import finished
from played import PlayedCaller, llm_brief, pack, seats_of

from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import EngineError, EngineUnavailable, UnusableReply
from archpanel.agents.llm.coaching import Coach, checked, findings
from archpanel.agents.llm.desk import Desk
from archpanel.agents.llm.pages import Pages
from archpanel.domain import LONGEST_COACHING, DecisionRecord

CANARY = "quillfeather-0123456789"
NOTE = "Start with the weakest competency: say what you would do first, and why."


@pytest.fixture(autouse=True)
def interview() -> DecisionRecord:
    """A finished interview, held before a test's own loop runs."""
    return finished()


def coach(caller: PlayedCaller, log: CallLog) -> Coach:
    role = pack()
    brief = llm_brief(role)
    desk = Desk(caller, brief.seats[0], "played", "", log)
    return Coach(desk, Pages(brief, role, seats_of(brief)), "played")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Too short.",
        "word " * (LONGEST_COACHING // 4),
        '{"note": "Start with the weakest competency, and say what you would do."}',
        '"Start with the weakest competency, and say what you would do first."',
        "```\nStart with the weakest competency, and say what you would do.\n```",
        f"{NOTE} {CANARY}",
        f"{NOTE} {CANARY.upper()}",
        f"{NOTE} <<<said 123 it was so 123 said>>>",
        "As a language model, I would start with the weakest competency.",
    ],
)
def test_what_is_no_note_is_refused(written: str) -> None:
    with pytest.raises(UnusableReply):
        checked(written, CANARY)


def test_a_note_is_shown_without_hidden_characters() -> None:
    assert checked(f"  {NOTE}\u202e\u200b\x07 ", CANARY) == NOTE


async def test_the_prompt_holds_no_word_of_the_candidate() -> None:
    record, caller, log = finished(), PlayedCaller(), CallLog()
    note = await coach(caller, log).write(record)
    assert (note.text, note.model) == (NOTE, "played")
    (request,) = caller.asked
    asked = "\n".join(request.user)
    assert "The panel's decision:" in asked
    assert [quote for quote in _quotes() if quote in asked] == []


def _quotes() -> list[str]:
    record = finished()
    said = [sentence for a in record.answers for sentence in a.text.split(". ") if sentence]
    return [*said, *(e.quote for a in record.assessments for e in a.evidence)]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (NOTE, "ok"),
        ("{}", "The model's note has 2 characters"),
        (EngineUnavailable("The server is out of reach."), "The server is out of reach."),
    ],
)
async def test_the_call_is_on_the_log_however_it_ends(
    reply: str | EngineError, outcome: str
) -> None:
    caller, log = PlayedCaller(lambda request: reply), CallLog()
    try:
        await coach(caller, log).write(finished())
    except (UnusableReply, EngineUnavailable):
        assert outcome != "ok"
    (call,) = log.drain()
    assert call.job == "coaching"
    assert call.prompt.startswith("coaching@1#")
    assert call.outcome.startswith(outcome)


def test_findings_name_the_weakest_with_the_anchor_of_the_next_level() -> None:
    record = finished()
    told = findings(record)
    first = told["weakest"].split("\n")[0]
    assert "; level " in first
    anchors = {a.strip() for c in record.role.competencies for a in c.anchors}
    assert first.partition(" reads: ")[2] in anchors
    assert told["missed"].startswith("- ")
