"""Pads and decorates answers that stay the same in content, and shows how far levels move.

    python -m archpanel.evals.tasks.review_padding DATA [INTERVIEWS]

Texts for padding come from DATA/perturbations.json and from this file; the reader was not trained
on any of them.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from archpanel.agents.offline.anchors import AnchorReader
from archpanel.agents.offline.encoder import open_encoder
from archpanel.evals.tasks.review_interviews import (
    Array,
    Interview,
    Pairs,
    levels_of,
    read_answers,
    read_interviews,
    read_pack,
    rounded,
)

JARGON = (
    "Event-driven architecture, infrastructure as code, vector databases, feature stores, "
    "retrieval-augmented generation, mixture of experts, chaos engineering, data mesh, "
    "blue-green deployment, continuous verification."
)
SELF_PRAISE = (
    "I have to say that this was some of the finest work that anyone at the company had ever seen, "
    "and my judgement was always considered exceptional."
)
LONG_WORDS = (
    "Fundamentally, comprehensive organisational considerations necessitate multidimensional "
    "conceptualisation, thereby facilitating sustainable operationalisation."
)
STRIDE = 7
"""Every seventh interview is used unless all are asked for: profiles and candidates alternate."""

Change = Callable[[str], str]


def changes(texts: dict[str, Any]) -> dict[str, Change]:
    """Return each way of changing an answer that must not change its level."""
    pads = texts["verbosity_pads"]
    fluff = " ".join(pads)
    name = texts["names"]["group_d_f"][0]
    intro = texts["self_intro"][1].format(name=name)
    return {
        "fluff": lambda answer: f"{answer} {fluff}",
        "fluff twice": lambda answer: f"{fluff} {answer} {fluff}",
        "fillers": lambda answer: _every_sentence(answer, texts["fillers"]),
        "hedges": lambda answer: _every_sentence(answer, texts["hedges"]),
        "confident": lambda answer: _every_sentence(answer, texts["confident"]),
        "name": lambda answer: f"{intro} {answer}",
        "jargon list": lambda answer: f"{answer} {JARGON}",
        "self-praise": lambda answer: f"{answer} {SELF_PRAISE}",
        "long words": lambda answer: f"{LONG_WORDS} {answer}",
        "said twice": lambda answer: f"{answer} {answer}",
    }


def _every_sentence(answer: str, openings: list[str]) -> str:
    parts = answer.split(". ")
    return ". ".join(
        openings[at % len(openings)] + part[:1].lower() + part[1:] for at, part in enumerate(parts)
    )


def shifts(reader: AnchorReader, data: Path, count: int | None = None) -> dict[str, Array]:
    """Return, per change, how far each assessed level moves."""
    folder = data / "beyond-the-resume"
    competencies = read_pack(folder)
    interviews = read_interviews(folder, competencies)
    chosen = interviews[::STRIDE] if count is None else interviews[:count]
    texts = json.loads((data / "perturbations.json").read_text("utf-8"))

    def levels(pairs: Pairs) -> Array:
        return levels_of(competencies, read_answers(reader, competencies, pairs))

    before = [levels(one.pairs) for one in chosen]
    return {
        name: np.concatenate(
            [
                levels(_changed(one, change)) - level
                for one, level in zip(chosen, before, strict=True)
            ]
        )
        for name, change in changes(texts).items()
    }


def _changed(interview: Interview, change: Change) -> Pairs:
    return tuple((question, change(answer)) for question, answer in interview.pairs)


def main(data: Path, count: int | None = None) -> dict[str, Any]:
    """Print the shifts as Markdown and JSON, and return them."""
    found = shifts(AnchorReader(open_encoder()), data, count)
    result = {
        name: {
            "mean": float(np.nanmean(moved)),
            "mean_size": float(np.nanmean(np.abs(moved))),
            "largest": float(np.nanmax(np.abs(moved))),
        }
        for name, moved in found.items()
    }
    lines = ["| change | mean shift | mean size | largest |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {row['mean']:+.3f} | {row['mean_size']:.3f} | {row['largest']:.2f} |"
        for name, row in result.items()
    ]
    print("\n".join([*lines, "", json.dumps(rounded(result))]))  # noqa: T201
    return result


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
