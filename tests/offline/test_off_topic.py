"""In a review, care about something else earns no level, and the same answer earns it once."""

import pytest

from archpanel.agents.offline.anchors import AnchorReader
from archpanel.agents.offline.encoder import open_encoder
from archpanel.agents.repeats import shared_spans
from archpanel.domain import Competency
from archpanel.packs import load_pack

GOULASH = (
    "For the goulash I brown two kilos of shin in batches, because a crowded pot steams instead of "
    "searing; then onions cook down for 40 minutes before the paprika goes in off the heat, "
    "otherwise it scorches. I taste after each hour, comparing with a spoonful from last week."
)
HIVES = (
    "I keep nine hives at the edge of a wood. In spring I weighed each of them every week, because "
    "a hive that stops gaining is about to swarm; I split three and lost only one queen."
)
WORK = (
    "I keep 300 labelled questions from real users, run them before each release, and compare the "
    "interval with the last one, because a single mean hides the tail. Last time the judge model "
    "drifted, so we grade 50 of them by hand every week."
)
ASKED = "How do you evaluate an LLM system?"


@pytest.fixture(scope="module")
def reader() -> AnchorReader:
    return AnchorReader(open_encoder())


@pytest.fixture(scope="module")
def role() -> tuple[Competency, ...]:
    return load_pack("ai-architect").competencies


@pytest.mark.parametrize("told", [GOULASH, HIVES])
def test_a_story_about_something_else_earns_no_level(
    reader: AnchorReader, role: tuple[Competency, ...], told: str
) -> None:
    assert reader.read(role, ASKED, told) == ()


def test_an_answer_about_the_work_is_read_with_a_story_beside_it_as_without(
    reader: AnchorReader, role: tuple[Competency, ...]
) -> None:
    alone = {r.competency: r.level for r in reader.read(role, ASKED, WORK)}
    assert alone["llm-evaluation"] >= 4
    beside = {r.competency: r.level for r in reader.read(role, ASKED, f"{WORK} {GOULASH}")}
    assert beside["llm-evaluation"] == pytest.approx(alone["llm-evaluation"], abs=0.5)


def test_the_same_answer_to_another_question_is_read_once(
    reader: AnchorReader, role: tuple[Competency, ...]
) -> None:
    again = shared_spans(WORK, (WORK,))
    assert reader.read(role, "How do you scale it?", WORK, again) == ()


def test_a_role_of_another_world_is_not_judged_by_this_one(reader: AnchorReader) -> None:
    kitchen = Competency(
        id="braising",
        name="braising meat",
        axis="any",
        anchors=(
            "Crowds the pot and burns the paprika.",
            "Browns the meat in batches.",
            "Browns in batches, takes the pot off the heat for the paprika, tastes every hour.",
        ),
    )
    assert reader.read((kitchen,), "How do you cook a goulash?", GOULASH) != ()
