"""What the input of an interview costs, counted from its prompts: gates that only go down.

Twice they went up: by 0.7 % at 32 turns, since a question that a model worded is fenced, and by
2.2 %, since voices are told with their turns of phrase, and the seed draws which questions of a
round are asked, longer ones among them. Then they fell by 3.1 %: shorter fences and prompts.

Here each call finds what every earlier one left in the cache. On a server calls side by side do
not, and `archpanel bench --scenario tokens` counts a little more.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from played import PlayedCaller
from test_interview import held

from archpanel.agents.llm import Endpoint, Request, wire
from archpanel.evals.actors import divided
from archpanel.evals.bench.caches import BreakpointCache, ClassicCache
from archpanel.evals.bench.figures import cost_classic, cost_marked
from archpanel.evals.bench.prompts import Prompt, read_prompt

MARKED = Endpoint(breakpoints=True)


def play(request: Request) -> str:
    return divided([{"role": "user", "content": "\n\n".join(request.user)}], request.schema)


def prompts(asked: Sequence[Request]) -> list[Prompt]:
    bodies: list[dict[str, Any]] = [wire.options(MARKED, r)["extra_body"] for r in asked]
    return [read_prompt(body) for body in bodies]


def classic(shown: Sequence[Prompt]) -> float:
    cache = ClassicCache()
    read = [cache.use(p.tokens, now, now + 0.5) for now, p in enumerate(shown)]
    return cost_classic(sum(len(p.tokens) for p in shown), sum(read))


def marked(shown: Sequence[Prompt]) -> float:
    cache = BreakpointCache()
    used = [cache.use(p, now, now + 0.5) for now, p in enumerate(shown)]
    total = sum(len(p.tokens) for p in shown)
    return cost_marked(total, sum(r for r, _ in used), sum(w for _, w in used))


@pytest.mark.parametrize(
    ("turns", "most_classic", "most_marked"), [(8, 21_600, 23_800), (32, 67_100, 72_600)]
)
async def test_the_input_costs_no_more_than_it_did(
    tmp_path: Path, turns: int, most_classic: int, most_marked: int
) -> None:
    caller = PlayedCaller(play)
    await held(tmp_path, caller, turns)
    assert any(request.job == "debrief" for request in caller.asked)
    shown = prompts(caller.asked)
    assert classic(shown) <= most_classic
    assert marked(shown) <= most_marked


async def test_all_forms_share_what_comes_before_their_own_page(tmp_path: Path) -> None:
    caller = PlayedCaller(play)
    await held(tmp_path, caller, 3)
    forms = [r for r in caller.asked if r.schema]
    assert {r.job for r in forms} == {"assess", "ballot", "debrief"}
    assert len({(str(r.schema), r.schema_name, r.system) for r in forms}) == 1
