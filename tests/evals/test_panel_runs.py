from archpanel.domain import Item, Question
from archpanel.evals.panel_runs import hold, make_brief
from archpanel.packs import load_pack
from archpanel.testing import ScriptedEngine


def silent(question: Question, item: Item) -> str:
    return "I would have to think about that."


async def test_an_interview_is_held_with_an_engine_of_any_kind() -> None:
    pack = load_pack("ai-architect")
    run = await hold(pack, ScriptedEngine(), make_brief(pack, turns=2), silent)
    assert len(run.questions) == len(run.answers) == 2
    assert len(run.assessments) == 6
