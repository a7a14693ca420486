"""From what was asked for about models to what a brief can hold, with errors that teach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archpanel.domain import BadRequest, Brief, ModelChoice, UnknownName
from archpanel.settings import read_settings


@dataclass(frozen=True)
class ModelWishes:
    """Which models are to think for the seats, as typed; what is empty comes from the settings."""

    model: str = ""
    base_url: str = ""
    by_seat: tuple[str, ...] = ()
    """`SEAT=MODEL`, each."""

    fallback: str = ""

    @property
    def given(self) -> tuple[str, ...]:
        """The options that were typed, by name."""
        typed = (
            ("--model", self.model),
            ("--base-url", self.base_url),
            ("--seat-model", self.by_seat),
            ("--fallback-model", self.fallback),
        )
        return tuple(name for name, value in typed if value)


def other_models(wishes: ModelWishes, brief: Brief) -> ModelChoice:
    """Return which models think from now on for a session that was opened with others.

    What is not typed stays; a new model for all seats takes the place of all that there were.

    Raises:
        BadRequest: the session was opened without a language model, or an entry is no SEAT=MODEL.
        UnknownName: a seat that is not at the table.
    """
    if (now := brief.models) is None:
        raise BadRequest(
            f"{wishes.given[0]} is for interviews that a language model reads; this one was opened "
            f"with the {brief.engine} engine, which stays."
        )
    named = dict(_seat_model(entry, brief.seats) for entry in wishes.by_seat)
    return ModelChoice(
        model=wishes.model or now.model,
        base_url=wishes.base_url or now.base_url,
        by_seat={**({} if wishes.model else now.by_seat), **named},
        fallback=wishes.fallback or now.fallback,
        temperature=read_settings().temperature,
    )


def choose_models(wishes: ModelWishes, seats: Sequence[str]) -> ModelChoice | None:
    """Return which models think for the seats; None: the embedded engine does.

    Raises:
        BadRequest: a seat's model without a model for the others, an address without a model,
            or something that is not SEAT=MODEL.
        UnknownName: a seat that is not at the table.
    """
    settings = read_settings()
    by_seat = dict(_seat_model(entry, seats) for entry in wishes.by_seat)
    model = wishes.model or settings.model or _only_one(by_seat, seats)
    if not model:
        if wishes.given:
            raise BadRequest(
                f"{' and '.join(wishes.given)} {'needs' if len(wishes.given) == 1 else 'need'} "
                "--model NAME for the seats that are not named; an empty name is none. "
                "`archpanel doctor` lists what the server has."
            )
        return None
    return ModelChoice(
        model=model,
        base_url=wishes.base_url or settings.base_url,
        by_seat=by_seat,
        fallback=wishes.fallback or settings.fallback_model,
        temperature=settings.temperature,
    )


def _seat_model(entry: str, seats: Sequence[str]) -> tuple[str, str]:
    seat, _, model = (part.strip() for part in entry.partition("="))
    if not seat or not model:
        raise BadRequest(f"--seat-model {entry!r} is not SEAT=MODEL, as {seats[0]}=gpt-5-mini.")
    if seat not in seats:
        raise UnknownName("seat", seat, seats)
    return seat, model


def _only_one(by_seat: Mapping[str, str], seats: Sequence[str]) -> str:
    """Where each seat is named, nobody needs another model; the first stands for all."""
    return by_seat[seats[0]] if set(by_seat) == set(seats) else ""
