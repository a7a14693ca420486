"""Encodes every phrase of a pack's bank into the file that ships beside it.

    python -m archpanel.evals.training.build_vectors [PACK_FOLDER]

The file is `vectors-<encoder>.npy` in the pack's folder. Phrases that changed are encoded again,
phrases that are gone are dropped; the same bank gives the same bytes.
"""

import sys
from pathlib import Path

import yaml

from archpanel.agents.offline.encoder import open_encoder
from archpanel.agents.offline.features import phrases_of, spoken_core
from archpanel.agents.offline.segments import cut
from archpanel.agents.offline.vectors import build
from archpanel.domain import BankQuestion, Item, SurpriseCard
from archpanel.evals.training.train_reader import HOUSE

STEP = 500
PACK = HOUSE / "src/archpanel/packs/library/ai-architect"


def main(arguments: list[str]) -> None:
    """Build the file of one pack."""
    folder = Path(arguments[0]) if arguments else PACK
    items: list[Item] = [
        BankQuestion.model_validate(_load(file)) for file in folder.glob("questions/*/*.yaml")
    ]
    items += [SurpriseCard.model_validate(_load(file)) for file in folder.glob("surprises/*.yaml")]
    encoder = open_encoder()
    target = folder / f"vectors-{encoder.id.split('-', 1)[0]}.npy"
    texts = list(
        dict.fromkeys(t for item in items for t in (*phrases_of(item), *examples_of(item)))
    )
    count = 0
    for done in range(STEP, len(texts) + STEP, STEP):  # a run that is stopped loses one step
        count = build(target, encoder, texts[:done])
    sys.stdout.write(f"{target}: {count} phrases, {target.stat().st_size / 1e6:.1f} MB\n")


def examples_of(item: Item) -> list[str]:
    """Return the sentences of an item's examples, as the reader encodes them."""
    texts = (item.examples.weak, item.examples.adequate, item.examples.strong)
    return [spoken_core(segment.text) for example in texts for segment in cut(example.text)]


def _load(file: Path) -> object:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


if __name__ == "__main__":
    main(sys.argv[1:])
