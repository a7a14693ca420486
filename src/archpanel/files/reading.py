"""Text files with a limit, decoded strictly."""

from pathlib import Path

from archpanel.domain import BadFile

MAX_PERSONA_FILE = 64 * 1024
MAX_PACK_FILE = 512 * 1024


def read_text(path: Path, limit: int) -> str:
    """Read a UTF-8 text file.

    Args:
        path: the file.
        limit: the most bytes that are read.

    Raises:
        BadFile: not there, a folder, too large, binary, or not UTF-8; in one line.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except OSError as error:
        raise BadFile(str(path), f"cannot be read: {error.strerror}.") from None
    if len(raw) > limit:
        raise BadFile(str(path), f"is larger than {limit // 1024} KB; the limit keeps it readable.")
    if b"\0" in raw:
        raise BadFile(str(path), "is a binary file; a UTF-8 text file is needed.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile(f"{path}:{line}", "is not UTF-8; save the file as UTF-8.") from None
