"""A check finds each fault that was planted in a sound pack, and says where it is."""

import random
from typing import Any

import pytest

from archpanel.domain import RolePack, SurpriseCard
from archpanel.evals.small_pack import small_pack
from archpanel.files.stamps import unstamped
from archpanel.packs.checking import check
from archpanel.packs.similarity import TOO_ALIKE, near_duplicates
from archpanel.packs.versions import contents

Json = dict[str, Any]
MANY = 12
DIFFICULTIES = ("warm-up", "core", "stretch")


def word_of(draw: random.Random) -> str:
    return "".join(draw.choice("bcdfghklmnprstvz") + draw.choice("aeiou") for _ in range(3))


def sentence(draw: random.Random) -> str:
    return " ".join(word_of(draw) for _ in range(9))


def sound() -> Json:
    """Twelve questions that share no words, in one round that needs no more."""
    pack: Json = small_pack().model_dump(mode="json")
    template = pack["questions"][0]
    pack["questions"] = [question(n, template, pack) for n in range(MANY)]
    for competency in pack["competencies"]:
        competency["importance"] = {"startup": {"any": 2}}
    return pack


def question(n: int, template: Json, pack: Json) -> Json:
    draw = random.Random(n)
    mine = [c["id"] for c in pack["competencies"]]
    pair = [mine[n % 4], mine[(n + 1) % 4]]
    points = [
        {**point, "id": f"p{k}", "competency": pair[k % 2], "point": sentence(draw)}
        for k, point in enumerate(template["key_points"])
    ]
    met = [point["id"] for point in points]
    example = template["examples"]["weak"]
    return {
        **template,
        "id": f"question-{n}",
        "difficulty": DIFFICULTIES[n % 3],
        "competencies": pair,
        "text": sentence(draw),
        "context": sentence(draw),
        "key_points": points,
        "red_flags": [{**template["red_flags"][0], "competency": pair[0]}],
        "examples": {
            "weak": example,
            "adequate": {**example, "meets": met[:2]},
            "strong": {**example, "meets": met},
        },
    }


def found_in(pack: Json) -> list[tuple[str, str]]:
    return [(p.where, p.what) for p in check(RolePack.model_validate(pack))]


def test_a_sound_pack_has_no_problem() -> None:
    assert found_in(sound()) == []


def put(pack: Json, path: str, value: object) -> None:
    """Set `questions/0/text` and the like; `+` appends."""
    *way, last = path.split("/")
    place: Any = pack
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if last == "+":
        place.append(value)
    elif isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value


FAULTS: list[Any] = [
    pytest.param("competencies/0/anchors/2", "", "alpha", "an anchor is empty", id="no anchor"),
    pytest.param(
        "competencies/0/anchors/2",
        "Alpha  at LEVEL 2",
        "alpha",
        "two levels have the same anchor",
        id="equal anchors",
    ),
    pytest.param(
        "competencies/0/importance/startup/any",
        0,
        "alpha",
        "unreachable: importance 0 in every world and view",
        id="no importance anywhere",
    ),
    pytest.param(
        "competencies/0/importance/start-up",
        {"any": 1},
        "alpha",
        "importance in unknown worlds ['start-up']",
        id="importance in an unknown world",
    ),
    pytest.param(
        "competencies/0/importance/startup/ani",
        1,
        "alpha",
        "importance in unknown views ['ani']",
        id="importance in an unknown view",
    ),
    pytest.param(
        "questions/0/worlds",
        ["startup", "mars"],
        "question-0",
        "unknown worlds ['mars']",
        id="a question for an unknown world",
    ),
    pytest.param(
        "rounds/0/competencies/+",
        "zeta",
        "round plain",
        "unknown competencies ['zeta']",
        id="a round for an unknown competency",
    ),
    pytest.param(
        "rounds/0/views/+",
        "nobody",
        "round plain",
        "unknown views ['nobody']",
        id="an unknown view",
    ),
    pytest.param(
        "questions/0/round", "lunch", "question-0", "unknown round 'lunch'", id="an unknown round"
    ),
    pytest.param(
        "forms",
        [{"id": "f", "version": 1, "title": "F", "questions": ["question-0", "question-0"]}],
        "form f",
        "asks a question twice",
        id="a form that asks twice",
    ),
    pytest.param(
        "questions/0/examples/strong/meets",
        ["p0", "p1"],
        "question-0",
        "its strong example is not said to meet ['p2', 'p3']",
        id="a strong example that does not meet",
    ),
    pytest.param(
        "questions/0/examples/weak/meets",
        ["p0", "p1"],
        "question-0",
        "its weak example meets more than one key point",
        id="a weak example that meets",
    ),
    pytest.param(
        "policy/must_haves",
        [{"competency": "zeta", "at_least": 2}],
        "policy.yaml",
        "must-have 'zeta' is no competency",
        id="a must-have that nobody knows",
    ),
    pytest.param(
        "policy/must_haves",
        [{"competency": "alpha", "at_least": 2, "worlds": ["mars"]}],
        "policy.yaml",
        "must-have in unknown worlds ['mars']",
        id="a must-have on Mars",
    ),
    pytest.param(
        "policy/bars/senior/luck",
        3,
        "policy.yaml",
        "level 'senior' has a bar for ['luck'], no axis",
        id="a bar for no axis",
    ),
    pytest.param(
        "policy/bars/senior/ai",
        5.5,
        "policy.yaml",
        "a bar at 5.5 is off the scale of 1 to 5",
        id="a bar that nobody reaches",
    ),
    pytest.param(
        "policy/world_shift",
        {"mars": {"ai": 0.1}},
        "policy.yaml",
        "world_shift for unknown worlds ['mars']",
        id="a shift for an unknown world",
    ),
]


@pytest.mark.parametrize(("path", "value", "where", "what"), FAULTS)
def test_a_planted_fault_is_found(path: str, value: object, where: str, what: str) -> None:
    pack = sound()
    put(pack, path, value)
    assert (where, what) in found_in(pack)


def test_a_competency_that_no_question_asks_for_is_unreachable() -> None:
    pack = sound()
    pack["competencies"].append({**pack["competencies"][0], "id": "zeta"})
    assert found_in(pack) == [("zeta", "unreachable: no question asks for it")]


def test_a_round_that_promises_what_no_question_asks_is_found() -> None:
    pack = sound()
    pack["competencies"].append({**pack["competencies"][0], "id": "zeta"})
    pack["rounds"][0]["competencies"].append("zeta")
    assert ("round plain", "promises ['zeta'], no question asks it") in found_in(pack)


def test_too_few_questions_are_found() -> None:
    pack = sound()
    del pack["questions"][-1]
    assert found_in(pack) == [("round plain", "has 11 questions, needs 12")]


def test_too_few_key_points_are_found() -> None:
    pack = sound()
    first = pack["questions"][0]
    del first["key_points"][-1]
    for example in first["examples"].values():
        example["meets"] = [p for p in example["meets"] if p != "p3"]
    assert ("question-0", "has 3 key points, needs 4") in found_in(pack)


def test_a_round_without_a_difficulty_or_a_world_is_unbalanced() -> None:
    pack = sound()
    pack["worlds"].append({**pack["worlds"][0], "id": "enterprise"})
    for one in pack["questions"]:
        one["difficulty"] = "core"
    assert found_in(pack) == [
        ("round plain", "unbalanced: 0 of 12 are warm-up"),
        ("round plain", "unbalanced: 0 of 12 are stretch"),
        ("round plain", "unbalanced: 0 of 12 are enterprise"),
    ]


@pytest.mark.parametrize("part", ["competencies", "rounds", "questions"])
def test_an_id_that_is_used_twice_is_found(part: str) -> None:
    pack = sound()
    pack[part].append(pack[part][0])
    assert (pack[part][0]["id"], "is defined 2 times") in found_in(pack)


def test_a_surprise_card_shares_no_id_with_a_question() -> None:
    pack = sound()
    card = {k: v for k, v in pack["questions"][0].items() if k in SurpriseCard.model_fields}
    pack["surprises"] = [{**card, "kind": "regulator"}]
    assert ("question-0", "is defined 2 times") in found_in(pack)


@pytest.mark.parametrize("name", ["probe", "clarify"])
def test_a_hint_that_gives_a_key_point_away_is_found(name: str) -> None:
    pack = sound()
    first = pack["questions"][0]
    hint = f"Would you also say {first['key_points'][1]['point']}?"
    place = first["key_points"][1] if name == "probe" else first
    place[name] = hint
    assert ("question-0", f"{name} gives away the key point 'p1'") in found_in(pack)


def test_the_same_question_in_other_words_is_a_near_duplicate() -> None:
    pack = sound()
    first = pack["questions"][0]
    shuffled = first["text"].split()
    random.Random(1).shuffle(shuffled)
    twin = {**first, "id": "twin", "text": " ".join([*shuffled[:7], "tomorrow", "then"])}
    pack["questions"].append(twin)
    problems = [p for p in found_in(pack) if "near-duplicate" in p[1]]
    assert len(problems) == 1
    assert problems[0][0] == "question-0"
    assert problems[0][1].startswith("near-duplicate of twin (")
    questions = RolePack.model_validate(pack).questions
    assert all(likeness >= TOO_ALIKE for _, _, likeness in near_duplicates(questions))
    assert list(near_duplicates(questions[:-1])) == []


def change_first(pack: Json, **change: object) -> RolePack:
    first = {**pack["questions"][0], **change}
    return RolePack.model_validate({**pack, "questions": [first, *pack["questions"][1:]]})


def test_changed_contents_with_an_unchanged_version_are_found() -> None:
    pack = sound()
    stamped = contents(RolePack.model_validate(pack))
    changed = contents(change_first(pack, minutes=6))
    raised = contents(change_first(pack, minutes=6, version=2))
    assert list(unstamped(stamped, stamped)) == []
    assert list(unstamped(changed, stamped)) == [
        ("question/question-0", "changed, but its version is still 1; raise it, then `make stamp`")
    ]
    assert list(unstamped(raised, stamped)) == [
        (
            "question/question-0",
            "has a new version that is not in versions.json; `make stamp` adds it",
        )
    ]
    assert list(unstamped(raised, raised)) == []


def test_contents_that_came_or_went_are_found() -> None:
    pack = sound()
    stamped = contents(RolePack.model_validate(pack))
    del pack["questions"][0]
    fewer = contents(RolePack.model_validate(pack))
    assert [name for name, _ in unstamped(fewer, stamped)] == ["question/question-0"]
    assert [name for name, _ in unstamped(stamped, fewer)] == ["question/question-0"]


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        ("policy/borderline", 0.3, "policy"),
        ("competencies/0/anchors/0", "another anchor", "pack"),
        ("rounds/0/minutes", 31, "pack"),
        ("worlds/0/values", "patience", "pack"),
        ("name", "Another name", "pack"),
        ("questions/3/red_flags/0/concern", "blocking", "question/question-3"),
    ],
)
def test_every_part_of_a_pack_has_a_version(path: str, value: object, part: str) -> None:
    stamped = contents(RolePack.model_validate(sound()))
    pack = sound()
    put(pack, path, value)
    assert [n for n, _ in unstamped(contents(RolePack.model_validate(pack)), stamped)] == [part]
