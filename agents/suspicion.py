"""Finds words that are aimed at the panel and not at the question.

Such a span is never evidence. It costs nothing else: a candidate who talks about prompt injection
and quotes an attack keeps every other sentence.
"""

import base64
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from archpanel.agents.sentences import Places, Sentences, Span


def suspicious_spans(text: str) -> tuple[Span, ...]:
    """Return the spans that look like instructions to the panel, forged records or self-praise.

    Spans are whole sentences or lines, in order, without overlap. The text alone decides.
    """
    looked = _Looked(text)
    around = looked.around
    found = [around(start, end) for start, end in looked.aimed if not looked.is_example(start, end)]
    found += [
        match.span()
        for match in _MARKUP.finditer(text)
        if not looked.attacks.within(*around(*match.span()))
    ]
    hidden = [match.span() for match in _HIDDEN.finditer(text)]
    hidden += [m.span() for m in _ENCODED.finditer(text) if _is_message(m.group())]
    found += [around(start, end) for start, end in hidden]
    return tuple(_joined(found))


def quoted_orders(text: str) -> tuple[Span, ...]:
    """Return the quoted attacks that a candidate talks about: evidence, but no model's business.

    In a sentence about attacks any quotation is taken for one, elsewhere only what would count as
    aimed at the panel without its quotation marks.
    """
    quotes = Places.of(_QUOTES, text).spans
    if not quotes:
        return ()
    looked = _Looked(text)
    aimed = Places(sorted(looked.aimed))
    return tuple(
        (start, end)
        for start, end in quotes
        if any(last <= end + 1 for _, last in aimed.from_to(start, end))
        or looked.about_attacks(start, end)
    )


def _rx(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_ORDERS = r"(?:instructions?|prompts?|rubrics?|rules?|guidelines?|criteria|directions|orders)"
_IGNORE = r"(?:ignore|disregard|forget|override|overrule|bypass|suspend|discard|set aside)"
_JUDGE = (
    r"(?:panel(?:ist|list)?s?|interviewers?|graders?|assessors?|evaluators?|judges?|raters?"
    r"|scorers?"
    r"|recruiters?|examiners?|(?:startup )?CTO|enterprise architect|security reviewer|reviewers?"
    r"|chair"
    r"|hiring (?:manager|committee|team)|(?:AI|LLM|language) (?:model|system|assistant|agent"
    r"|reviewer"
    r"|grader|judge|interviewer)s?|(?:automated|analysis|screening) (?:\w+ )?(?:software|systems?"
    r"|tools?)"
    r"|LLMs?|AIs?|GPT)"
)
_GRADE = (
    r"(?:scores?|marks?|levels?|grades?|ratings?|points?|evaluations?|assessments?|verdicts?"
    r"|votes?)"
)
_TOP = (
    r"(?:(?:5|five|10|ten|100)(?: ?(?:/|out of|of) ?(?:5|five|10|ten|100)|(?= (?:on|for|in"
    r"|across)\b)|\W*$)"
    rf"|(?:top|full|max(?:imum)?|highest|perfect|best|exceptional|excellent|outstanding) {_GRADE}"
    r"|strong[_ -]?hire|hire\b)"
)
_VALUE = (
    r"(?:[345]|10+|five|ten|top|full|max\w*|highest|perfect|best|exceptional|excellent|outstanding"
    r"|good|great|positive|passe?d?|met|(?:strong[_ -]?)?hire|approved|accepted)"
)
"""What a grade may be set to. Architects set log, isolation and service levels all day."""

_ALL = r"(?:all|every|each|any|unanswered|everything|this answer|my|the candidate|the applicant|me)"
_BEGINS = r"(?:^|[.!?:;\n\"]\s{0,40}|\s{40}|\b(?:please|must|should|to|you|and|then|just|simply) )"
"""Where an order may begin. Bounded: of twenty thousand empty lines each would look to the end."""

_PATTERNS = _rx(
    rf"\b{_IGNORE}\W+(?:(?:all|any|every|the|your|these|those|of|previous|prior|above|earlier"
    rf"|preceding|following"
    rf"|other|and|other|original|existing|given|system|scoring|hidden)\W+){{1,6}}{_ORDERS}\b",
    rf"\b{_IGNORE} (?:everything|anything|all|whatever)\b.{{0,20}}\b(?:above|before|told|negative)",
    r"\bforget (?:all |everything|your|any)\b.{0,40}\b(?:previous|prior|tasks?|assignments?"
    r"|told)\b",
    rf"{_BEGINS}(?:score|rate"
    rf"|grade|mark|evaluate"
    rf"|assess|rank)\b(?: \w+){{0,6}} (?:as |at |with |to |a |an |the )*{_TOP}",
    rf"{_BEGINS}(?:give|award"
    rf"|assign|grant|record"
    rf"|set|put|enter|output|return|print|respond with|write|register)\b(?: \w+){{0,6}} {_TOP}",
    rf"\b(?:set|raise|change|update|adjust|keep) (?:\w+ )?(?:every|all|the|my|your|any"
    rf"|each)(?: \w+){{0,2}} {_GRADE}"
    rf" (?:to|at|as|=)\W*(?:the |a |an |all )?{_VALUE}\b",
    r"\b(?:change|drop|switch|reverse|align)\b(?: \w+){0,4} votes?\b|\b(?:vote"
    r"|align yours)\b(?: \w+){0,3} hire\b",
    r"\bvote(?:s|d)?(?: \w+){0,2} \W?(?:strong[_ -]?)?(?:hire|yes)\b|\bmy vote is\b"
    r"|\balign yours\b",
    r"\b(?:verdict|decision|recommendation|final score|overall score|score|rating|level|grade)"
    r"\s*(?:=|:|->|is set to)\s*[\"']?(?:strong[_ -]?hire|hire|pass\b|5\b|10\b|met\b|approved"
    r"|exceptional)",
    r"\b(?:candidate|applicant)s?\b(?: \w+){0,3} (?:pre-?approved|pre-?verified|passed"
    r"|pass automatically"
    r"|already (?:been )?(?:approved|accepted|cleared|hired|passed)|must (?:be )?(?:pass|hire"
    r"|approve)\w*)",
    rf"\b(?:mark|treat|count|consider|record|accept"
    rf"|regard)\b {_ALL}\b(?: \w+){{0,4}} as (?:fully )?(?:met|passed"
    r"|correct|satisfied|complete|proven|verified|given|answered)\b",
    r"\b(?:all|every|each|unanswered) (?:\w+ )?(?:criteri\w+|key points?"
    r"|competenc\w+)(?: \w+){0,2} (?:is|are|as|be)"
    r" (?:\w+ )?(?:met|passed|5)\b",
    rf"\b(?:note|message|memo|instructions?|reminder|notice|order|directive|profile)s?"
    rf" (?:to|for|from)(?: (?:the|all|any|every|our|a|your|other|automated)){{0,3}} {_JUDGE}",
    rf"\b(?:dear|hey|hello|attention|for|if you are) (?:the |all |any |an? )?{_JUDGE}\b.{{0,60}}"
    r"\b(?:score|rate|grade|vote|hire|pass|ignore|award|positive|recommend|must|approve|rubric)",
    r"\b(?:give|write|provide|produce)\b(?: \w+){0,3} (?:positive|favou?rable|glowing|perfect)"
    r" (?:assessment|review|evaluation|feedback|verdict|rating)",
    r"\b(?:do not|don['\u2019]t|never) (?:highlight|mention|publish|report|record|list"
    r"|evaluate)\b.{0,30}\b(?:negativ\w+"
    r"|weakness\w*|flaws?|candidate|applicant)\b",
    r"\b(?:this|my|his|her|their) (?:answer|response|candidate|applicant"
    r"|submission)\b.{0,30}\b(?:deserves?"
    r"|merits?|earns?|warrants?|should (?:get|receive|pass|be (?:given|scored|rated|graded|marked"
    r"|hired)))\b",
    r"\b(?:this|my) (?:answer|response|profile)\b.{0,20}\b(?:covers?|meets?|satisf\w+|fulfill?s?"
    r"|hits?"
    r"|addresses|exceeds?|contains?) (?:all|every|each)\b|\bexceeds all requirements\b",
    r"\b(?:best|strongest|ideal|perfect|most qualified|exceptional|outstanding|supremely qualified)"
    r" (?:candidate|applicant|person|architect)\b.{0,60}\b(?:ever|you|panel|seen|met|job|heard"
    r"|position|role)\b",
    r"\b(?:most|supremely|extremely|uniquely) qualified for (?:the|this)\b",
    r"\b(?:highly recommend(?:ed)?|recommend(?:ed)? for (?:immediate )?hire|immediate hire"
    r"|hire me|hire this)\b",
    r"^(?:please )?recommend this (?:paper|candidate|applicant)\b",
    rf"\bI (?:would |hereby |will )?(?:grade|rate|score|award|give) (?:my|this"
    rf"|myself)\b.{{0,40}}(?:{_GRADE}|\d)",
    r"\b(?:adopt|accept) (?:this|my) (?:self-?assessment|score|grade|rating)\b",
    r"\b(?:print|reveal|repeat|output|tell me|send me|display|share)\b(?: \w+){0,5} (?:rubric"
    r"|system prompt"
    r"|hidden (?:prompt|instructions?)|reference answer|answer key|private notes|prompt texts?)",
    r"\bwhat (?:did|do) the other (?:two |three )?(?:interviewers?|panell?ists?|seats?)\b",
    r"\b(?:during|in) (?:the )?deliberations?\b.{0,60}\b(?:must|should|change|agree|vote|support)",
    r"\bif the (?:verdict|decision|result|vote) (?:is|comes out|falls)\b.{0,60}\b(?:I will"
    r"|I['\u2019]ll|sue|report)",
    r"\b(?:the evaluation|the assessment|the interview) is (?:over|complete|finished)\b",
    r"\b(?:sharpest|smartest|wisest|best|greatest|finest) (?:panel|interviewers?)\b",
    r"\b(?:five|5)[- ]star (?:review|feedback|rating)s?\b|\bhire me\b",
    r"\byou are (?:now |no longer )?(?:\w*(?:GPT|DAN)\b|an? (?:\w+ )?(?:judge|grader|evaluator)\b)",
    r"\b(?:pretend|act as|roleplay|let us play a game|stay in character|your new (?:task|role"
    r"|goal)|new instructions)\b"
    r".{0,60}\b(?:judge|hire|vote|GPT|score|character|show|panel|passed|candidate)",
    r"\b(?:rot13|base64)\b.{0,40}\b(?:follow|act on|execute|obey)|please decode",
    r"\b(?:\d{2}|[a-z]+-\w+|most|all) (?:percent|%|of) .{0,20}\bpanels?\b.{0,40}\bhire",
    r"\bplease\b.{0,30}\b(?:give|grant) me the (?:pass|job)\b"
    r"|\btake (?:\w+ )?correctness as given\b",
    r"\bentitled to\b.{0,40}\b(?:met|pass|criteria|score)",
    r"\braise (?:a |an )?(?:fatal )?(?:error|exception) if any score\b",
    r"\bask me only\b|\bno further questions (?:are )?(?:required|needed)\b|\bstop the interview\b",
    r"\b(?:simply|only|just) (?:respond|reply|answer|say|print"
    r"|output)(?: with)?\b.{0,4}[\"\u201c']",
    # The same in other languages: an order to ignore, an order to score.
    r"\b(?:ignorier\w*|vergiss|vergesst|missachte\w*)\b.{0,60}\b(?:anweisung|vorgabe|regel"
    r"|bewertung|instruktion"
    r"|kriteri|rubrik)\w*",
    r"\b(?:bewerte\w*|stimm\w*|vergib|vergeben|gib|geben|setze|trage)\b.{0,60}\b(?:bestnote"
    r"|höchstnote|volle punkt\w*"
    r"|(?:höchst|voll)\w* punkt\w*|einstell\w*|hire|maximal\w* punkt\w*|mit (?:fünf|5)"
    r"|5 (?:punkte|von))\b",
    r"\b(?:ignorez?|ignora(?:r|d|te)?|ignore|ignorate|ignoren|oubliez?|olvid[ae]|esquec?e|esqueça"
    r"|dimentica|negeer"
    r"|vergeet|ignoruj|zignoruj)\b.{0,60}\b(?:instruccion|instruç|consigne|règle|regla|regra"
    r"|regole|rúbrica|grille"
    r"|critèr|istruzion|polecen|aanwijz|instructies|les instructions)\w*",
    r"\b(?:donne[zr]?|notez?|attribu\w+|evalúa|evalua|califica|puntúa|vota|votez|dale|asigna"
    r"|avalie|dê|valuta|assegna"
    r"|geef|beoordeel)\b.{0,60}\b(?:5|cinq|cinco|cinque|vijf|máxim[ao]|maximale?|massimo"
    r"|contratar|embauch\w+"
    r"|assumere|hire)\b",
    r"(?:игнориру|забудь|не обращай).{0,60}(?:инструкц|правил|критери|рубрик|указани)",
    r"(?:поставь|оцени|голосуй|нанять).{0,40}(?:5|максим|высш|нанять|балл)",
    r"(?:忽略|無視|无视|忘记|忘記).{0,30}(?:指令|指示|说明|說明|规则|規則|标准|標準|提示|評価|评分)",
    r"(?:指示|ルール|基準|命令).{0,12}(?:無視|忘れ)",
    r"(?:评分|打分|評価|スコア|点数|給).{0,20}(?:5|五|满分|滿分|最高|満点)|(?:投|推|决定).{0,6}(?:录用|錄用|採用|雇用)",
    r"(?:تجاهل|انس).{0,60}(?:تعليمات|القواعد|المعايير)",
    r"(?:지시|지침|규칙|기준).{0,20}무시|무시하",
    r"(?:निर्देश|नियम).{0,30}(?:अनदेखा|नज़रअंदाज़)",
)
_ROLE = re.compile(
    r"^[ \t>*#\[(<|]*(?:system|assistant|developer|user|interviewer|panel(?:ist)?|chair"
    r"|tool(?: result)?"
    r"|moderator|startup[ _]cto|enterprise[ _]architect|security[ _]reviewer|evaluator|grader|judge"
    r"|verdict|final verdict)(?:[ _-]\w+)?(?:[ \t]*\([^)\n]{1,40}\))?[ \t\])>|*]*:.*"
    r"\b(?:scor\w+|candidate|hire|vote|rubric|ignor\w+|verdict|approved?|pass(?:ed)?"
    r"|instructions?|excellent|great"
    r"|impress\w+|perfect\w*|thank you|strong|convinc\w+|satisfied|level|met|5)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)
_NOTE = re.compile(
    r"^.{0,12}\b(?:evaluator|grader|panel|judge|reviewer)[ _-]?(?:note)?\b[ \t|]*[:|].*$",
    re.IGNORECASE | re.MULTILINE,
)
_MARKUP = re.compile(
    r"<!--.*?(?:-->|$)|<(?:system|assistant|instructions?|prompt|rubric|im_\w+|admin"
    r"|override)\b[^>\n]*>[^<]{0,300}"
    r"|</?(?:candidate_answer|answer)>|<\|[^|>\n]{1,40}\|>[^<\n]{0,300}|\[/?(?:INST|SYS|system)\]"
    r"|<</?SYS>>|\{[^{}]{0,400}[\"'](?:verdict|score|level|levels|decision|recommendation|rating|met|hire)[\"']"
    r"\s*:\s*(?:[\"']?(?:strong[_ -]?)?(?:hire|pass|met|5|10|true|exceptional|approved)\b|\["
    r"|\{)[^{}]{0,400}\}?",
    re.IGNORECASE | re.DOTALL,
)
_HIDDEN = re.compile(
    "[\u200b\u200c\u200d\u2060\ufeff](?:[^\n]{0,12}[\u200b\u200c\u200d\u2060\ufeff])+"
    "|[\u202a-\u202e\u2066-\u2069]"
    "|[\U000e0000-\U000e007f]+"
    r"|\b(?:[A-Za-z][ .]{1,3}){7,}[A-Za-z]\b"
)
_ENCODED = re.compile(r"(?<![\w/+])[A-Za-z0-9+/]{24,}={0,2}(?![\w/.])")
_QUOTES = re.compile(
    '"[^"\\n]{3,300}"|\u201c[^\u201d\\n]{3,300}\u201d|\u2018[^\u2019\\n]{3,300}\u2019|«[^»\\n]{3,300}»|\u201e[^\u201c\u201d\\n]{3,300}[\u201c\u201d]'
    r"|(?<![\w])'[^\n]{3,300}?'(?!\w)|`[^`\n]{3,300}`"
)
_ATTACKS = _rx(
    r"\b(?:attack\w*|inject(?:ion|ed|ions)|malicious|adversar\w*|hostile|untrusted|poison\w*"
    r"|payload\w*|jailbreak\w*"
    r"|red[- ]team\w*|phish\w*|spoof\w*|smuggl\w*|guardrails?|saniti[sz]\w*|delimiters?|angreifer"
    r"|angriff\w*)\b",
)
_DISCUSSED = _rx(
    r"\b(?:filter\w*|attempts?|hidden|someone|somebody|anyone|customer|user|ticket|e?-?mails?"
    r"|documents?|pdf|web ?page"
    r"|page|wiki|retrieved|tool (?:output|result)s?|chunk|invoice|such as|for example|e\.g\.|like"
    r"|says?|saying|writes?"
    r"|contains?|test(?:s|ed)?|text|string|header|field)\b",
)
_STRONG = _rx(
    r"\b(?:this|my) (?:answer|candidate|interview)\b",
    r"\b(?:hire me|strong hire|this candidate|panel(?:ist)?s?|interviewers?|the rubric)\b",
)


@lru_cache(maxsize=256)
def _matches(text: str) -> tuple[Span, ...]:
    """Return what looks aimed at the panel; asked when an answer comes and when it is shown."""
    patterns = (_PATTERNS, _ROLE, _NOTE)
    return tuple(match.span() for pattern in patterns for match in pattern.finditer(text))


class _Looked:
    """A text that was looked through once for all that is asked of its sentences."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.aimed = _matches(text)
        self._quotes: dict[Span, Places] = {}

    def around(self, start: int, end: int) -> Span:
        """Return the sentence or line that a span stands in."""
        return self._sentences.around(start, end)

    @cached_property
    def _sentences(self) -> Sentences:
        """Most answers have nothing in them that anybody asks this about."""
        return Sentences(self.text)

    @cached_property
    def attacks(self) -> Places:
        """Words about attacks."""
        return Places.of(_ATTACKS, self.text)

    @cached_property
    def _discussed(self) -> Places:
        return Places.of(_DISCUSSED, self.text)

    @cached_property
    def _strong(self) -> Places:
        return Places.of(_STRONG, self.text)

    def about_attacks(self, start: int, end: int) -> bool:
        """Tell whether the rest of a span's sentence talks about attacks."""
        return self._beside(self.attacks, start, end)

    def is_example(self, start: int, end: int) -> bool:
        """Tell whether a match is an attack that the candidate talks about."""
        attacks = self.about_attacks(start, end)
        if self._is_quoted(start, end):
            talks = attacks or self._beside(self._discussed, start, end)
            return talks or not _STRONG.search(self.text[start:end])
        return attacks and not self._strong.within(*self.around(start, end))

    def _beside(self, places: Places, start: int, end: int) -> bool:
        first, last = self.around(start, end)
        return places.within(first, start) or places.within(end, last)

    def _is_quoted(self, start: int, end: int) -> bool:
        sentence = self.around(start, end)
        if sentence not in self._quotes:
            self._quotes[sentence] = Places.of(_QUOTES, self.text, *sentence)
        quote = self._quotes[sentence].before(start + 1)
        return quote is not None and end <= quote[1] + 1


def _is_message(code: str) -> bool:
    """Tell whether a long token is words in base64; digests and names are not."""
    try:
        plain = base64.b64decode(code + "=" * (-len(code) % 4)).decode("ascii")
    except ValueError:
        return False
    return plain.isprintable() and " " in plain


def _joined(spans: list[Span]) -> Iterator[Span]:
    current: Span | None = None
    for span in sorted(spans):
        if current and span[0] <= current[1]:
            current = (current[0], max(current[1], span[1]))
        else:
            if current:
                yield current
            current = span
    if current:
        yield current
