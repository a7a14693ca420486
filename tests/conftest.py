"""No test reads the developer's machine: a home of its own, no keys, no colours."""

import os
from pathlib import Path

import pytest

# A run prints its seeds, and every machine draws the same cases.
from hypothesis import settings

settings.register_profile("archpanel", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("archpanel")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith(("ARCHPANEL_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_")):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("ARCHPANEL_HOME", str(home))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.chdir(tmp_path)
    return home
