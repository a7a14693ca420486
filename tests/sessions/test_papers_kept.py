"""Job description and CV lie in the session's brief: exported, kept by a replay, and erased."""

import json
from pathlib import Path

from interviews import THOROUGH, new_session, only_sqlite, sessions_in, talk

from archpanel.agents.verification import verify
from archpanel.domain import Focus, Paper

SECRET = "Zwqxkjv Bvnmtrw, Hgfdplk 7"
JD = Paper(name="job.md", text=f"You own gamma. {SECRET[::-1]}", digest="0" * 64)
CV = Paper(name="cv.pdf", text=f"{SECRET}. Built alpha.", digest="1" * 64)
FOCUS = (Focus(competency="gamma", share=1.0, quote="You own gamma."),)


def bytes_in(folder: Path, name: str = "*") -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob(name) if path.is_file())


async def test_they_are_exported_kept_by_replays_and_in_the_record(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions, jd=JD, cv=CV, focus=FOCUS)
    assert await talk(sessions, session, lambda q: THOROUGH) is None
    exported = await sessions.export(session)
    assert exported["brief"]["cv"]["text"] == CV.text
    assert exported["brief"]["focus"][0]["quote"] == "You own gamma."
    record = sessions.record(session)
    assert (record.brief.jd, record.brief.cv, record.brief.focus) == (JD, CV, FOCUS)
    assert [q.id for q in record.questions if q.tailored]
    assert verify(json.dumps(record.model_dump(mode="json"))) == record
    copy = sessions.find(await sessions.fork(session, 2))
    assert (copy.brief.jd, copy.brief.cv, copy.brief.focus) == (JD, CV, FOCUS)


async def test_a_resumed_session_goes_on_by_the_same_focus(tmp_path: Path) -> None:
    first = sessions_in(tmp_path)
    session = new_session(first, jd=JD, focus=FOCUS)
    await talk(first, session, lambda q: THOROUGH, turns=1)
    later = sessions_in(tmp_path)
    assert later.find(session).brief.focus == FOCUS
    assert await talk(later, session, lambda q: THOROUGH) is None


@only_sqlite
async def test_erasing_leaves_no_byte_of_them(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions, jd=JD, cv=CV, focus=FOCUS)
    stays = new_session(
        sessions, cv=CV.model_copy(update={"name": "b.md", "text": "Somebody else."})
    )
    await talk(sessions, session, lambda q: THOROUGH)
    words = [SECRET.encode(), SECRET[::-1].encode(), b"cv.pdf", b"You own gamma."]
    before = bytes_in(tmp_path)
    assert all(word in before for word in words)

    await sessions.erase(session)

    left = bytes_in(tmp_path)
    assert [word for word in words if word in left] == []
    assert sessions.find(stays).brief.cv is not None


@only_sqlite
async def test_no_checkpoint_holds_a_word_of_them(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions, jd=JD, cv=CV, focus=FOCUS)
    await talk(sessions, session, lambda q: THOROUGH, turns=3)
    held = bytes_in(tmp_path, "checkpoints.sqlite*")
    assert session.encode() in held
    assert SECRET.encode() not in held
    assert b"You own gamma." not in held
