"""Kills at random moments, on both databases, and nothing that was acknowledged is lost."""

import json
import os
import random
import time

import pytest
from interviews import run_python

KILLS = {"sqlite": 200, "postgresql": 30}
"""On PostgreSQL each driver has checkpoints of its own, as replicas have."""


@pytest.mark.skipif(os.name == "nt", reason="needs fork and SIGKILL")
def test_kills_do_no_harm(database_url: str) -> None:
    seed = random.SystemRandom().randrange(10**6)
    kind = database_url.partition(":")[0]
    kills = KILLS[kind]
    where = ("--replicas", "--database", database_url) if kind == "postgresql" else ()
    options = ("--kills", str(kills), "--seed", str(seed), *where)
    print("python -m archpanel.evals.crash", *options)  # noqa: T201
    started = time.monotonic()

    out = run_python(
        "import sys; from archpanel.evals.crash import main; sys.exit(main(sys.argv[1:]))",
        *options,
    )

    found = json.loads(out)
    print(found, f"{time.monotonic() - started:.0f} s")  # noqa: T201
    harms = ("lost", "misapplied", "doubled", "missing_assessments", "unverified", "wedged")
    assert {name: found[name] for name in (*harms, "corrupt", "failed", "harm")} == dict.fromkeys(
        (*harms, "corrupt", "failed", "harm"), 0
    )
    assert found["kills"] == kills
    assert min(found["killed"]["driver"], found["killed"]["client"]) >= kills / 4
    assert found["interviews"] >= kills / 70
    # A client that was killed before it noted the acknowledgement was promised nothing.
    assert 6 * found["interviews"] - kills <= found["acknowledged"] <= 6 * found["interviews"]
    assert found["asked_again"] <= kills / 2
