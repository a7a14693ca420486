"""Makes `agents/offline/calibration/off-topic-<encoder>.npz`, and says how good it is.

    python -m archpanel.evals.training.train_off_topic [DATA]

The background are the `known` stories of `evals/datasets/off_topic.yaml`. The cut is chosen on one
half of the `unseen` domains and of the bank's questions; the other half tells how good it is. With
DATA, honest answers of `beyond-the-resume/` are counted too; they choose nothing.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml

from archpanel.agents.offline.anchor_scale import anchor_texts
from archpanel.agents.offline.anchors import sentences
from archpanel.agents.offline.encoder import Encoder, Vectors, open_encoder
from archpanel.agents.offline.off_topic import TopicSense
from archpanel.domain import RolePack
from archpanel.evals.tasks.ml_interviews import read_interviews, read_pack
from archpanel.packs import load_pack

HERE = Path(__file__).resolve().parents[1]
Pairs = Sequence[tuple[str, str]]
ALLOWED = 0.02
"""Share of the words of honest answers that may be taken for something else, on the first half."""

CUTS = np.arange(-0.01, 0.0105, 0.0005)


def main(arguments: list[str]) -> None:
    """Build the file of the encoder of this platform, and print the figures."""
    encoder, pack = open_encoder(), load_pack("ai-architect")
    stories = yaml.safe_load((HERE / "datasets/off_topic.yaml").read_text("utf-8"))
    known = [
        one.text for told in stories["known"].values() for text in told for one in sentences(text)
    ]
    about = encoder.encode(anchor_texts(pack.competencies))
    sense = TopicSense(about, encoder.encode(known), 0.0)
    honest, other = honest_pairs(pack), other_pairs(stories["unseen"], pack)
    lost = {
        (name, half): losses(sense, encoder, pairs[half::2])
        for name, pairs in (("honest", honest), ("other", other))
        for half in (0, 1)
    }
    at = int(np.flatnonzero(lost["honest", 0] <= ALLOWED).max())
    sys.stdout.write(f"cut {CUTS[at]:.4f}; share of words taken for something else:\n")
    for (name, half), shares in lost.items():
        sys.stdout.write(f"  {name}, {('chosen on', 'held out')[half]}: {shares[at]:.3f}\n")
    if arguments:
        shares = losses(sense, encoder, interview_pairs(Path(arguments[0])))
        sys.stdout.write(f"  beyond-the-resume, every 7th answer: {shares[at]:.3f}\n")
    file = HERE.parent / f"agents/offline/calibration/off-topic-{encoder.id.split('-', 1)[0]}.npz"
    TopicSense(sense.work, sense.elsewhere, float(CUTS[at])).save(file)


def losses(sense: TopicSense, encoder: Encoder, pairs: Pairs) -> np.ndarray:
    """Return, per cut, the mean share of an answer's words that are taken for something else."""
    found = []
    for question, answer in pairs:
        pieces = sentences(answer)
        said = encoder.encode([piece.text for piece in pieces])
        asked = encoder.encode([piece.text for piece in sentences(question)])
        found.append(
            [
                _lost(TopicSense(sense.work, sense.elsewhere, cut), pieces, said, asked)
                for cut in CUTS
            ]
        )
    return np.asarray(np.mean(found, axis=0))


def _lost(sense: TopicSense, pieces: Sequence, said: Vectors, asked: Vectors) -> float:  # type: ignore[type-arg]
    gone = sense.off_topic(pieces, said, asked)
    return float(sum(pieces[at].words for at in gone) / sum(piece.words for piece in pieces))


def honest_pairs(pack: RolePack) -> Pairs:
    """Return the bank's strong and adequate examples, with their questions."""
    return [
        (question.text, example.text)
        for question in pack.questions
        for example in (question.examples.adequate, question.examples.strong)
    ]


def other_pairs(stories: dict[str, list[str]], pack: RolePack) -> Pairs:
    """Return stories as answers to questions of the bank; whole domains fall into one half."""
    told = [text for k in range(2) for texts in list(stories.values())[k::2] for text in texts]
    first = sum(len(texts) for texts in list(stories.values())[::2])
    mixed = [text for pair in zip(told[:first], told[first:], strict=True) for text in pair]
    return [
        (pack.questions[7 * n % len(pack.questions)].text, text) for n, text in enumerate(mixed)
    ]


def interview_pairs(data: Path) -> Pairs:
    """Return some answers of third-party interviews."""
    folder = data / "beyond-the-resume"
    interviews = read_interviews(folder, read_pack(folder))
    return [pair for one in interviews for pair in one.pairs][::7]


if __name__ == "__main__":
    main(sys.argv[1:])
