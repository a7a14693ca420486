"""Small panels for the tests of the rules: two axes, four competencies, three seats."""

from collections.abc import Mapping
from typing import Any

from archpanel.agents.setting import Setting
from archpanel.agents.voting import sealed
from archpanel.domain import Ballot, Blocking, Brief, Persona, RoleKept

AI, ARCH = ("agents", "costs"), ("scale", "security")
SEATS = ("cto", "architect", "reviewer")

_LINES = ["Let me begin there.", "Let me ask it so.", "One thing first."]


def persona(seat: str, concerns: Mapping[str, float], **more: Any) -> Persona:
    return Persona.model_validate(
        {
            "id": seat,
            "version": 1,
            "name": f"{seat} name",
            "role": f"{seat} role",
            "background": "Twenty years of building and running systems that people rely on.",
            "voice": "Short sentences, plain words, and always the same calm tone of voice.",
            "concerns": dict(concerns),
            "severity": "even",
            "probes": ["where it breaks", "what it costs", "who may do it"],
            "never_accepts": ["one key for all", "no test at all"],
            "lead_ins": {
                move: list(_LINES) for move in ("open", "probe", "cross_examine", "twist", "close")
            },
            **more,
        }
    )


def seated() -> tuple[Persona, ...]:
    return (
        persona("cto", {"agents": 0.5, "costs": 0.5}),
        persona("architect", {"scale": 0.6, "agents": 0.4}),
        persona("reviewer", {"security": 0.7, "scale": 0.3}, owns=["security"]),
    )


def policy(**changes: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "bars": {"senior": {"ai": 3.0, "architecture": 3.0}},
        "default_level": "senior",
        "borderline": 0.2,
        "strong_margin": 0.8,
        "must_haves": [{"competency": "security", "at_least": 2.0}],
        "coverage": {"competencies": 1, "importance": 0.25},
        "spread": 1.0,
        "quorum": 0.66,
        "importance_weights": [0, 1, 2, 4],
        "severity": {
            name: {"partly": 0.5, "serious": 1.0, "sure": 0.0}
            for name in ("lenient", "even", "strict")
        },
        "blocking_cap": 1.5,
        "debrief_rounds": 2,
        "debrief_step": 1.0,
        **changes,
    }


def setting(seats: tuple[str, ...] = SEATS, **changes: Any) -> Setting:
    role = RoleKept.model_validate(
        {
            "id": "small",
            "version": 1,
            "digest": "0",
            "name": "Small role",
            "top": 5,
            "axes": ["ai", "architecture"],
            "competencies": [
                {
                    "id": c,
                    "name": c,
                    "axis": axis,
                    "anchors": [f"{c} at {n}" for n in range(1, 6)],
                    "importance": {"startup": {"any": importance}},
                }
                for axis, names in (("ai", AI), ("architecture", ARCH))
                for c, importance in zip(names, (3, 2), strict=True)
            ],
            "policy": policy(**changes),
        }
    )
    brief = Brief.model_validate(
        {
            "pack": {"id": "small", "version": 1, "digest": "0"},
            "world": "startup",
            "view": "any",
            "rounds": ["all"],
            "seats": list(seats),
            "turns": 8,
            "level": "senior",
            "engine": "scripted",
        }
    )
    return Setting(brief, role)


def ballot(seat: str, levels: Mapping[str, float | None], **more: Any) -> Ballot:
    return sealed(
        **{
            "persona": seat,
            "phase": "final",
            "levels": dict(levels),
            "recommendation": "hire",
            "strongest": (),
            "cited": (),
            "confidence": 1.0,
            "complete": True,
            **more,
        }
    )


def flat(seat: str, ai: float, architecture: float, **more: Any) -> Ballot:
    return ballot(seat, {**dict.fromkeys(AI, ai), **dict.fromkeys(ARCH, architecture)}, **more)


def blocking(flag: str = "item/flag", competency: str = "security") -> Blocking:
    return Blocking(flag=flag, competency=competency, evidence="a1:0-10")
