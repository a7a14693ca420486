"""Three interviews as firms hold them, for whoever does not want to choose everything."""

from dataclasses import dataclass

CORE = ("startup_cto", "enterprise_architect", "security_reviewer")


@dataclass(frozen=True)
class Preset:
    """What the form of a new interview is filled in with."""

    id: str
    title: str
    told: str
    world: str
    view: str
    rounds: tuple[str, ...]
    seats: tuple[str, ...] = CORE
    turns: int = 9
    level: str = "senior"
    surprise: bool = False


PRESETS = (
    Preset(
        "startup-final",
        "Start-up, final round",
        "Build and ship: code, system design and the models under it, with one surprise. "
        "About an hour.",
        "startup",
        "developer-plus",
        ("coding", "ml-deep-dive", "system-design"),
        turns=10,
        surprise=True,
    ),
    Preset(
        "architecture-board",
        "Enterprise architecture board",
        "Decide and answer for it: trade-offs, platform, vendors, governance. About an hour.",
        "enterprise",
        "pure-architecture",
        ("trade-off-analysis", "platform-design", "vendor-model-selection", "governance-risk"),
        turns=10,
        level="staff",
    ),
    Preset(
        "mixed",
        "A bit of both",
        "A first look in forty minutes: system design, trade-offs and risk for a firm in between.",
        "enterprise",
        "developer-plus",
        ("system-design", "trade-off-analysis", "governance-risk"),
        turns=8,
    ),
)


def preset_of(name: str) -> Preset:
    """Return a preset; the mixed one where there is none of that name."""
    return next((preset for preset in PRESETS if preset.id == name), PRESETS[-1])
