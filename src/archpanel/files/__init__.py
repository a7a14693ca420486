"""Reading files that people wrote: small, strict, and with errors that name the place."""

from archpanel.files.reading import MAX_PACK_FILE, MAX_PERSONA_FILE, read_text
from archpanel.files.schema import as_model
from archpanel.files.strict_yaml import parse_yaml

__all__ = ["MAX_PACK_FILE", "MAX_PERSONA_FILE", "as_model", "parse_yaml", "read_text"]
