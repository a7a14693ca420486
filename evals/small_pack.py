"""A role pack of six plain questions, for harnesses that need an interview and no content."""

from typing import Any

from archpanel.domain import Persona, RolePack

QUESTIONS = 6
SEATS = ("first_seat", "second_seat", "third_seat")
_COMPETENCIES = (
    ("alpha", "ai"),
    ("beta", "ai"),
    ("gamma", "architecture"),
    ("delta", "architecture"),
)


def small_pack() -> RolePack:
    """Build the pack; marks such as `[p1]` in an answer are read by `ScriptedEngine`."""
    return RolePack.model_validate(
        {
            "id": "small-pack",
            "version": 1,
            "name": "Small pack",
            "digest": "0" * 64,
            "top": 5,
            "axes": ["ai", "architecture"],
            "worlds": [{"id": "startup", "name": "Start-up", "values": "speed"}],
            "views": [{"id": "any", "name": "Any", "asks": "anything"}],
            "competencies": [
                {
                    "id": c,
                    "name": c,
                    "axis": axis,
                    "anchors": [f"{c} at level {n}" for n in range(1, 6)],
                }
                for c, axis in _COMPETENCIES
            ],
            "rounds": [
                {
                    "id": "plain",
                    "name": "Plain",
                    "views": ["any"],
                    "purpose": "A round that exists so that harnesses have something to ask about.",
                    "evidence": "marks in square brackets",
                    "minutes": 30,
                    "competencies": [c for c, _ in _COMPETENCIES],
                    "opening": "We ask, you answer, marks decide.",
                }
            ],
            "questions": [_question(n) for n in range(QUESTIONS)],
            "policy": _POLICY,
        }
    )


def _question(n: int) -> dict[str, Any]:
    first, second = _COMPETENCIES[n % 4][0], _COMPETENCIES[(n + 2) % 4][0]
    point = {
        "weight": 2,
        "said_as": ["I would say it like this.", "One says it like that.", "Or say it so."],
        "wrong": ["I would never say it at all.", "Nobody needs to say it."],
        "probe": "What else is there to say about it?",
    }
    example = {"text": "An answer that is long enough to be an example.", "meets": []}
    return {
        "id": f"question-{n}",
        "version": 1,
        "round": "plain",
        "title": f"Plain question {n}",
        "difficulty": "core",
        "worlds": ["startup"],
        "competencies": [first, second],
        "minutes": 5,
        "text": f"What is there to say about matter number {n}?",
        "clarify": "Anything that you would say about it.",
        "key_points": [
            {
                **point,
                "id": f"p{k}",
                "competency": first if k % 2 else second,
                "point": f"Point {k} of it.",
            }
            for k in range(4)
        ],
        "red_flags": [
            {
                "id": "risk",
                "competency": first,
                "concern": "serious",
                "flag": "Says something risky about it.",
                "said_as": ["I would risk it all.", "Risk is fine by me.", "Let us just risk it."],
                "challenge": "What happens if that goes wrong?",
            }
        ],
        "examples": {"weak": example, "adequate": example, "strong": example},
    }


_POLICY: dict[str, Any] = {
    "version": 1,
    "bars": {"senior": {"ai": 3.0, "architecture": 3.0}},
    "default_level": "senior",
    "borderline": 0.2,
    "strong_margin": 0.8,
    "coverage": {"competencies": 1, "importance": 0.2},
    "spread": 1.0,
    "quorum": 0.66,
    "importance_weights": [0, 1, 2, 4],
    "severity": {
        "lenient": {"partly": 0.6, "serious": 0.5, "sure": 0.0},
        "even": {"partly": 0.5, "serious": 1.0, "sure": 0.0},
        "strict": {"partly": 0.35, "serious": 1.5, "sure": 0.0},
    },
    "blocking_cap": 1.5,
    "debrief_rounds": 2,
    "debrief_step": 1.0,
}


def small_seats() -> tuple[Persona, ...]:
    """Return three personas that differ in concern and severity."""
    moves = ("open", "probe", "cross_examine", "twist", "close")
    return tuple(
        Persona.model_validate(
            {
                "id": seat,
                "version": 1,
                "name": f"Seat {seat}",
                "role": f"The {seat.replace('_', ' ')}",
                "background": "Sits here so that a harness has somebody to ask and to vote.",
                "voice": "Plain sentences without any colour, always the same on every turn.",
                "concerns": concerns,
                "severity": severity,
                "probes": ["what is missing", "what is risky", "what it costs"],
                "never_accepts": ["silence on a risk", "a risk for its own sake"],
                "lead_ins": {m: ["Let me ask.", "One question.", "Tell me this."] for m in moves},
            }
        )
        for seat, concerns, severity in zip(
            SEATS,
            (
                {"alpha": 0.5, "beta": 0.5},
                {"gamma": 0.6, "alpha": 0.4},
                {"delta": 0.7, "gamma": 0.3},
            ),
            ("lenient", "even", "strict"),
            strict=True,
        )
    )
