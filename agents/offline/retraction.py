"""Sentences that take back what was said.

A whole answer ("I reject all of the above."), or one thing ("we tag every call ... actually, we do
not tag any call").
"""

import re
from collections.abc import Sequence

from archpanel.agents.offline.cues import Cues
from archpanel.agents.offline.features import stems
from archpanel.agents.offline.segments import Segment

_WHOLE = (
    r"(?:all (?:of )?(?:this|that|it|these|those|the above)|any of (?:this|that|it|these|those)"
    r"|none of (?:this|that|it|these|those)|the (?:whole|entire) (?:thing|lot|answer)"
    r"|every(?:thing| word| bit| single word)(?: of (?:it|this|that))?"
    r"(?: (?:that )?(?:I|I['\u2019]ve|I have|was)(?: just| have| had)? (?:said|say|told|described"
    r"|listed|proposed|mentioned)| above| before)?|what I(?:['\u2019]ve| have)?(?: just)? said"
    r"|(?:my|this) (?:whole |entire )?answer|the above)"
)
_DROP = (
    r"(?:reject|refuse|oppose|disown|retract|withdraw|revoke|take back|disregard|forget|scratch"
    r"|strike|dismiss|disagree with|object to|am against|['\u2019]m against|would drop|would skip)"
)
_NOT = (
    r"(?:(?:do|would|will|did|could)(?: not|n['\u2019]t)|won['\u2019]t|can['\u2019]t|cannot|never)"
)
_STAND = (
    r"(?:do|want|use|recommend|propose|support|believe|mean|stand by|accept|endorse|agree with)"
)
_RETRACTION = re.compile(
    rf"^\W*(?:(?:but|and|so|in fact|actually|honestly|to be clear|in short|on second thoughts?"
    rf"|having said (?:that|all that)|that said|finally|personally|still),?\s+)*"
    rf"(?:(?:I|we)(?:['\u2019]d| would| hereby| must| have to| want to| completely| fully)*"
    rf"\s+{_DROP}\s+{_WHOLE}"
    rf"|(?:please |just )?(?:disregard|forget|scratch|strike|ignore)\s+{_WHOLE}"
    rf"|(?:I|we)\s+{_NOT}(?: \w+)?\s+{_STAND}\s+{_WHOLE}"
    rf"|(?:I|we)(?:['\u2019]d| would) (?:do|have) none of (?:this|that|it|these|those)"
    rf"|(?:I|we)(?:['\u2019]d| would)? (?:do|propose|recommend|mean) the (?:exact |very )?"
    rf"(?:opposite|reverse) of {_WHOLE})"
    r"(?!\s+(?!(?:because|since|and|as|for|in|on|now|today|entirely|completely)\b)\w)"
    rf"(?![^.!?]*\b(?:until|unless|without|at once|on day one|in one go|yet|before|if|alone)\b)",
    re.IGNORECASE,
)
"""Not matched where a condition follows: "I would not do all of that at once" plans."""


_OWN = re.compile(
    r"\b(?:what|every\w*(?: \w+)?(?: of (?:it|this|that))?) (?:that )?I\b|\bevery\w* above\b"
    r"|\b(?:my|this) (?:whole |entire )?answer\b|\bthe above\b",
    re.IGNORECASE,
)


_CORRECTS = re.compile(
    r"^\W*(?:(?:but|and|so|well|no|oh|hm+|sorry|wait|then|later|also),?\s+)*(?:actually|in (?:fact"
    r"|truth|reality|practice)|to be (?:honest|fair|precise|exact)|honestly|correction|on second"
    r" thoughts?|(?:let me|I (?:have|need|want) to) correct (?:that|this|myself)|thinking about it"
    r"|come to think of it|I (?:must|should|have to) (?:admit|confess)|if I am honest|scratch that"
    r"|I take (?:that|it) back|truth be told|as a matter of fact)\b",
    re.IGNORECASE,
)
"""How a sentence begins that puts an earlier one right."""

_DENIES = re.compile(r"\b(?:not|never|no longer|cannot)\b|n['\u2019]t\b", re.IGNORECASE)
_NONE_OF = re.compile(r"\b(?:no|none of the|nobody) (\w+)", re.IGNORECASE)
_AFTER_ALL = re.compile(
    r"\b(?:without|unless|until|except\w*|only|but|more than|less than|instead)\b", re.IGNORECASE
)
"""Two denials, or a limit: "we never log a prompt without its tenant" stands by it."""

SAME_THING = 0.6
"""Share of the telling words of a correction that the sentence has that it corrects."""

FEWEST_TELLING = 2


def corrected(segments: Sequence[Segment], cues: Sequence[Cues]) -> frozenset[int]:
    """Return the pieces that a later one corrects, and the correction: neither is claimed.

    A correction begins as one, denies what was affirmed, and says hardly anything but what was said
    before. Who narrows a claim down ("actually not for public pages") says something new; who
    stresses it ("in fact every call, no exceptions") denies nothing of it.
    """
    said = [stems(segment.text) for segment in segments]
    found: set[int] = set()
    for at, segment in enumerate(segments):
        mark = _CORRECTS.match(segment.text)
        if mark is None or _AFTER_ALL.search(segment.text, mark.end()):
            continue
        own = segment.text[mark.end() :]
        telling = stems(own)
        same = {
            i
            for i in range(at)
            if _is_same(telling, said[i])
            and _denies(own, said[i])
            and not _denies(segments[i].text, said[i])
            and not cues[i].refused
        }
        found |= same | {at} if same else set()
    return frozenset(found)


def _denies(text: str, what: frozenset[str]) -> bool:
    """Tell whether a sentence denies; "no" does so for the word that it stands before."""
    if _DENIES.search(text):
        return True
    return any(stems(word) & what for word in _NONE_OF.findall(text))


def _is_same(own: frozenset[str], earlier: frozenset[str]) -> bool:
    both = len(own & earlier)
    return both >= FEWEST_TELLING and both >= SAME_THING * len(own)


def taken_back(segments: Sequence[Segment]) -> frozenset[int]:
    """Return the pieces before the last sentence that takes back the whole answer, and itself.

    "That" and "it" may also be the design under review; they mean the answer only at its end.
    """
    last = segments[-1].sentence if segments else 0
    ends = [at for at, segment in enumerate(segments) if _retracts(segment, last)]
    return frozenset(range(ends[-1] + 1)) if ends else frozenset()


def _retracts(segment: Segment, last: int) -> bool:
    match = _RETRACTION.search(segment.text)
    return match is not None and (segment.sentence == last or bool(_OWN.search(match.group())))
