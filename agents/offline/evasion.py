"""Whether the answer to a challenge faces it: concedes, or talks of something else instead."""

from archpanel.agents.offline.cues import any_of

_THIS = r"(?:this|that|it|the (?:topic|subject|question|matter|point))"
_ELSEWHERE = (
    r"(?:(?:some|any)thing else|other (?:things|topics|matters|subjects)|another (?:topic|subject"
    r"|matter|thing|point|question)|a different (?:topic|subject|matter|question)"
    r"|the next (?:question|topic|point)|something (?:different|more interesting))"
)
_EVADES = any_of(
    rf"\b(?:talk|speak|chat|move on|turn|go on|switch|come|proceed|get|discuss|focus|skip|jump)"
    rf"(?: \w+){{0,3}}? {_ELSEWHERE}\b",
    rf"\b(?:leave|drop|park|skip|avoid|change) {_THIS}(?: there| here| aside| now| for now)?\b",
    r"\bmove on\b|\bnext question\b|\bnot the (?:right )?(?:time|place) (?:for|to)\b",
    r"\b(?:what (?:really |actually )?matters|more (?:important|interesting))(?: here)? is\b",
    r"\bI(?: would|['\u2019]d)(?: much)? (?:rather|prefer)(?: not| to)? (?:talk|speak|discuss|say"
    r"|go|answer|tell)\b",
)
"""Without a word on what was asked."""

_CONCEDES = any_of(
    r"\b(?:you|you['\u2019]re|you are|she|he|they)(?: \w+){0,2} (?:right|correct)\b",
    r"\b(?:fair|good|valid) (?:point|enough|challenge|question)\b|\bI stand corrected\b",
    r"\b(?:I|we) (?:\w+ )?(?:take|took|withdraw|retract|correct) (?:that|this|it|back|what|myself)",
    r"\b(?:I|that|this|it|we)(?: was| were|['\u2019]s| is)(?: \w+)? (?:wrong|mistaken|careless"
    r"|sloppy|naive|a mistake|badly (?:put|said)|too (?:quick|strong|simple|careless))\b",
    r"\bI (?:misspoke|put (?:that|it) badly|should not have said|shouldn['\u2019]t have said)\b",
)


def evades(text: str) -> bool:
    """Tell whether a sentence turns to something else than what was asked."""
    return bool(_EVADES.search(text))


def concedes(text: str) -> bool:
    """Tell whether a sentence grants that the challenge was right."""
    return bool(_CONCEDES.search(text))
