"""`--help` and `import archpanel` stay quick: they load nothing heavy, which needs no clock."""

import subprocess
import sys

import pytest

HEAVY = {"langgraph", "langchain_core", "langchain_openai", "langsmith", "sqlalchemy", "numpy"}
SHOWN = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"

_COMMAND = """
import sys
from archpanel.cli import main
sys.argv = "archpanel {}".split()
try:
    main()
except SystemExit as end:
    assert not end.code
"""


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import archpanel", id="import archpanel"),
        pytest.param(_COMMAND.format("--help"), id="archpanel --help"),
        pytest.param(_COMMAND.format("rehearse --help"), id="archpanel rehearse --help"),
        pytest.param("import archpanel.cli.verifying", id="archpanel verify"),
    ],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{SHOWN}"], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "archpanel" in loaded
    assert loaded & HEAVY == set()
