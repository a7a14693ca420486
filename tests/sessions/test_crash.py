"""Two hundred kills at random moments, and nothing that was acknowledged is lost."""

import json
import os
import random
import time

import pytest
from interviews import run_python

KILLS = 200


@pytest.mark.skipif(os.name == "nt", reason="needs fork and SIGKILL")
def test_two_hundred_kills_do_no_harm() -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"python -m archpanel.evals.crash --kills {KILLS} --seed {seed}")  # noqa: T201
    started = time.monotonic()

    out = run_python(
        "import sys; from archpanel.evals.crash import main; sys.exit(main(sys.argv[1:]))",
        *("--kills", str(KILLS), "--seed", str(seed)),
    )

    found = json.loads(out)
    print(found, f"{time.monotonic() - started:.0f} s")  # noqa: T201
    harms = ("lost", "misapplied", "doubled", "missing_assessments", "unverified", "wedged")
    assert {name: found[name] for name in (*harms, "corrupt", "failed", "harm")} == dict.fromkeys(
        (*harms, "corrupt", "failed", "harm"), 0
    )
    assert found["kills"] == KILLS
    assert min(found["killed"]["driver"], found["killed"]["client"]) >= KILLS / 4
    assert found["interviews"] >= 3
    # A client that was killed before it noted the acknowledgement was promised nothing.
    assert 6 * found["interviews"] - KILLS <= found["acknowledged"] <= 6 * found["interviews"]
    assert found["asked_again"] <= KILLS / 2
