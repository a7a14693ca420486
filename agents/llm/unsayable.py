"""What an interviewer never says, as phrases: written plainly, whatever signs a model uses."""

from itertools import product

PRAISE = (
    "great answer",
    "good answer",
    "excellent",
    "great point",
    "good point",
    "great question",
    "good question",
    "well done",
    "well said",
    "well put",
    "nicely put",
    "spot on",
    "exactly right",
    "that's right",
    "that is right.",
    "that is right,",
    "that is right!",
    "you're right",
    "you are right",
    "that's correct",
    "that is correct",
    "impressive",
    "i like that",
    "i love that",
    "strong answer",
    "solid answer",
    "thorough answer",
    "not quite",
    "unfortunately, that",
    "that's the wrong answer",
    "that is the wrong answer",
    "that was the wrong answer",
    "your answer is wrong",
    "your answer was wrong",
)
"""Verdicts in passing: they teach the candidate to fish for them, and tell what was awaited."""

INTERNAL = (
    "key point",
    "the rubric",
    "your scorecard",
    "my scorecard",
    "panel's scorecard",
    "strong hire",
    "no hire",
    "hire you",
    "hire from",
    "your red flag",
    "red flag in your",
    "red flags in your",
    "my assessment of you",
    "as an ai language",
    "as an ai model, i",
    "as an ai assistant",
    "as a language model",
    "<<<said",
    "said>>>",
)
"""Words of the room behind the room."""

RATED = (
    "i rated",
    "i rate you",
    "rated you",
    "you were rated",
    "you are rated",
    "your rating",
    "your level is",
    "i gave you",
    "gave you a level",
    "vote against you",
    "voted against you",
    "vote for you",
    "voted for you",
    *(f"{place} {n}" for place in ("you level", "you at level", "you are level") for n in "12345"),
    *(f"level {n} {scale}" for n in "12345" for scale in ("of 5", "out of", "of five")),
)
"""How an answer was rated, and how somebody votes."""

OPINIONS = (
    "the other interviewers",
    "the others think",
    *(
        f"{who} {what}"
        for who, what in product(
            ("cto", "architect", "reviewer", "officer", "colleague", "colleagues", "the panel"),
            ("thinks you", "think you", "rated you", "votes", "voted", "would vote", "doubts you"),
        )
    ),
)
"""What a colleague at the table makes of the candidate."""

ELSEWHERE = ("://", "](", "www.", "javascript:", "mailto:")
"""Ways out of the room: a candidate follows no link of an interviewer's."""

FORMS = ("{", "[", "```", "#", "<")
"""How a form begins, or a model's thinking aloud; an interviewer's words never do."""
