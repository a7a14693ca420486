"""Sentences that set a limit and say what happens beyond it: a safeguard, whatever else is in them.

"One judge model scores, and a gate at 90 percent stops the release" has the words of a red flag
about a single judge, and it is the control that such a flag misses.
"""

from archpanel.agents.offline.cues import any_of

_LIMIT = (
    r"(?:(?:gate|threshold|limit|bar|cap|floor|ceiling|budget|quota|cut-?off|alarm|alert|target|slo)s?"
    r"\b[^.;!?]{0,40}?\d|\d[\d.,]*(?: ?%| per ?cent| percent| ms| seconds?| minutes?| hours?| days?"
    r"| euros?| dollars?| tokens?| points?)?[^.;!?]{0,30}?\b(?:gate|threshold|limit|bar|cap|floor"
    r"|ceiling|budget|quota|cut-?off)\b|\b(?:below|under|above|over|beyond|past|at|after|less than"
    r"|more than|fewer than) \W?\d[\d.,]*)"
)
_HOLDS = (
    r"(?:stops?|blocks?|halts?|fails?|rejects?|refuses?|holds?(?: back)?|pauses?|pages?|wakes?"
    r"|rolls? (?:it |them |us )?back|trips?|cuts? off|quarantines?|escalates?|falls? back"
    r"|(?:is|are|gets?) (?:stopped|blocked|held|rejected|refused|rolled back|paged|paused"
    r"|escalated)|never (?:ships?|goes? (?:out|live))|goes? (?:back )?to (?:a |the )?(?:human"
    r"|person|reviewer|clerk|queue|specialist))"
)
_GUARDS = any_of(
    rf"{_LIMIT}[^.!?]{{0,60}}?\b{_HOLDS}\b",
    rf"\b{_HOLDS}\b[^.!?]{{0,60}}?{_LIMIT}",
)
_MADE_LITTLE = any_of(
    r"\b(?:not|never|no|nobody|nothing|without|skip\w*|enough|fine|good enough|sufficient|trust\w*"
    r"|only|just|simply|drop\w*|switch(?:ed)? off|turn(?:ed)? off|raise[sd]? the|until the|hope\w*"
    r"|safe|easy|great|overkill|too (?:strict|slow|much))\b|n['\u2019]t\b",
)
"""Where a limit is praised, waved off or lifted, it may be the risk itself."""


def guards(text: str) -> bool:
    """Tell whether a sentence sets a limit with a consequence and takes nothing of it back."""
    return bool(_GUARDS.search(text)) and not _MADE_LITTLE.search(text)
