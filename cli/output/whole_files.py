"""Files that are written whole or not at all.

What is kept true: at every moment the path holds what it held before or all of what is new; what
fails leaves no trace beside it.

>>> safe_name("ada"), safe_name("../etc/passwd").startswith("etc_passwd-"), safe_name("陈晨")
('ada', True, '陈晨')
"""

from __future__ import annotations

import contextlib
import os
import sys
import unicodedata

from ...parser.errors import BackpropError

LONGEST_NAME = 60
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
"""Names that mean devices on Windows."""


def write_out(path: str | None, content: str | bytes) -> None:
    """Write to the file, whole or not at all; to standard output where there is no path."""
    if path is not None:
        write_whole(path, content)
    elif isinstance(content, str):
        sys.stdout.write(content)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)


def write_whole(path: str, content: str | bytes) -> None:
    """Write a file, a text as UTF-8, by way of another one beside it that takes its place.

    A link stays a link; what is no file (a device, a pipe) is written to.

    Raises `BackpropError` where it cannot be written.
    """
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as file:
                file.write(data)
        else:
            _replace(os.path.realpath(path), data)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BackpropError(f"cannot write '{path}': {reason}") from error


def _replace(target: str, data: bytes) -> None:
    import tempfile

    handle, made = tempfile.mkstemp(prefix=".backprop-", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(made, _mode(target))
        os.replace(made, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(made)
        raise


def _mode(path: str) -> int:
    """The permissions that the file has, or that a new one gets."""
    with contextlib.suppress(OSError):
        return os.stat(path).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def make_folder(path: str) -> None:
    """Make a folder, if it is not there.

    Raises `BackpropError` where that cannot be.
    """
    try:
        os.makedirs(path, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BackpropError(f"cannot make the folder '{path}': {reason}") from error


def safe_name(name: str) -> str:
    """A file name for a person's name, whatever it is; a changed one ends in a mark of its own."""
    kept = unicodedata.normalize("NFC", name)
    kept = "".join(each if each.isalnum() or each in "-_. " else "_" for each in kept)
    kept = "_".join(kept.split()).lstrip("._-").rstrip("._")[:LONGEST_NAME]
    if kept.partition(".")[0].lower() in _RESERVED:
        kept = f"_{kept}"
    if kept and kept == name:
        return kept
    import hashlib

    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept or '_'}-{mark}"


def file_names(names: list[str]) -> dict[str, str]:
    """A file name for each name; no two are the same on any file system."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        base = candidate = safe_name(name)
        number = 2
        while candidate.casefold() in taken:
            candidate = f"{base}-{number}"
            number += 1
        taken.add(candidate.casefold())
        found[name] = candidate
    return found
