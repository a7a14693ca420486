"""What the job description has a say in, and what it has none in: above all, any score."""

from random import Random

import pytest
from finished import finished
from hypothesis import given
from hypothesis import strategies as st
from simulated import (
    FULL,
    POOR,
    SEATED,
    Talk,
    after,
    at,
    bank,
    form,
    held,
    planned,
    risk,
    with_names,
)

from archpanel.agents.chair import Bank, Proceedings, next_plan
from archpanel.agents.engine import Plan
from archpanel.agents.listening import Worded
from archpanel.agents.record import keep_role, parts_of
from archpanel.agents.setting import Setting
from archpanel.agents.verification import recompute, verify
from archpanel.domain import Brief, DecisionRecord, Focus, PackRef, Paper, Question, RolePack
from archpanel.domain.seal import seal
from archpanel.graphs.panel import question_of
from archpanel.packs import load_pack
from archpanel.personas import seat_panel

JD = Paper(name="job.md", text="You own gamma. You keep delta going.", digest="0" * 64)
CV = Paper(name="cv.txt", text="I built alpha for 40 clinics.", digest="1" * 64)
SMALL = ("alpha", "beta", "gamma", "delta")


def focus(*competencies: str, quote: str = "You own gamma.") -> tuple[Focus, ...]:
    share = round(1 / len(competencies), 2) if competencies else 0
    return tuple(Focus(competency=c, share=share, quote=quote) for c in competencies)


def test_papers_without_a_focus_change_no_plan() -> None:
    plain = held(lambda q: FULL, surprise=True).plans
    assert held(lambda q: FULL, surprise=True, jd=JD, cv=CV).plans == plain
    assert all(plan.tailored == "" for plan in plain)


def test_a_form_is_asked_as_it_is() -> None:
    fixed = form("question-3", "question-0", "question-2")
    plain = held(lambda q: POOR, fixed).plans
    assert held(lambda q: POOR, fixed, jd=JD, focus=focus("beta")).plans == plain


@pytest.mark.parametrize(
    ("move", "said"),
    [
        ("cross-examine", (risk("question-2"),)),
        ("cross-examine", (FULL, risk("question-3"))),
        ("probe", (FULL, FULL, POOR)),
    ],
)
def test_challenges_and_probes_come_as_they_would(move: str, said: tuple[str, ...]) -> None:
    plain, tailored = after(*said), after(*said)
    tailored.setting = at(form=None, jd=JD, focus=focus("beta"))
    assert planned(plain)[0] == move
    assert planned(tailored) == planned(plain)


@pytest.mark.parametrize("stressed", SMALL)
def test_what_is_stressed_is_asked_about_first_and_the_plan_says_so(stressed: str) -> None:
    talk = Talk(at(jd=JD, focus=focus(stressed), form=None), bank())
    plan = talk.next()
    assert plan is not None
    assert stressed in talk.bank.item(plan.item).competencies
    assert "the job description asks for" in plan.tailored.lower()
    assert '"You own gamma."' in plan.tailored
    assert plan.reason.endswith(plan.tailored)


def test_what_is_tailored_is_told_by_name() -> None:
    plan = with_names(Talk(at(jd=JD, focus=focus("gamma"), form=None), bank())).next()
    assert plan is not None
    assert plan.tailored.startswith("The job description asks for Gam Ma")


def test_a_focus_that_the_role_does_not_have_changes_nothing() -> None:
    assert held(lambda q: FULL, jd=JD, focus=focus("omega")).plans == held(lambda q: FULL).plans


def shipped(role: RolePack, world: str, view: str, stressed: tuple[Focus, ...]) -> list[Question]:
    """Return the openings of an interview on the shipped pack to which nothing is answered."""
    seats = seat_panel(["startup_cto", "enterprise_architect", "security_reviewer"])
    brief = Brief(
        pack=PackRef(id=role.id, version=role.version, digest=role.digest), world=world, view=view,
        rounds=tuple(r.id for r in role.rounds if r.views == (view,)), turns=9, level="senior",
        seats=tuple(p.id for p in seats), focus=stressed,
    )  # fmt: skip
    setting, asked = Setting(brief, keep_role(role)), list[Question]()
    deck = Bank(role.questions, role.surprises, None, role.competencies)
    while plan := next_plan(Proceedings(asked, (), ()), seats, deck, setting):
        item = deck.item(plan.item)
        asked.append(question_of(plan, item, Worded(item.text, "bank"), len(asked) + 1))
    return asked


def test_where_nothing_stressed_can_be_asked_about_the_plain_question_is_asked() -> None:
    role = load_pack("ai-architect")
    stressed = focus("legacy-migration")  # two questions of 160 are about it
    plain = shipped(role, "startup", "developer-plus", ())
    tailored = shipped(role, "startup", "developer-plus", stressed)
    changed = [q.id for q, p in zip(tailored, plain, strict=True) if q.item != p.item]
    first = next((q.id for q in tailored if q.tailored), "none")
    assert not changed or changed[0] == first


def about(questions: list[Question]) -> set[str]:
    return {c for q in questions for c in q.competencies}


@pytest.mark.parametrize("world", ["startup", "enterprise"])
@pytest.mark.parametrize("view", ["developer-plus", "pure-architecture"])
def test_must_haves_are_heard_of_and_more_of_the_focus(world: str, view: str) -> None:
    draw = Random(f"{world}/{view}")
    role = load_pack("ai-architect")
    musts = {m.competency for m in role.policy.must_haves if not m.worlds or world in m.worlds}
    stressed = focus(*draw.sample([c.id for c in role.competencies], 4))
    wanted = {f.competency for f in stressed}
    plain, tailored = shipped(role, world, view, ()), shipped(role, world, view, stressed)
    assert {q.round for q in tailored} == {q.round for q in plain}
    assert musts & about(plain) <= about(tailored)
    told = sum(bool(wanted & {*q.competencies}) for q in tailored)
    assert told >= sum(bool(wanted & {*q.competencies}) for q in plain), (wanted, musts)


WORDS = st.text(min_size=1, max_size=60)
PAPERS = st.one_of(
    st.none(), WORDS.map(lambda text: Paper(name="paper.txt", text=text, digest="2" * 64))
)
FOCUS = st.lists(st.sampled_from(SMALL), unique=True).map(lambda names: focus(*names))


@given(PAPERS, PAPERS, FOCUS)
def test_for_the_same_answers_no_paper_changes_a_verdict(
    jd: Paper | None, cv: Paper | None, stressed: tuple[Focus, ...]
) -> None:
    record = finished()
    papers = {"jd": jd, "cv": cv, "focus": stressed}
    tailored = record.model_copy(update={"brief": record.brief.model_copy(update=papers)})
    recompute(tailored)  # levels, votes, moves and verdict, all of them bit by bit
    assert tailored.verdict == record.verdict


@given(PAPERS, FOCUS, st.lists(st.sampled_from([FULL, POOR, "", risk("question-2")]), min_size=3))
def test_no_paper_changes_what_a_seat_hears(
    cv: Paper | None, stressed: tuple[Focus, ...], said: list[str]
) -> None:
    plain = Talk(at(), bank())
    tailored = Talk(at(jd=JD, cv=cv, focus=stressed), bank())
    for talk in (plain, tailored):
        for number, words in enumerate(said[:4]):
            talk.ask(Plan(persona=SEATED[0].id, move="open", item=f"question-{number}"))
            talk.hear(words)
    assert tailored.assessments == plain.assessments


def sealed(record: DecisionRecord, **papers: object) -> DecisionRecord:
    brief = record.brief.model_copy(update=papers)
    unsealed = record.model_copy(update={"brief": brief})
    return unsealed.model_copy(update={"seal": seal(parts_of(unsealed))})


def test_a_record_with_papers_verifies_and_any_change_of_them_is_found() -> None:
    record = sealed(finished(), jd=JD, cv=CV, focus=focus("gamma"))
    text = record.model_dump_json()
    assert verify(text).brief.cv == CV
    with pytest.raises(Exception, match=r"brief/cv/text: was changed"):
        verify(text.replace("for 40 clinics", "for 41 clinics"))


def test_a_record_without_papers_is_what_it_was() -> None:
    record = finished()
    parts = parts_of(record)
    assert not {"jd", "cv", "focus"} & set(parts["brief"])
    assert all("tailored" not in question for question in parts["questions"])
    assert sealed(record, jd=None, cv=None, focus=()).seal == record.seal
