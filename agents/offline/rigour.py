"""Signs in the wording of one piece that work was done with care, or only waved at.

The signs are about how people speak of any work: what was checked, what would have stopped it, what
failed, who decided, against what was left to defaults or to others. No sign names a subject.
A sign of care inside a negation ("we did not check") is counted as a lack instead.
Rates per twelve words, so that a longer piece has no more of anything than a shorter one.
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from archpanel.agents.offline.segments import words

Row = npt.NDArray[np.float64]

PER_WORDS = 12
"""About one spoken clause; the unit of all rates."""

LEAST_WORDS = 8
"""A shorter piece counts as this long: one word of three is no rate."""

CAP = 3.0

_CARE: dict[str, str] = {
    "check": r"verif\w+|validat\w+|test(?:s|ed|ing)?|measur\w+|compar\w+|reproduc\w+|audit\w*"
    r"|confirm\w*|replay\w*|trac(?:e|ed|ing)|isolat\w+|bisect\w*|rehears\w+|inject\w*|benchmark\w*"
    r"|profil\w+|diagnos\w+|ablat\w+|inspect\w*|reconcil\w+|simulat\w+|experiment\w*|hypothes\w+"
    r"|prov(?:e|ed|en|ing)|evidence|checks?|checked|checking|monitor\w*|track\w*|investigat\w+"
    r"|pinpoint\w*|locali[sz]\w*|stress\w*",
    "gate": r"only (?:if|when|after|once|then|where|for)|unless|until"
    r"|before (?:any|we|i|it|the|a|launch|release|\w+ing)|threshold\w*|limits?|criteri\w+|gates?"
    r"|gated|block(?:s|ed)?|roll(?:ed|s|ing)?[- ]?backs?|budgets?|guardrails?|trigger\w*"
    r"|kill switch|fallbacks?|fall(?:s|ing)? back|cap(?:s|ped)?|accept\w*|must|explicit\w*|agreed"
    r"|targets?|within",
    "cause": r"because|so that|therefore|hence|thus|due to|caus(?:e|ed|es|al\w*)|turned out|led to"
    r"|which (?:meant|means|showed|told|caused|made)|reason|since (?:it|we|they|the|that|one)"
    r"|explain(?:s|ed)|why|in order to|to avoid|to prevent|so (?:we|i|it|the|that|a|they|each|any)",
    "alternative": r"instead|rather than|reject\w*|ruled out|alternative\w*|trade[- ]?offs?|versus"
    r"|vs|options?|at the cost|gave up|give up|decided against|baseline|control(?:led)?|weigh\w*"
    r"|not just|than",
    "failure": r"fail\w*|broke\w*|edge cases?|outlier\w*|worst|attack\w*|abus\w+|leak\w*|missing"
    r"|stale|drift\w*|wrong|errors?|bugs?|risk\w*|outage\w*|race|corrupt\w*|lost|loss|degrad\w*"
    r"|regress\w*|anomal\w*|spik\w+|mistake\w*|miss(?:es|ed)?|conflict\w*|mismatch\w*"
    r"|false (?:positives?|alarms?)|surpris\w+|limitation\w*|uncertain\w*|assumption\w*|caveat\w*"
    r"|confidence|variance|interval",
    "breakdown": r"per|each|every|by (?:\w+ and )?\w+|slices?|segments?|cohorts?|subgroups?|across"
    r"|separate\w*|split|individual\w*|broken down|break(?:ing)? down|distribution\w*|rare"
    r"|long[- ]tail",
    "record": r"document\w*|log(?:s|ged)?|records?|recorded|owners?|decisions?|written|wrote"
    r"|versions?|versioned|contracts?|schemas?|runbooks?|playbooks?|checklists?|one[- ]pager"
    r"|dashboards?|plans?|reports?|notes?",
}
_OTHER: dict[str, str] = {
    "vague": r"just|mostly|mainly|simply|roughly|somehow|whatever|usual(?:ly)?|normally|generally"
    r"|typically|pretty much|more or less|at times|now and then|or so|stuff|things?|something|some"
    r"|a (?:few|bit|couple|little)|quick(?:ly)?|brief(?:ly)?|casual(?:ly)?|light(?:ly|weight)?",
    "plain": r"simple|basic|standard|defaults?|common|reasonable|decent|straightforward|ad[ -]hoc"
    r"|informal(?:ly)?|rough|minor|out of the box",
    "seems": r"look(?:s|ed)? (?:good|fine|ok|okay|right|normal|reasonable|better|clean|decent|off"
    r"|about)|seem(?:s|ed)?|feels?|felt|eyeball\w*|glanc\w+|skim\w*|spot[- ]check\w*|fine|okay|ok"
    r"|worked (?:well|fine|out)|good enough|hope[ds]?|assum(?:e|ed)|trust(?:ed)?"
    r"|relied|rely|lean(?:ed|t)? on|fairly",
    "defer": r"(?:handled|managed|owned|done|defined|set up|covered|decided) by"
    r"|(?:platform|vendor|provider|library|framework|tool|team|department|colleague|manager|they"
    r"|someone|somebody|ops|operations|infra\w*) (?:\w+ )?(?:handle[sd]?|took care|takes care"
    r"|manage[sd]?|would|did|does|decide[sd]?|knows?|own(?:s|ed)?|sets?|has|had)"
    r"|up to (?:them|him|her)|other team|another team|not my|out(?:side)? (?:of )?(?:my|our) scope"
    r"|already (?:in place|there|set|existed|had|use[sd]?)|existing|inherit\w*|on their side"
    r"|told (?:me|us) to",
    "lack": r"no|not|never|nobody|nothing|none|without|\w+n['\u2019]t|cannot|hardly|rarely|seldom"
    r"|skip(?:ped)?|ignore[ds]?",
    "amount": r"\d[\d.,:]*\s?(?:%|[a-zA-Z]+)?|two|three|four|five|six|seven|eight|nine|ten|twelve"
    r"|twenty|thirty|forty|fifty|sixty|hundred|thousand|million|percent|half|third|quarter|twice"
    r"|double",
    "follow_up": r"then|after(?:wards)?|later|first|next|since then|over time|ongoing|continu\w+"
    r"|regular\w*|week(?:s|ly)?|month(?:s|ly)?|quarter(?:s|ly)?|again|whenever|went back"
    r"|revisit\w*|updat\w+",
    "pleased": r"improv\w+|better|happy|great|nice|good|well|success\w*|smooth\w*",
    "doer": r"i|we",
}


def _compiled(sources: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"\b(?:{rx})(?!\w)", re.IGNORECASE) for name, rx in sources.items()}


_CARE_RX = _compiled(_CARE)
_OTHER_RX = _compiled(_OTHER)
_DENIED = re.compile(
    r"\b(?:no|not|never|nobody|nothing|none|without|hardly|rarely|seldom|skip\w*|ignor\w*"
    r"|instead of|\w+n['\u2019]t)(?:\W+\w+){0,4}\W+$",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\b(?:um+|uh+|er+m?|you know|I mean|so,? yeah|sort of|kind of|basically|actually|honestly"
    r"|I think|I guess|I suppose|I believe|I would say|in my opinion|maybe|perhaps|probably"
    r"|it might be that|it may be that|I['\u2019]m not (?:\w+ )?sure,? but|clearly|obviously"
    r"|of course|without (?:question|a doubt)|the right answer is(?: this)?:?)(?!\w),?\s*"
    r"|(?:(?<=^)|(?<=, ))like, ",
    re.IGNORECASE,
)
NAMES = (*_CARE_RX, *_OTHER_RX, "denied_care")


def without_manner(text: str) -> str:
    """Return a text without hedges, fillers and assurances: how sure one sounds is no skill."""
    left = _MANNER.sub("", text).strip(" ,")
    return left[:1].upper() + left[1:] or text


def read_signs(piece: str) -> Row:
    """Return the log rate of each sign of `NAMES` in one piece."""
    care = {name: _stances(rx, piece) for name, rx in _CARE_RX.items()}
    counts = [affirmed for affirmed, _ in care.values()]
    counts += [sum(1 for _ in rx.finditer(piece)) for rx in _OTHER_RX.values()]
    counts.append(sum(denied for _, denied in care.values()))
    rates = np.array(counts) * PER_WORDS / max(len(words(piece)), LEAST_WORDS)
    return np.log1p(np.minimum(rates, CAP))


def sign_table(pieces: Sequence[str]) -> Row:
    """Return one row of signs per piece."""
    rows = [read_signs(piece) for piece in pieces]
    return np.vstack(rows) if rows else np.zeros((0, len(NAMES)))


def _stances(rx: re.Pattern[str], piece: str) -> tuple[int, int]:
    """Return how often a sign of care is affirmed, and how often it is denied."""
    found = [bool(_DENIED.search(piece, 0, match.start())) for match in rx.finditer(piece)]
    return len(found) - sum(found), sum(found)
