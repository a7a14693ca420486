"""Files of people: read strictly, with errors that name the place; written for them alone."""

from archpanel.files.once import once
from archpanel.files.plain_yaml import to_yaml
from archpanel.files.reading import MAX_PACK_FILE, MAX_PERSONA_FILE, read_bytes, read_text
from archpanel.files.schema import as_model, problems_in
from archpanel.files.strict_json import BadJson, parse_json
from archpanel.files.strict_yaml import parse_yaml
from archpanel.files.writing import write_private

__all__ = [
    "MAX_PACK_FILE",
    "MAX_PERSONA_FILE",
    "BadJson",
    "as_model",
    "once",
    "parse_json",
    "parse_yaml",
    "problems_in",
    "read_bytes",
    "read_text",
    "to_yaml",
    "write_private",
]
