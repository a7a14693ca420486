"""What the API gives back about papers."""

from pydantic import Field

from archpanel.web.api.replies import Given


class LinesTaken(Given):
    """Lines of a job description that were taken for one competency."""

    name: str = Field(description="The competency's.")
    share: float = Field(description="Of all that it says about competencies, 0 to 1.")
    lines: tuple[str, ...]


class LinesLeft(Given):
    """Lines of a job description of which nothing was made."""

    why: str
    lines: tuple[str, ...]


class JobRead(Given):
    """What would be made of a job description."""

    name: str = Field(description="What it is called.", examples=["job-description.txt"])
    text: str = Field(description="What was read.")
    taken: list[LinesTaken] = Field(description="What it stresses, the most stressed first.")
    left: list[LinesLeft]
