"""What a coach does: invite, look on, note, rate, compare; and what nobody else can."""

import re
from collections.abc import Callable

import pytest
from browsers import Browser, Enter
from databases import on_both
from houses import interview, sit_down
from own_words import own_words

from archpanel.domain import Question
from archpanel.rooms.house import House


def weak(asked: Question) -> str:
    return own_words("I have not done that so far.", asked.id)


@pytest.fixture
def session(house: House, coach: Browser, candidate: Browser) -> str:
    opened = sit_down(house, coach.account, candidate.account)
    interview(house, opened)
    return opened


@pytest.fixture
def others(house: House, enter: Enter) -> list[Browser]:
    """Another coach, the keeper, and another coach's candidate."""
    otto = house.accounts.open("coach", "Otto")
    eve = house.accounts.open("candidate", "Eve", otto.id)
    return [enter(account) for account in (otto, house.accounts.keeper(), eve)]


def link_in(page: str) -> str:
    found = re.search(r'value="http://testserver(/\w+/[^"]+)"', page)
    assert found
    return found[1]


def rate(coach: Browser, session: str, recommendation: str = "hire") -> None:
    page = coach.get(f"/rooms/{session}/rating")
    where = coach.send(f"/rooms/{session}/rating", page, recommendation=recommendation)
    assert where == f"/verdicts/{session}"


@on_both
def test_a_link_lets_a_candidate_in_until_it_is_taken_back(
    house: House, coach: Browser, enter: Enter
) -> None:
    page = coach.send("/coach/candidates", coach.get("/coach"), 200, name="Grace <b>")
    link = link_in(page)
    grace = house.accounts.candidates(coach.account.id)[0]
    listed = coach.get("/coach")
    assert "Grace &lt;b&gt;" in listed
    assert link.removeprefix("/join/")[:6] in listed
    assert link not in listed
    guest = enter(grace)
    assert guest.client.post(link).status_code == 303
    second = link_in(coach.send(f"/coach/candidates/{grace.id}/link", listed, 200))
    assert coach.client.get(link).status_code == 404
    assert coach.client.get(second).status_code == 200
    coach.send(f"/coach/candidates/{grace.id}/take-back", listed)
    assert coach.client.get(second).status_code == 404
    guest.get("/", 303)
    assert "No link is out" in coach.get("/coach")


def test_a_closed_account_is_out_and_its_interviews_stay(
    coach: Browser, candidate: Browser, session: str
) -> None:
    where = f"/coach/candidates/{candidate.account.id}/close"
    page = coach.get(where)
    assert "cannot come in any more" in page
    coach.send(where, page)
    candidate.get("/", 303)
    listed = coach.get("/coach")
    assert candidate.account.id not in listed
    assert session in listed
    coach.get(where, 404)


@pytest.mark.parametrize("what", ["link", "take-back", "close"])
def test_a_candidate_of_somebody_else_is_not_there(
    others: list[Browser], candidate: Browser, what: str
) -> None:
    for who in (*others, candidate):
        page = who.get("/me")
        for account in (candidate.account.id, "guessed"):
            who.send(f"/coach/candidates/{account}/{what}", page, 404)
    candidate.get("/")


@pytest.mark.parametrize("path", ["/coach", "/coach/agreement", "/coach/compare?of=a&of=b"])
def test_candidates_have_no_page_of_coaches(candidate: Browser, path: str) -> None:
    candidate.get(path, 404)


def test_a_coach_reads_everywhere_whose_interview_it_is(
    coach: Browser, candidate: Browser, session: str
) -> None:
    name = f"<strong>{candidate.account.name}"
    for path in ("/", f"/rooms/{session}", f"/rooms/{session}/rating"):
        assert name in coach.get(path), path
    rate(coach, session)
    assert name in coach.get(f"/verdicts/{session}")
    for path in ("/", f"/rooms/{session}", f"/verdicts/{session}"):
        assert name not in candidate.get(path), path


def test_the_address_of_a_new_link_leads_back_to_the_list(coach: Browser) -> None:
    led = coach.client.get("/coach/candidates", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/coach")


@on_both
def test_sessions_of_others_are_not_there(
    others: list[Browser], candidate: Browser, coach: Browser, session: str
) -> None:
    for who in others:
        page = who.get("/me")
        for path in ("rating", "erase"):
            who.get(f"/rooms/{session}/{path}", 404)
        for path in ("rating", "erase", "remarks", "remarks/x", "remarks/x/delete"):
            who.send(
                f"/rooms/{session}/{path}", page, 404,
                question="q1", text="x", recommendation="hire", sure="true",
            )  # fmt: skip
        who.get(f"/coach/compare?of={session}&of={session}1", 404)
    page = candidate.get("/me")
    for path in ("rating", "remarks"):
        candidate.send(f"/rooms/{session}/{path}", page, 404, question="q1", text="x", waive="true")
    candidate.get(f"/rooms/{session}/rating", 404)
    for path in ("rating", "erase"):
        coach.get(f"/rooms/guessed/{path}", 404)
    assert house_still_has(coach, session)


def house_still_has(coach: Browser, session: str) -> bool:
    return session in coach.get("/coach")


def test_notes_are_written_in_the_room_and_stand_beside_the_verdict(
    coach: Browser, candidate: Browser, session: str
) -> None:
    room = coach.get(f"/rooms/{session}")
    send = f"/rooms/{session}/remarks"
    hostile = "</textarea><script>alert(1)</script>"
    where = coach.send(send, room, question="q1", text=f"Private {hostile}")
    assert where == f"/rooms/{session}#notes"
    coach.send(send, room, question="q2", text="Well put.", shown="true")
    room = coach.get(f"/rooms/{session}")
    assert "Private" in room
    assert "<script>alert" not in room
    theirs = candidate.get(f"/verdicts/{session}")
    assert "Well put." in theirs
    assert "Private" not in theirs
    assert send not in theirs
    rate(coach, session)
    verdict = coach.get(f"/verdicts/{session}")
    assert "Private" in verdict
    assert "<script>alert" not in verdict
    remark = re.search(rf"{send}/(\w+)/delete", verdict)
    assert remark
    back = coach.send(f"{send}/{remark[1]}/delete", verdict, back="verdict")
    assert back == f"/verdicts/{session}#q1"
    assert "Private" not in coach.get(f"/verdicts/{session}")
    ids = re.findall(r' id="([^"]+)"', verdict)
    assert len(ids) == len(set(ids))


def same_but_ids(coach: Browser, path: str, session: str) -> tuple[int, str]:
    got = coach.client.get(path.format(session=session))
    text = re.sub(r"\d{4}-\d\d-\d\d[T ][\d:]+\S*", "TIME", got.text.replace(session, "ID"))
    return got.status_code, text


BEFORE = (
    "/verdicts/{session}", "/rooms/{session}/rating", "/verdicts/{session}/report.md",
    "/verdicts/{session}/report.html", "/verdicts/{session}/record.json", "/coach/agreement",
    "/coach/compare?of={session}&of={session}", "/rooms/{session}/erase",
    "/verdicts/{session}/change",
)  # fmt: skip


def test_before_the_rating_no_page_tells_a_hire_from_a_no_hire(
    house: House, coach: Browser, enter: Enter
) -> None:
    opened: dict[str, str] = {}
    say: dict[str, Callable[[Question], str]] = {"well": lambda q: own_words(GOOD, q.id),
                                                 "badly": weak}  # fmt: skip
    for how, answer in say.items():
        account = house.accounts.open("candidate", "Same name", coach.account.id)
        opened[how] = sit_down(house, coach.account, account)
        interview(house, opened[how], answer)
    decisions = {house.sessions.record(s).verdict.decision for s in opened.values()}
    assert len(decisions) == 2, decisions
    for path in BEFORE:
        well, badly = (same_but_ids(coach, path, session) for session in opened.values())
        assert well == badly, path
    lists = coach.get("/") + coach.get("/coach")
    assert not re.search(r'class="tag (no_hire|hire|hold)"', lists)
    assert not [d for d in decisions if d.replace("_", " ") in lists.replace("Same name", "")]


GOOD = (
    "I would say this first of all. [p0] Then I would say that as well. [p1] "
    "And one more thing belongs to it. [p2] Last of all comes this. [p3]"
)


def test_after_the_rating_the_verdict_and_the_agreement_are_shown(
    house: House, coach: Browser, session: str
) -> None:
    page = coach.get(f"/rooms/{session}/rating")
    axes = house.sessions.record(session).role.axes
    got = coach.client.post(
        f"/rooms/{session}/rating",
        data={
            "csrf": re.findall(r'name="csrf" value="([^"]+)"', page)[0],
            "recommendation": "strong_hire", "axis": list(axes), "level": ["3.5", ""],
            "confidence": "high", "reason": "Calm <b>and</b> clear",
        },
    )  # fmt: skip
    assert got.headers["location"] == f"/verdicts/{session}"
    kept = house.ratings.of(session, coach.account.id)
    assert kept is not None
    assert (dict(kept.levels), kept.confidence) == ({axes[0]: 3.5}, "high")
    assert kept.reason == "Calm <b>and</b> clear"
    assert "You recommended <strong>strong hire" in coach.get(f"/verdicts/{session}")
    agreement = coach.get("/coach/agreement")
    assert "too few to say" in agreement
    assert agreement.count("<circle") == 1
    coach.get(f"/rooms/{session}/rating", 303)
    coach.send(f"/rooms/{session}/rating", agreement + page, 422, waive="true")


def test_who_waives_sees_the_verdict_and_is_left_out(coach: Browser, session: str) -> None:
    page = coach.get(f"/rooms/{session}/rating")
    coach.send(f"/rooms/{session}/rating", page, waive="true")
    assert "transcript" in coach.get(f"/verdicts/{session}")
    assert "Nothing yet" in coach.get("/coach/agreement")


def test_interviews_are_compared_once_all_are_rated(
    house: House, coach: Browser, candidate: Browser, session: str
) -> None:
    second = sit_down(house, coach.account, candidate.account)
    interview(house, second, weak)
    where = f"/coach/compare?of={session}&of={second}"
    rate(coach, session)
    assert "Not to be compared yet" in coach.get(where)
    rate(coach, second, "no_hire")
    page = coach.get(where)
    assert '<h2 id="alike">Comparable' in page
    for each in (session, second):
        assert house.sessions.record(each).verdict.decision.replace("_", " ") in page
    coach.get(f"/coach/compare?of={session}", 422)
    coach.get("/coach/compare", 422)


@pytest.mark.parametrize("who", ["coach", "candidate"])
def test_coach_and_candidate_erase_an_interview_and_its_replays(
    house: House, coach: Browser, candidate: Browser, session: str, who: str
) -> None:
    room = house.rooms.find(candidate.account, session)
    copy = house.rehear(room, "q1", "Otherwise.", "key", candidate.account.id)
    interview(house, copy)
    rate(coach, session)
    browser = {"coach": coach, "candidate": candidate}[who]
    page = browser.get(f"/rooms/{session}/erase")
    assert copy in page
    browser.send(f"/rooms/{session}/erase", page)
    assert session in {row.id for row in house.sessions.list()}, "nothing without being sure"
    browser.send(f"/rooms/{session}/erase", page, sure="true", with_replays="true")
    assert house.sessions.list() == []
    assert house.ratings.all(coach.account.id) == {}
    browser.get(f"/rooms/{session}", 404)
