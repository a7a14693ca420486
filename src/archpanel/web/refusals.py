"""What the API and the pages refuse before anybody looks at what was meant."""

from archpanel.domain import PanelError


class Unreadable(PanelError):
    """A body that is not JSON as RFC 8259 has it, or is JSON in a way that readers differ about."""


class WrongType(PanelError):
    """A body of another type than JSON."""

    def __init__(self) -> None:
        """Say which type is taken."""
        super().__init__("The body has to be application/json, in UTF-8 and not compressed.")


class NotOver(PanelError):
    """An interview without a verdict."""

    def __init__(self) -> None:
        """Say what comes first."""
        super().__init__("This interview is not over; that can be had as soon as it is.")


class NotRated(PanelError):
    """A coach who has no view of their own yet."""

    def __init__(self) -> None:
        """Say what comes first."""
        super().__init__(
            "Rate this interview first, or waive that; then you can see what the panel thinks."
        )
