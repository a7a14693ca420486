"""What grammar leaves out costs nothing that was said; what says nothing still earns nothing."""

import random
import re

import pytest

from archpanel.agents.offline.features import bareness
from archpanel.agents.offline.form import is_salad
from archpanel.agents.offline.kinds import hear
from archpanel.agents.offline.reader import Reader
from archpanel.agents.offline.segments import cut
from archpanel.domain import BankQuestion
from archpanel.packs import load_pack

SEED = 11
SPOKEN = (
    "On evaluation set we had about five percent cases where two raters give opposite label. Team "
    "in Lyon measured it again next month, same result. So we wrote guideline with examples, and "
    "person which decides last is from claims department. Before this we was loosing two weeks "
    "for each release because nobody wanted to sign."
)
LANGUAGES = [
    "Najpierw ograniczyłbym liczbę ponowień do jednej warstwy, a potem dodałbym budżet ponowień.",
    "Önce yeniden denemeleri tek bir katmana indirirdim, sonra bir deneme bütçesi eklerdim.",
    "Trước tiên tôi sẽ giới hạn việc thử lại ở một tầng, sau đó thêm ngân sách thử lại.",
    "Сначала я бы оставил повторы только на одном уровне и добавил бюджет повторов.",
]


def test_english_without_articles_is_speech() -> None:
    assert not is_salad(SPOKEN)


def test_shuffled_english_without_articles_is_none() -> None:
    tokens, draw = SPOKEN.split(), random.Random(SEED)
    shuffled = [" ".join(draw.sample(tokens, len(tokens))) for _ in range(20)]
    assert sum(map(is_salad, shuffled)) >= 10, f"seed {SEED}"


def test_only_english_without_articles_is_made_good() -> None:
    full = [q.examples.strong.text for q in load_pack("ai-architect").questions]
    code = "def retry(call, tries):\n    for n in range(tries):\n        wait(2 ** n)\n"

    assert bareness(cut(SPOKEN)) == 1
    assert sum(bareness(cut(text)) == 0 for text in full) > 0.9 * len(full)
    assert bareness(cut(code)) == bareness([]) == 0


@pytest.mark.parametrize("text", LANGUAGES)
def test_another_language_is_heard_by_its_letters(text: str) -> None:
    assert hear(text).language != "en"


@pytest.mark.parametrize(
    "text",
    [
        "At Société Générale Zoë and José put retries into one layer, and the queue drained.",
        "Retry budget, circuit breaker, exponential backoff, jitter, bulkhead, queue, timeout.",
    ],
)
def test_names_and_terms_are_no_other_language(text: str) -> None:
    assert hear(text).language == "en"


def test_a_dozen_answers_as_one_earn_less_than_by_chance(
    reader: Reader, items: dict[str, BankQuestion]
) -> None:
    item = items["cache-for-tenants"]
    others = [q.examples.strong.text for q in load_pack("ai-architect").questions[:60:5]]
    own = item.examples.strong.text

    spoken = {p.point for p in reader.read(item, item.text, own).points if p.state == "met"}
    dumped = reader.read(item, item.text, "\n\n".join(others)).points

    assert len(spoken) >= 4
    assert sum(point.state == "met" for point in dumped) <= 1


def test_an_answer_without_articles_earns_what_it_earns_with_them(
    reader: Reader, items: dict[str, BankQuestion]
) -> None:
    item = items["agent-with-refunds"]
    plain = item.examples.strong.text
    rough = re.sub(r"\b(?:the|a|an) (?=[a-z])", "", plain)

    made = [
        sum(point.state == "met" for point in reader.read(item, item.text, text).points)
        for text in (plain, rough)
    ]

    assert made[1] >= made[0]
