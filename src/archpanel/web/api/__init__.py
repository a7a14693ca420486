"""The pages' actions as JSON, one router for each noun."""

from fastapi import APIRouter

from archpanel.web.api.account import router as _account
from archpanel.web.api.agreement import router as _agreement
from archpanel.web.api.answers import router as _answers
from archpanel.web.api.candidate_programmes import router as _candidate_programmes
from archpanel.web.api.candidates import router as _candidates
from archpanel.web.api.coaches import router as _coaches
from archpanel.web.api.comparison import router as _comparison
from archpanel.web.api.docs import router as _docs
from archpanel.web.api.drills import router as _drills
from archpanel.web.api.events import router as _events
from archpanel.web.api.labs import router as _labs
from archpanel.web.api.me import router as _me
from archpanel.web.api.notes import router as _notes
from archpanel.web.api.otherwise import router as _otherwise
from archpanel.web.api.outcomes import router as _outcomes
from archpanel.web.api.packs import router as _packs
from archpanel.web.api.papers import router as _papers
from archpanel.web.api.personas import router as _personas
from archpanel.web.api.programme import router as _programme
from archpanel.web.api.ratings import router as _ratings
from archpanel.web.api.replays import router as _replays
from archpanel.web.api.sessions import router as _sessions

API: tuple[APIRouter, ...] = (
    _me, _account, _papers, _sessions, _answers, _events, _outcomes, _replays, _notes, _ratings,
    _comparison, _agreement, _labs, _otherwise, _candidates, _candidate_programmes,
    _programme, _drills, _coaches, _packs, _personas,
)  # fmt: skip
DOCS = _docs
