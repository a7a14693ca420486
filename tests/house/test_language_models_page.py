"""The pages about language models and the room are complete: settings, jobs, and links."""

import re
from pathlib import Path
from typing import get_args

from archpanel.domain import Job
from archpanel.settings import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs/language-models.md"


ROOM = PAGE.with_name("rehearsal-room.md")


def test_every_setting_is_in_a_table() -> None:
    texts = PAGE.read_text("utf-8") + ROOM.read_text("utf-8")
    named = set(re.findall(r"`(ARCHPANEL_[A-Z_]+|OPENAI_API_KEY)`", texts))
    ours = {f"ARCHPANEL_{name.upper()}" for name in Settings.model_fields}
    assert ours | {"OPENAI_API_KEY"} <= named
    assert named - ours == {"OPENAI_API_KEY"}


def test_every_job_is_in_the_table_of_what_is_sent() -> None:
    text = PAGE.read_text("utf-8")
    assert [job for job in get_args(Job) if f"\n| {job} |" not in text] == []


def test_every_link_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)", PAGE.read_text("utf-8"))
    assert targets
    assert [target for target in targets if not (PAGE.parent / target).is_file()] == []
