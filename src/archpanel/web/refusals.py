"""What the API and the pages refuse before anybody looks at what was meant."""

from archpanel.domain import PanelError


class Unreadable(PanelError):
    """A body that is not JSON as RFC 8259 has it, or is JSON in a way that readers differ about."""


class WrongType(PanelError):
    """A body of another type than JSON."""

    def __init__(self) -> None:
        """Say which type is taken."""
        super().__init__("The body has to be application/json, in UTF-8 and not compressed.")


class NeedsLogin(PanelError):
    """A program with a token, where only a person who is logged in may ask."""

    def __init__(self) -> None:
        """Say how it can be done."""
        super().__init__(
            "A token does not reach this: log in, and send the cookie with its X-CSRF-Token."
        )


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
