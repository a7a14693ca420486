"""A question as people are shown it: how it begins, the scene, and then what is asked."""

from archpanel.domain import Persona, Question


def parted(question: Question, persona: Persona | None) -> tuple[str, str]:
    """Return the lead-in, which stands before the scene, and what is asked after it.

    "I will describe a situation" comes too late once it is described. A question without a scene,
    or one that an engine began in words of its own, has no lead-in apart.
    """
    if persona is None or not question.context:
        return "", question.text
    lines = persona.lead_ins.model_dump()[question.move.replace("-", "_")]
    begun = [line for line in lines if question.text.startswith(f"{line} ")]
    lead_in = max(begun, key=len, default="")
    return lead_in, question.text[len(lead_in) :].lstrip()
