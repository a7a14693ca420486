"""A persona that a coach wrote for an earlier version, and that this one cannot read."""

from archpanel.domain import PanelError


class Illegible(PanelError):
    """One version of an own persona is kept, but is no persona any more to this archpanel."""

    def __init__(self, name: str, version: int, text: str, at: float, problem: str) -> None:
        """Name it, and say how it is mended.

        Args:
            name: its id.
            version: its number.
            text: the YAML as it was written.
            at: when it was saved, in seconds since the epoch.
            problem: what is wrong with it; quotes the text, so it is for its coach alone.
        """
        super().__init__(
            f"The persona {name}, version {version}, was saved by another version of archpanel, "
            "and this one cannot read it. Whoever wrote it can open its YAML and save it anew."
        )
        self.name, self.version, self.text = name, version, text
        self.at, self.problem = at, problem
