"""Records as language models leave them: made from scripted ones, since only the report matters."""

from collections.abc import Mapping
from typing import Any

from archpanel.agents.diversity import diversity
from archpanel.domain import Advice, Call, DecisionRecord, ModelChoice

EVIL = "<script>alert(1)</script> **bold** [a](http://evil.test) | cell\n# head"


def as_llm(
    record: DecisionRecord,
    models: Mapping[str, str],
    *,
    advice: Mapping[str, Advice] | None = None,
    stand_in: str = "",
    calls: tuple[Call, ...] = (),
    base_url: str = "",
) -> DecisionRecord:
    """Return a record as if language models had read for its seats."""
    given = advice or {}
    assessments = tuple(
        a.model_copy(
            update={
                "maker": a.maker.model_copy(
                    update={
                        "engine": "llm",
                        "model": models[a.persona],
                        "prompt": "panel@1#abc assess@1#def",
                        "parameters": '{"temperature":null}',
                    }
                ),
                "stand_in": stand_in if a.answer_id == "a1" else "",
            }
        )
        for a in record.assessments
    )
    behind = {p: {models[p]} | ({stand_in} if stand_in else set()) for p in models}
    changes: dict[str, Any] = {"models": (), "advice": None}
    ballots, sealed = (
        tuple(
            b.model_copy(
                update={
                    **changes,
                    "models": tuple(sorted(behind[b.persona])),
                    "advice": given.get(b.persona),
                }
            )
            for b in votes
        )
        for votes in (record.ballots, record.sealed_ballots)
    )
    first = next(iter(models.values()))
    choice = ModelChoice(model=first, by_seat=dict(models), base_url=base_url)
    return record.model_copy(
        update={
            "brief": record.brief.model_copy(update={"engine": "llm", "models": choice}),
            "assessments": assessments,
            "ballots": ballots,
            "sealed_ballots": sealed,
            "verdict": record.verdict.model_copy(
                update={"diversity": diversity(ballots), "practice": False}
            ),
            "calls": calls,
        }
    )
