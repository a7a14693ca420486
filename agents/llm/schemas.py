"""The JSON schema of each job's reply, as the endpoint is given it.

Written by hand: what pydantic writes has bounds, defaults and references, which some servers
refuse. All fields are required and nothing else is allowed, as strict decoders want it.

Key points and red flags have labels that are the same for every question (P1, F1). OpenAI puts the
schema ahead of the prompt: one that named the ids of a question would make a prompt that no other
question shares, and nothing of it would be read from the cache. For the same reason all ids are
left open there, and all jobs share one schema: the first ballot finds the system message in the
cache, where the readings left it. Servers that turn a schema into a grammar lose nothing by closed
ids and a schema for each job, and small models gain by them.
"""

from collections.abc import Iterable
from typing import Any, get_args

from archpanel.agents.llm.shapes import CONFIDENCE, WEIGHT, Kind, State
from archpanel.agents.llm.strict import AROUND

Schema = dict[str, Any]
Ids = Iterable[str] | None
"""Ids that a reply may name; None: any text, left to the check."""

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}


def shared_schema(*, review: bool) -> Schema:
    """Return the one schema of all jobs, with open ids: the form that the job asks for.

    OpenAI tells the alternatives apart by their first field, and wants an object around them.

    Args:
        review: whether answers are also read by anchors.
    """
    read = [assess_schema(None, None), *([anchors_schema(None)] if review else [])]
    forms = [*read, ballot_schema(None, None, None), debrief_schema(None, None)]
    return _object(**{AROUND: {"anyOf": forms}})


def assess_schema(points: Ids, flags: Ids) -> Schema:
    """Return the schema of `shapes.Assessed`."""
    sure, state = _one_of(CONFIDENCE), _one_of(get_args(State))
    point = _object(point=_one_of(points), state=state, quote=_TEXT, sure=sure)
    flag = _object(flag=_one_of(flags), withdrawn={"type": "boolean"}, quote=_TEXT, sure=sure)
    return _object(kind=_one_of(get_args(Kind)), points=_list(point), flags=_list(flag))


def anchors_schema(competencies: Ids) -> Schema:
    """Return the schema of `shapes.Anchored`."""
    level = _object(
        competency=_one_of(competencies), level=_NUMBER, about=_one_of(WEIGHT), quotes=_list(_TEXT)
    )
    return _object(levels=_list(level))


def ballot_schema(choices: Ids, competencies: Ids, evidence: Ids) -> Schema:
    """Return the schema of `shapes.Advised`."""
    return _object(
        recommendation=_one_of(choices),
        because=_list(_one_of(competencies)),
        strongest=_list(_one_of(evidence)),
        note=_TEXT,
    )


def debrief_schema(competencies: Ids, evidence: Ids) -> Schema:
    """Return the schema of `shapes.Reconsidered`."""
    move = _object(
        competency=_one_of(competencies), to=_NUMBER, evidence=_one_of(evidence), reason=_TEXT
    )
    return _object(moves=_list(move))


def _object(**fields: Schema) -> Schema:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _one_of(values: Ids) -> Schema:
    """Return an enumeration; an empty one would be no schema."""
    known = list(values or ())
    return {"type": "string", "enum": known} if known else _TEXT
