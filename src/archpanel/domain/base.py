"""What every record shares: immutable, no unknown fields, no silent conversion of types."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Record(BaseModel):
    """Base of all records and content files."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _lists_are_tuples(cls, data: Any) -> Any:
        # YAML and JSON know lists only; records keep tuples, which nobody can append to.
        if isinstance(data, dict):
            return {key: _frozen(value) for key, value in data.items()}
        return data


def _frozen(value: Any) -> Any:
    return tuple(_frozen(entry) for entry in value) if isinstance(value, list) else value
