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
        BadFile: not there, no regular file, too large, binary, or not UTF-8; in one line.
    """
    raw = read_bytes(path, limit)
    if b"\0" in raw:
        raise BadFile(str(path), "is a binary file; a UTF-8 text file is needed.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile(f"{path}:{line}", "is not UTF-8; save the file as UTF-8.") from None


def read_bytes(path: Path, limit: int) -> bytes:
    """Read a whole file.

    Raises:
        BadFile: not there, a folder, or larger than the limit; in one line.
    """
    try:
        # Opening a pipe would wait for whoever writes to it, perhaps for ever.
        if path.exists() and not path.is_dir() and not path.is_file():
            raise BadFile(str(path), "is no regular file, but a pipe or a device; give a file.")
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except OSError as error:
        raise BadFile(str(path), f"cannot be read: {error.strerror}.") from None
    if len(raw) > limit:
        raise BadFile(str(path), f"is larger than {limit // 1024} KB; the limit keeps it readable.")
    return raw
