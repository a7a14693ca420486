"""The two programmes in docs are what the command makes of the two jobs, to the last letter."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]
JOBS = {
    "startup-developer-plus": ("world Start-up", "view Developer-plus"),
    "enterprise-pure-architecture": ("world Enterprise", "view Pure architecture"),
}


@pytest.mark.parametrize("name", JOBS)
def test_a_programme_is_what_the_command_makes(run: Run, tmp_path: Path, name: str) -> None:
    again = tmp_path / "again.md"
    done = run(
        "programme", "plan", "--no-keep", "--start", "2027-01-11",
        "--target", ROOT / f"examples/jobs/{name}.md", "--md", again,
    )  # fmt: skip
    assert done.code == 0, done.err
    kept = ROOT / f"docs/programmes/{name}.md"
    assert again.read_text("utf-8") == kept.read_text("utf-8"), (
        f"make docs/programmes/{name}.md anew by the command in docs/programme.md"
    )


@pytest.mark.parametrize(("name", "aimed"), JOBS.items())
def test_its_proof_can_be_counted_in_the_document_alone(name: str, aimed: tuple[str, ...]) -> None:
    text = (ROOT / f"docs/programmes/{name}.md").read_text("utf-8")
    pairs = re.findall(r"^\| .+ with .+ \| ([\d, ]+) \|$", text, re.MULTILINE)
    assert f"Every pair of variants meets: {len(pairs)} of {len(pairs)}" in text
    assert all(1 <= int(n) <= 12 for numbers in pairs for n in numbers.split(", "))
    assert len(re.findall(r"^\| \d+ \| Mon 2027-", text, re.MULTILINE)) == 12
    for variant in aimed:
        assert f"| {variant} | 1.00 |" in text
