"""What a seat heard, written short: findings, concerns and assessments for the tests of rules."""

from collections.abc import Iterable, Mapping
from typing import Any

from archpanel.domain import Assessment, Concerned, Evidence, Finding


def finding(
    point: str, competency: str, state: str = "met", *, weight: int = 2, evidence: str = "a1:0-9"
) -> Finding:
    return Finding.model_validate(
        {
            "point": point,
            "competency": competency,
            "weight": weight,
            "state": state,
            "evidence": "" if state == "not_met" else evidence,
            "confidence": 1.0,
        }
    )


def concern(
    flag: str,
    competency: str,
    state: str = "raised",
    *,
    grave: str = "serious",
    evidence: str = "a1:10-19",
) -> Concerned:
    return Concerned.model_validate(
        {
            "flag": flag,
            "competency": competency,
            "concern": grave,
            "state": state,
            "evidence": evidence,
            "confidence": 1.0,
        }
    )


def assessment(
    *findings: Finding,
    answer: int = 1,
    seat: str = "cto",
    item: str = "item",
    concerns: Iterable[Concerned] = (),
    **more: Any,
) -> Assessment:
    return Assessment.model_validate(
        {
            "id": f"a{answer}/{seat}",
            "question_id": f"q{answer}",
            "answer_id": f"a{answer}",
            "persona": seat,
            "item": item,
            "kind": "answered",
            "findings": findings,
            "concerns": tuple(concerns),
            "levels": {},
            "confidence": 1.0,
            "maker": {"engine": "scripted", "version": "1"},
            **more,
        }
    )


def quote(answer: int, start: int, end: int, shows: str = "p") -> Evidence:
    return Evidence(
        id=f"a{answer}:{start}-{end}",
        answer_id=f"a{answer}",
        quote="x" * (end - start),
        start=start,
        end=end,
        shows=shows,
        stance="for",
    )


def by_id(*quotes: Evidence) -> Mapping[str, Evidence]:
    return {one.id: one for one in quotes}
