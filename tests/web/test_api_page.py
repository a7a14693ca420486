"""The page about the room lists every action of the API, and none that is not there."""

import re
from pathlib import Path

from routes import described
from starlette.testclient import TestClient

PAGE = Path(__file__).resolve().parents[2] / "docs/rehearsal-room.md"
METHODS = r"\b(?:GET|POST|PUT|DELETE|PATCH)\b"


def listed(text: str) -> set[str]:
    """Return `METHOD /path` of each action that a table of the page names."""
    rows = re.findall(r"^\| `(/[^`]*)` \| (.*) \|$", text, re.MULTILINE)
    return {
        f"{method} /api/v1{path}" for path, told in rows for method in re.findall(METHODS, told)
    }


def test_every_action_of_the_api_is_listed_and_no_other(served: TestClient) -> None:
    there = described(served.get("/api/v1/openapi.json").json())
    told = listed(PAGE.read_text("utf-8"))
    assert there - told == set(), "add these to the table of docs/rehearsal-room.md"
    assert told - there == set(), "the table of docs/rehearsal-room.md names what is not there"


def test_a_row_names_its_path_and_its_methods() -> None:
    assert listed("| `/x/{y}` | GET it, DELETE takes it back |\n| other | POST |") == {
        "GET /api/v1/x/{y}",
        "DELETE /api/v1/x/{y}",
    }
