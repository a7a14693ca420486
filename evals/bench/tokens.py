"""How many tokens a text has, without a tokenizer's data file."""

import re
from functools import lru_cache

_PIECE = re.compile(r" ?[^\W\d_]{1,10}|\d{1,3}| ?[^\w\s]{1,3}|_|\s*\n\s*|\s+")
"""Runs as o200k_base parts them before it merges, with words cut after ten letters.

Measured against o200k_base (tiktoken) on this repository: 80 questions and 7 personas in YAML
+1.7 % in sum (2.0 % on average per file, 5.3 % at worst), four files of answers +5.0 % (6.5 %),
four documents +0.2 % (2.4 %), three JSON schemas -1.6 % (4.7 %). cl100k_base is nearer by another
percent. English only: a script without spaces is counted far too low.
"""


@lru_cache(maxsize=4096)
def tokens_of(text: str) -> tuple[str, ...]:
    """Return the text in pieces of about one token; joined they are the text again."""
    return tuple(_PIECE.findall(text))


def count_tokens(text: str) -> int:
    """Return about how many tokens a model counts; see above for the error."""
    return len(tokens_of(text))
