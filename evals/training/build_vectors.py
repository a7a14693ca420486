"""Encodes every phrase of a pack's bank into the file that ships beside it.

    python -m archpanel.evals.training.build_vectors [PACK]

The file is `vectors-<encoder>.npy` in the pack's folder. Phrases that changed are encoded again,
phrases that are gone are dropped; the same bank gives the same bytes.
"""

import sys
from collections.abc import Iterator

from archpanel.agents.offline.anchor_scale import anchor_texts
from archpanel.agents.offline.encoder import open_encoder
from archpanel.agents.offline.features import heard_as, phrases_of
from archpanel.agents.offline.segments import cut
from archpanel.agents.offline.vectors import build
from archpanel.domain import Item, RolePack
from archpanel.packs import load_pack, pack_path

STEP = 500


def main(arguments: list[str]) -> None:
    """Build the file of one shipped pack."""
    pack = load_pack(arguments[0] if arguments else "ai-architect")
    encoder = open_encoder()
    target = pack_path(pack.id) / f"vectors-{encoder.id.split('-', 1)[0]}.npy"
    texts = list(dict.fromkeys(texts_of(pack)))
    count = 0
    for done in range(STEP, len(texts) + STEP, STEP):  # a run that is stopped loses one step
        count = build(target, encoder, texts[:done], keep=texts)
        sys.stdout.write(f"{count} of {len(texts)}\n")
    sys.stdout.write(f"{target}: {count} phrases, {target.stat().st_size / 1e6:.1f} MB\n")


def texts_of(pack: RolePack) -> Iterator[str]:
    """Yield every text of a pack that its readers ever encode."""
    for item in (*pack.questions, *pack.surprises):
        yield from phrases_of(item)
        yield from examples_of(item)
    yield from anchor_texts(pack.competencies)


def examples_of(item: Item) -> list[str]:
    """Return clauses and sentences of an item's examples, as the readers encode them."""
    examples = (item.examples.weak, item.examples.adequate, item.examples.strong)
    heard = [heard_as(cut(example.text)) for example in examples]
    return [text for parts, wholes in heard for text in (*parts, *wholes)]


if __name__ == "__main__":
    main(sys.argv[1:])
