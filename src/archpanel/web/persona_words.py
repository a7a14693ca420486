"""What is wrong with a persona, in the words of its form."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from archpanel.personas.checking import Finding

LABELS = {
    "name": "Name",
    "role": "Role",
    "background": "Background",
    "voice": "Voice",
    "severity": "Severity",
    "concerns": "Concerns",
    "probes": "What they probe",
    "never_accepts": "What they never accept",
    "lead_ins.open": "How they open",
    "lead_ins.probe": "How they probe",
    "lead_ins.cross_examine": "How they cross-examine",
    "lead_ins.twist": "How they bring a surprise",
    "lead_ins.close": "How they close",
    "prefers": "What they like to ask",
    "text": "The text",
}
"""Part of the form -> its label."""


@dataclass(frozen=True)
class Trouble:
    """One problem, beside the part of the form that it is about."""

    part: str
    """Key of `LABELS`; "" where no part of the form is to blame."""

    words: str

    @property
    def label(self) -> str:
        """Return the part's label."""
        return LABELS.get(self.part, "The persona")


def troubles(findings: Sequence[Finding], names: Mapping[str, str]) -> list[Trouble]:
    """Return findings as the form tells them.

    Args:
        findings: of `personas check`.
        names: competency -> what it is called.
    """
    return [Trouble(_part(f.place), _words(f, names)) for f in findings]


def troubles_in_text(findings: Sequence[Finding]) -> list[Trouble]:
    """Return findings as they are told beside the YAML."""
    return [Trouble("text", f"{f.place}: {f.problem}".removeprefix(": ")) for f in findings]


def _part(place: str) -> str:
    first, _, rest = place.partition(".")
    if first == "lead_ins":
        return f"lead_ins.{rest.partition('.')[0] or 'open'}"
    part = "concerns" if first == "owns" else first
    return part if part in LABELS else ""


def _words(finding: Finding, names: Mapping[str, str]) -> str:
    words = _in_plain_words(finding.problem)
    first, _, rest = finding.place.partition(".")
    if first == "concerns" and rest:
        return f"{names.get(rest, rest)}: {words}"
    last = rest.rpartition(".")[2] if first == "lead_ins" else rest
    return f"line {int(last) + 1}: {words}" if last.isdigit() else words


def _percent(match: "re.Match[str]") -> str:
    return f"the shares add up to {float(match[1]):.1%}, not to 100%".replace(".0%", "%")


_PLAINER: tuple[tuple[str, str | Callable[["re.Match[str]"], str]], ...] = (
    (r"^String should have", "should have"),
    (r"^Tuple should have at (\w+) (\d+) items? after validation, not (\d+)",
     r"should have at \1 \2 lines; there are \3"),
    (r"^Dictionary should have at least (\d+) items? after validation, not (\d+)",
     r"at least \1 need a share; there are \2"),
    (r"^Input should be a valid number", "the share should be a number of percent, such as 15"),
    (r"^Input should be greater than 0", "the share should be more than 0%"),
    (r"^Input should be less than or equal to 1\b", "the share should be at most 100%"),
    (r"^Input should be", "should be"),
    (r"^Field required", "is missing"),
    (r"^concerns add up to ([0-9.]+), not to 1", _percent),
    (r"^owns \[(.*)\] without a concern for it", r"owns \1 without a share for it"),
    (r"^lead_ins\.\w+ (praises|is text)", r"\1"),
)  # fmt: skip


def _in_plain_words(problem: str) -> str:
    for pattern, words in _PLAINER:
        problem, changed = re.subn(pattern, words, problem)
        if changed:
            break
    return problem
