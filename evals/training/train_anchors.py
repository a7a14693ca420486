"""Trains the anchor reader on the answers of `lessons.py` and on nothing else.

    python -m archpanel.evals.training.train_anchors

prints what leaving out one line of work at a time gives, then writes
`agents/offline/calibration/anchors-<encoder>.npz`. Roles are left out whole, so that neither the
competency nor its subject has been seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from archpanel.agents.offline.anchor_scale import AnchorScale, TopicSpace, encode_scales
from archpanel.agents.offline.anchor_weights import AnchorWeights
from archpanel.agents.offline.anchors import quality_table, sentences
from archpanel.agents.offline.encoder import DIM, Encoder, Vectors, open_encoder
from archpanel.agents.offline.rigour import NAMES, Row, sign_table, without_manner
from archpanel.agents.offline.segments import words
from archpanel.agents.offline.vectors import VectorStore
from archpanel.evals.training.lessons import Lesson, read_lessons

Array = npt.NDArray[np.float64]

VERSION = "1"
OUT = Path(__file__).parents[2] / "agents" / "offline" / "calibration"

VECTOR_SCALE = 20.0
"""Brings vectors of length 1 to about the spread of the signs, so that one penalty fits both."""

PENALTY = 300.0
SIGNS_PENALTY = 30.0
SUBSTANCE_PENALTY = 10.0
SIGNS_SHARE = 0.4
"""Share of the model without vectors: signs travel better to other voices than vectors do."""

BACKGROUND = 128
COMMON = 3
"""Directions of talk that are no topic."""

GROUP = 4
"""Answers of one level per simulated interview when the scale is set."""


CARE = frozenset(
    {"check", "gate", "cause", "alternative", "failure", "breakdown", "record", "amount"}
)
NEGLECT = frozenset({"vague", "plain", "seems", "defer", "denied_care"})
_DIRECTIONS = np.array(
    [0.0] * DIM + [float(name in CARE) - float(name in NEGLECT) for name in NAMES] + [1.0]
)
"""Signs of care never lower a level and signs of neglect never raise it."""


@dataclass(frozen=True)
class Corpus:
    """All lessons, cut and encoded: one row per piece."""

    lessons: tuple[Lesson, ...]
    scales: tuple[AnchorScale, ...]
    role_of: Array
    """Role of each competency."""

    owner: npt.NDArray[np.int64]
    """The lesson of each piece."""

    table: Array
    style: Array
    """Log words and mean word length of each piece: explained away, then dropped."""

    asked: tuple[Array, ...]
    """Vectors of the pieces of each lesson's question."""

    remarks: Array
    space: TopicSpace
    topics: tuple[Vectors, Row, Row, Row]
    """What the space was made of."""


def encode_corpus(encoder: Encoder, cache: Path | None = None) -> Corpus:
    """Encode all lessons."""
    read = read_lessons()
    lessons = read.answers
    store = VectorStore(encoder, cache=cache)
    scales = encode_scales(read.competencies, store)
    pieces = [
        (at, without_manner(piece.text))
        for at, one in enumerate(lessons)
        for piece in sentences(one.text)
    ]
    texts = [text for _, text in pieces]
    vectors = store.get(texts, keep_as="lessons")
    signs = sign_table(texts)
    owner = np.array([at for at, _ in pieces])
    topics = find_topics(vectors, scales)
    space = TopicSpace(*topics)
    rows = [
        quality_table(scales[lessons[at].competency], space, vectors[[row]], signs[[row]])
        for row, at in enumerate(owner)
    ]
    questions = sorted({piece.text for one in lessons for piece in sentences(one.question)})
    store.get(questions, keep_as="lesson-questions")
    asked = tuple(
        np.asarray(store.get([piece.text for piece in sentences(one.question)]), dtype=np.float64)
        for one in lessons
    )
    return Corpus(
        lessons=lessons,
        scales=scales,
        role_of=np.array(read.roles, dtype=np.float64),
        owner=owner,
        table=np.vstack(rows),
        style=np.array([style_of(text) for text in texts]),
        asked=asked,
        remarks=np.asarray(store.get(read.remarks, keep_as="remarks"), dtype=np.float64),
        space=space,
        topics=topics,
    )


def find_topics(vectors: Vectors, scales: Sequence[AnchorScale]) -> tuple[Vectors, Row, Row, Row]:
    """Return what `TopicSpace` is made of."""
    talk_mean = vectors.mean(axis=0, dtype=np.float64)
    phrase_mean = np.vstack([scale.about for scale in scales]).mean(axis=0, dtype=np.float64)
    _, _, directions = np.linalg.svd(vectors - talk_mean, full_matrices=False)
    every = np.linspace(0, len(vectors) - 1, BACKGROUND).astype(int)
    return vectors[every], talk_mean, phrase_mean, directions[:COMMON]


def style_of(text: str) -> tuple[float, float]:
    """Return log words and mean word length of a piece."""
    own = words(text)
    return float(np.log1p(len(own))), float(np.mean([len(word) for word in own] or [0]))


def fit_quality(corpus: Corpus, rows: npt.NDArray[np.bool_]) -> tuple[Array, float]:
    """Return weights and bias that place a piece between the lowest level (0) and the highest (1).

    Style is a feature while fitting and constant afterwards: what it explains earns nothing.
    """
    full = _ridge(corpus, rows, PENALTY, np.ones(corpus.table.shape[1], dtype=bool))
    signs_only = np.arange(corpus.table.shape[1]) >= corpus.table.shape[1] - len(NAMES) - 1
    small = _ridge(corpus, rows, SIGNS_PENALTY, signs_only)
    mixed = (1 - SIGNS_SHARE) * full[0] + SIGNS_SHARE * small[0]
    return mixed, (1 - SIGNS_SHARE) * full[1] + SIGNS_SHARE * small[1]


def _ridge(
    corpus: Corpus, rows: npt.NDArray[np.bool_], penalty: float, used: npt.NDArray[np.bool_]
) -> tuple[Array, float]:
    scale = _scaling(corpus)
    data = np.hstack([(corpus.table * scale)[:, used], corpus.style])[rows]
    target = _targets(corpus)[rows]
    share = 1 / np.bincount(corpus.owner)[corpus.owner][rows]
    mean, spread = np.average(data, axis=0, weights=share), data.std(axis=0) + 1e-9
    centre = float(np.average(target, weights=share))
    normal = (data - mean) / spread
    matrix = normal.T @ (normal * share[:, None]) + penalty * np.eye(data.shape[1])
    pull = normal.T @ ((target - centre) * share)
    solved = solve_signed(matrix, pull, np.append(_DIRECTIONS[used], (0.0, 0.0)))[:-2]
    weights = np.zeros(corpus.table.shape[1])
    weights[used] = solved / spread[:-2] * scale[used]
    mean_row = np.average(corpus.table[rows], axis=0, weights=share)
    return weights, centre - float(mean_row @ weights)


def solve_signed(matrix: Array, pull: Array, directions: Array) -> Array:
    """Solve a ridge regression in which some weights may have one sign only.

    A weight that comes out with the wrong sign is set to 0 and the rest solved again.
    """
    free = np.ones(len(pull), dtype=bool)
    while True:
        solved = np.zeros(len(pull))
        solved[free] = np.linalg.solve(matrix[np.ix_(free, free)], pull[free])
        wrong = solved * directions < 0
        if not wrong.any():
            return solved
        free &= ~wrong


def _scaling(corpus: Corpus) -> Array:
    scale = np.ones(corpus.table.shape[1])
    scale[: -len(NAMES) - 1] = VECTOR_SCALE
    return scale


def _targets(corpus: Corpus) -> Array:
    return np.array([(corpus.lessons[at].level - 1) / 2 for at in corpus.owner])


def held_out_quality(corpus: Corpus) -> Array:
    """Return the raw place of each piece, from weights that never saw its role."""
    role = np.array([corpus.lessons[at].role for at in corpus.owner])
    places = np.zeros(len(role))
    for one in np.unique(role):
        weights, bias = fit_quality(corpus, role != one)
        places[role == one] = corpus.table[role == one] @ weights + bias
    return places


def set_scale(corpus: Corpus, places: Array, seed: int = 0) -> tuple[float, float]:
    """Return gain and offset for which the mean of a few answers of a level hits that level.

    One piece says little, so that a regression pulls it to the middle; a mean of several pulled
    pieces would stay there. Found on simulated interviews of held-out answers.
    """
    rng = np.random.default_rng(seed)
    levels = np.array([one.level for one in corpus.lessons])
    groups = [
        (rng.choice(np.flatnonzero(levels == level), GROUP), (level - 1) / 2)
        for level in (1, 2, 3)
        for _ in range(100)
    ]
    best = (float("inf"), 1.0, 0.0)
    for gain in np.arange(1.0, 3.01, 0.1):
        for offset in np.arange(-0.2, 0.21, 0.02):
            means = answer_means(corpus, 0.5 + gain * (places - 0.5) + offset)
            miss = float(
                np.mean([(np.clip(means, 0, 1)[who].mean() - level) ** 2 for who, level in groups])
            )
            best = min(best, (miss, float(gain), float(offset)))
    return best[1], best[2]


def answer_means(corpus: Corpus, places: Array) -> Array:
    """Return the mean place of each lesson's pieces."""
    return np.bincount(corpus.owner, places) / np.bincount(corpus.owner)


def fit_logistic(data: Array, target: Array, penalty: float) -> tuple[Array, float]:
    """Return weights and bias of a logistic regression, classes weighted alike, by Newton steps."""
    table = np.hstack([data, np.ones((len(data), 1))])
    share = np.where(target > 0, 0.5 / target.mean(), 0.5 / (1 - target.mean()))
    keep = np.append(np.full(data.shape[1], penalty), 1e-6)
    weights = np.zeros(table.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (share * (chance - target)) + keep * weights
        curve = table.T @ (table * (share * chance * (1 - chance))[:, None]) + np.diag(keep)
        weights = weights - np.linalg.solve(curve, slope)
    return weights[:-1], float(weights[-1])


def fit_substance(corpus: Corpus) -> tuple[Array, float]:
    """Return weights and bias that tell statements about work from remarks."""
    work = corpus.table[:, : -len(NAMES) - 1]
    data = np.vstack([work, corpus.remarks]) * VECTOR_SCALE
    target = np.append(np.ones(len(work)), np.zeros(len(corpus.remarks)))
    weights, bias = fit_logistic(data, target, penalty=SUBSTANCE_PENALTY)
    return weights * VECTOR_SCALE, bias


def fit_relevance(corpus: Corpus) -> tuple[Array, float]:
    """Return weights and bias that tell an answer's own competency from others.

    The others are those of its role, and every seventh of the other roles.
    """
    data, target = [], []
    for at, lesson in enumerate(corpus.lessons):
        said = corpus.table[corpus.owner == at][:, : -len(NAMES) - 1]
        near = corpus.role_of == lesson.role
        for one in np.flatnonzero(near | ((np.arange(len(near)) + at) % 7 == 0)):
            scale = corpus.scales[one]
            asked = scale.likeness(corpus.asked[at].astype(np.float32), corpus.space).mean()
            heard = scale.likeness(said.astype(np.float32), corpus.space).mean()
            data.append((asked, heard))
            target.append(float(one == lesson.competency))
    return fit_logistic(np.array(data), np.array(target), penalty=1.0)


def train(corpus: Corpus, encoder_id: str) -> AnchorWeights:
    """Return the weights trained on all lessons."""
    quality, bias = fit_quality(corpus, np.ones(len(corpus.owner), dtype=bool))
    gain, offset = set_scale(corpus, held_out_quality(corpus))
    substance, substance_bias = fit_substance(corpus)
    background, talk_mean, phrase_mean, common = corpus.topics
    weights = AnchorWeights(
        quality=quality * gain,
        quality_bias=0.5 + gain * (bias - 0.5) + offset,
        substance=substance,
        substance_bias=substance_bias,
        relevance=np.ones(2),
        relevance_bias=0.0,
        background=background,
        talk_mean=talk_mean,
        phrase_mean=phrase_mean,
        common=common,
        version=f"{VERSION}-{encoder_id}",
    )
    relevance, relevance_bias = fit_relevance(corpus)
    return replace(weights, relevance=relevance, relevance_bias=relevance_bias)


def report(corpus: Corpus, weights: AnchorWeights) -> Sequence[str]:
    """Return what leaving a role out gives, line by line."""
    means = answer_means(corpus, held_out_quality(corpus))
    levels = np.array([one.level for one in corpus.lessons])
    by_level = [f"{means[levels == level].mean():.2f}" for level in (1, 2, 3)]
    return [
        f"{len(corpus.lessons)} answers, {len(corpus.owner)} pieces, {len(corpus.scales)} scales",
        f"role left out: r {np.corrcoef(means, levels)[0, 1]:.3f}, means {' '.join(by_level)}",
        f"relevance: question {weights.relevance[0]:.2f}, answer {weights.relevance[1]:.2f},"
        f" bias {weights.relevance_bias:.2f}",
    ]


def main() -> None:
    """Train, report, write."""
    encoder = open_encoder()
    corpus = encode_corpus(encoder)
    weights = train(corpus, encoder.id)
    print("\n".join(report(corpus, weights)))  # noqa: T201
    OUT.mkdir(parents=True, exist_ok=True)
    weights.save(OUT / f"anchors-{encoder.id.split('-', 1)[0]}.npz")


if __name__ == "__main__":
    main()
