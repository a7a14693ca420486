"""The pages, one router for each part of the house."""

from archpanel.web.pages.agreement import router as _agreement
from archpanel.web.pages.coach import router as _coach
from archpanel.web.pages.coach_programme import router as _coach_programme
from archpanel.web.pages.comparing import router as _comparing
from archpanel.web.pages.drills import router as _drills
from archpanel.web.pages.enter import router as _enter
from archpanel.web.pages.erasing import router as _erasing
from archpanel.web.pages.lab import router as _lab
from archpanel.web.pages.lobby import router as _lobby
from archpanel.web.pages.me import router as _me
from archpanel.web.pages.persona_editor import router as _persona_editor
from archpanel.web.pages.personas import router as _personas
from archpanel.web.pages.programme import router as _programme
from archpanel.web.pages.rating import router as _rating
from archpanel.web.pages.remarks import router as _remarks
from archpanel.web.pages.room import router as _room
from archpanel.web.pages.start import router as _start
from archpanel.web.pages.stream import router as _stream
from archpanel.web.pages.verdict import router as _verdict
from archpanel.web.pages.whiteboard import router as _whiteboard

PAGES = (
    _enter, _lobby, _start, _room, _stream, _verdict, _whiteboard, _persona_editor, _personas,
    _coach, _coach_programme, _programme, _drills, _agreement, _comparing, _lab, _rating, _remarks,
    _erasing, _me,
)  # fmt: skip
