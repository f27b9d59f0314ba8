r"""The analysed grammar, kept from one start to the next in the user's own cache folder.

To analyse it takes longer than all the rest of a command, and `Lark.load` two milliseconds. What is
loaded is a pickle, which can run anything, so it is loaded only if this user has written it.

Invariants:

- Folder and file belong to the user, nobody else can write them, and neither is a link. The file is
  judged by the descriptor that it is read from, so that it cannot be exchanged in between.
- A file begins with a digest of what it was made from (grammar, options, Lark, Python) and of the
  rest: what is old or damaged is made anew. It is written beside its place and then renamed, so
  that programs that start at once do not meet in it.
- Where nothing can be kept, the grammar is analysed at every start; nothing fails, nothing is said.

>>> len(analysed("start: WORD+\nWORD: /a/", folder=None, parser="lalr").parse("aaa").children)
3
"""

# Some of Lark's annotations are open.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import suppress
from hashlib import sha256
from io import BytesIO

import lark

_DIGEST_SIZE = 32


def analysed(grammar: str, folder: str | None, **options: object) -> lark.Lark:
    """Lark's parser of a grammar: from the folder if it was kept there, and kept if it was not.

    A transformer and a `postlex` are given as classes, which are kept as the names to import.
    """
    if folder is None:
        return lark.Lark(grammar, **options)
    source = "\0".join([grammar, repr(options), lark.__version__, sys.version]).encode()
    file = os.path.join(folder, f"grammar-{sha256(source).hexdigest()[:16]}.pickle")
    kept = _read_own(file)
    digest, saved = kept[:_DIGEST_SIZE], kept[_DIGEST_SIZE:]
    if digest == sha256(source + saved).digest():
        return lark.Lark.load(BytesIO(saved))
    parser = lark.Lark(grammar, **options)
    stream = BytesIO()
    parser.save(stream)
    saved = stream.getvalue()
    with suppress(OSError):
        _write_own(file, sha256(source + saved).digest() + saved)
    return parser


def user_cache_folder() -> str | None:
    """The folder for what this program keeps for the user, if the environment names one."""
    places = [("XDG_CACHE_HOME", "."), ("HOME", ".cache")]
    if sys.platform == "darwin":
        places = [("HOME", "Library/Caches")]
    elif sys.platform == "win32":
        places = [("LOCALAPPDATA", ".")]
    for variable, below in places:
        folder = os.environ.get(variable, "")
        if os.path.isabs(folder):  # others are to be ignored, says the XDG specification
            return os.path.normpath(os.path.join(folder, below, "backprop"))
    return None


def _read_own(file: str) -> bytes:
    """What a file holds; nothing if it is not there or anybody else may have written it."""
    try:
        with open(file, "rb", opener=_opened_without_links) as stream:
            own = _is_own(os.lstat(os.path.dirname(file)), stat.S_IFDIR)
            own = own and _is_own(os.fstat(stream.fileno()), stat.S_IFREG)
            return stream.read() if own else b""
    except OSError:
        return b""


def _opened_without_links(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _write_own(file: str, content: bytes) -> None:
    """Write a file in a folder of the user's own, which is made if need be, at once or not at all.

    Raises:
        OSError: it could not be written.
    """
    folder = os.path.dirname(file)
    for each in (os.path.dirname(folder), folder):
        with suppress(FileExistsError):
            os.mkdir(each, 0o700)
    if not _is_own(os.lstat(folder), stat.S_IFDIR):
        return
    descriptor, draft = tempfile.mkstemp(dir=folder)  # readable and writable by the user alone
    try:
        with open(descriptor, "wb") as stream:
            stream.write(content)
        os.replace(draft, file)
    except BaseException:
        os.unlink(draft)
        raise


def _is_own(status: os.stat_result, kind: int) -> bool:
    """Whether something is of a kind (folder, file), the user's, and for no one else to write."""
    if stat.S_IFMT(status.st_mode) != kind:
        return False
    if sys.platform == "win32":  # the access list of %LOCALAPPDATA% keeps others out
        return True
    others = stat.S_IWGRP | stat.S_IWOTH
    return status.st_uid == os.geteuid() and not status.st_mode & others
