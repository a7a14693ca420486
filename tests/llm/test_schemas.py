"""One schema for all jobs, where a schema stands ahead of the prompt."""

import json
from typing import Any

import pytest

from archpanel.agents.llm.schemas import assess_schema, shared_schema
from archpanel.agents.llm.shapes import Reconsidered
from archpanel.agents.llm.strict import BadReply, read_reply


def alternatives(*, review: bool) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = shared_schema(review=review)["properties"]["reply"]["anyOf"]
    return made


@pytest.mark.parametrize(("review", "forms"), [(False, 3), (True, 4)])
def test_alternatives_are_told_apart_by_their_first_field(review: bool, forms: int) -> None:
    firsts = [next(iter(form["properties"])) for form in alternatives(review=review)]
    assert len(set(firsts)) == len(firsts) == forms


def test_the_shared_schema_names_no_id_and_a_closed_one_does() -> None:
    shared = json.dumps(shared_schema(review=True))
    assert '"P1"' not in shared
    assert "any/" not in shared
    closed = json.dumps(assess_schema(["P1", "P2"], ["F1", "any/integration"]))
    assert all(f'"{name}"' in closed for name in ("P1", "P2", "F1", "any/integration"))


@pytest.mark.parametrize("reply", ['{"reply": {"moves": []}}', '{"moves": []}'])
def test_a_form_is_read_with_and_without_the_field_around_it(reply: str) -> None:
    assert read_reply(reply, Reconsidered).moves == []


@pytest.mark.parametrize(
    "reply",
    ['{"reply": {"moves": []}, "more": 1}', '{"reply": {"reply": {"moves": []}}}', '{"reply": []}'],
)
def test_nothing_else_may_stand_around_it(reply: str) -> None:
    with pytest.raises(BadReply):
        read_reply(reply, Reconsidered)
