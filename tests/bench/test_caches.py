"""Both cache models, by examples that one can count by hand."""

from typing import Any

from archpanel.evals.bench.caches import BreakpointCache, ClassicCache
from archpanel.evals.bench.prompts import Block, Prompt, read_prompt
from archpanel.evals.bench.tokens import count_tokens, tokens_of

MARK: dict[str, Any] = {"prompt_cache_breakpoint": {}}


def tokens(count: int, name: str = "t") -> list[str]:
    return [f"{name}{number}" for number in range(count)]


def block(count: int, name: str, *, marked: bool = False, user: bool = False) -> Block:
    return Block(tuple(tokens(count, name)), marked, user)


def test_the_same_prompt_is_read_in_whole_blocks() -> None:
    cache = ClassicCache()
    assert cache.use(tokens(1500), now=0, first=1) == 0
    assert cache.use(tokens(1500), now=1, first=2) == 1408  # 11 blocks of 128; the rest is 92


def test_a_common_prefix_is_read_up_to_where_the_prompts_part() -> None:
    cache = ClassicCache()
    cache.use([*tokens(1200), *tokens(500, "a")], now=0, first=1)
    assert cache.use([*tokens(1200), *tokens(500, "b")], now=2, first=3) == 1152  # 9 of 9.375
    assert cache.use([*tokens(1200), *tokens(500, "a")], now=4, first=5) == 1664  # 13 of 13.28


def test_less_than_1024_tokens_are_never_read() -> None:
    cache = ClassicCache()
    cache.use(tokens(1023), now=0, first=1)
    assert cache.use(tokens(1023), now=2, first=3) == 0
    cache.use([*tokens(1000), *tokens(500, "a")], now=4, first=5)
    assert cache.use([*tokens(1000), *tokens(500, "b")], now=6, first=7) == 0  # 7 blocks are 896


def test_a_prefix_is_readable_from_its_writers_first_token_on() -> None:
    cache = ClassicCache()
    cache.use(tokens(1024), now=0.0, first=0.3)
    assert cache.use(tokens(1024), now=0.299, first=0.5) == 0
    assert cache.use(tokens(1024), now=0.3, first=0.6) == 1024


def test_breakpoints_are_read_and_written_at_marks_alone() -> None:
    cache = BreakpointCache()
    head = block(1100, "system", marked=True)

    def ask(name: str) -> Prompt:
        return Prompt((head, block(400, name, user=True), block(3, "end")), implicit=False)

    assert cache.use(ask("a"), now=0, first=1) == (0, 1100)
    assert cache.use(ask("b"), now=1, first=2) == (1100, 0)
    assert cache.use(ask("a"), now=2, first=3) == (1100, 0)  # its tail was never written


def test_the_latest_user_message_is_written_unless_that_is_switched_off() -> None:
    cache = BreakpointCache()
    head, first, second = block(1100, "s"), block(400, "a", user=True), block(300, "b", user=True)
    assert cache.use(Prompt((head, first), implicit=True), now=0, first=1) == (0, 1500)
    longer = Prompt((head, first, second), implicit=True)
    assert cache.use(longer, now=1, first=2) == (1500, 300)
    other = Prompt((head, block(400, "c", user=True)), implicit=True)
    assert cache.use(other, now=3, first=4) == (0, 1500)  # nobody marked the end of the head


def test_what_was_written_is_read_however_the_parts_were_cut() -> None:
    cache = BreakpointCache()
    head, first, second = block(1100, "s"), block(400, "a"), block(300, "b", marked=True)
    cache.use(Prompt((head, first, second), implicit=False), now=0, first=1)
    joined = Block(first.tokens + second.tokens)
    new = block(200, "c", marked=True)
    assert cache.use(Prompt((head, joined, new), implicit=False), now=1, first=2) == (1800, 200)
    swallowed = Block(joined.tokens + new.tokens + ("d",))  # no part ends where one was written
    assert cache.use(Prompt((head, swallowed), implicit=False), now=3, first=4) == (0, 0)


def test_a_short_prefix_is_neither_written_nor_read() -> None:
    cache = BreakpointCache()
    short = Prompt((block(1023, "s", marked=True), block(9, "a")), implicit=False)
    assert cache.use(short, now=0, first=1) == (0, 0)
    assert cache.use(short, now=2, first=3) == (0, 0)


def test_only_the_last_four_breakpoints_are_written() -> None:
    cache = BreakpointCache()
    parts = [block(1100, str(number), marked=True) for number in range(5)]
    cache.use(Prompt(tuple(parts), implicit=False), now=0, first=1)
    one = Prompt((Block(parts[0].tokens), block(9, "x")), implicit=False)
    assert cache.use(one, now=2, first=3) == (0, 0)
    assert cache.use(Prompt((*parts[:2], block(9, "x")), False), now=4, first=5) == (2200, 0)


def test_a_request_is_rendered_with_its_schema_first() -> None:
    schema = {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}
    parts: list[Any] = [{"type": "text", "text": "table", **MARK}, {"type": "text", "text": "vote"}]
    messages = [{"role": "system", "content": "rules"}, {"role": "user", "content": parts}]
    prompt = read_prompt({"messages": messages, "response_format": schema})
    assert "".join(prompt.tokens).startswith('{"type": "json_schema"')
    seen = [("".join(b.tokens), b.marked, b.closes_user) for b in prompt.blocks]
    assert seen[1:] == [
        ("<|start|>system<|message|>", False, False),
        ("rules", False, False),
        ("<|end|><|start|>user<|message|>", False, False),
        ("table", True, False),
        ("vote", False, True),
        ("<|end|><|start|>assistant", False, False),
    ]
    assert prompt.implicit
    options = {"messages": messages, "prompt_cache_options": {"mode": "explicit"}}
    assert not read_prompt(options).implicit


def test_tokens_are_the_text_and_about_as_many_as_a_model_counts() -> None:
    text = "We'd measured p99 at 1,250 ms — internationalisation_of\n\n  prompts, naïve?"
    assert "".join(tokens_of(text)) == text
    # o200k_base has 24 for the first sentence of this test, 10 for the second.
    assert count_tokens("The quick brown fox jumps over the lazy dog.") == 10
