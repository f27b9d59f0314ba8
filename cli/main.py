"""The entry point: a command line in, an exit status out.

What is kept true: exit status 0 is success, 2 a mistake of the user's, 130 an interruption, 141 a
reader that went away, 70 a fault of our own. 1 is kept for an answer that `check` found wrong, and
nothing else ends in it. No traceback reaches a user unless `BACKPROP_DEBUG` is set. Importing this
module imports no command.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, TextIO

from ..parser.errors import BackpropError
from .exits import BROKEN_PIPE, FAULT, INTERRUPTED, MISTAKE
from .output.terminal import prepare_streams

if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> None:
    """Run the command line of this process and end the process."""
    # One command builds one tree and one graph, which hold no cycles; looking for some in them
    # takes a quarter of the time of a long expression, and a tenth of the time of imports.
    gc.disable()
    status = run([as_typed(word) for word in sys.argv[1:]])
    # Python looks for them once more when it ends, a seventh of the time of a short expression.
    gc.freeze()
    sys.exit(status)


def as_typed(word: str) -> str:
    """A word of the command line that the locale could not read, read as UTF-8 if it is that.

    >>> as_typed(os.fsdecode("饮料".encode())) == "饮料", as_typed("x")
    (True, 'x')
    """
    if word.isascii():
        return word
    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return the exit status; every failure is reported here."""
    prepare_streams()
    try:
        status = invoke(arguments)
        sys.stdout.flush()
        return status
    except (KeyboardInterrupt, Exception) as error:
        told, status = diagnosis(error)
        return fail(told, status, *glance(arguments))


def invoke(arguments: Sequence[str]) -> int:
    """Let Click read a command line; it is imported here, where the collector is switched off."""
    from .root import invoke

    return invoke(arguments)


def glance(arguments: Sequence[str]) -> tuple[bool, str]:
    """Whether errors are to be JSON, and the colour choice: needed even if parsing fails.

    >>> glance(["eval", "x", "--format", "json", "--color=never"])
    (True, 'never')
    """
    pairs = list(pairwise([*arguments, ""]))
    as_json = any(
        word in {"--json", "--format=json"} or (word, following) == ("--format", "json")
        for word, following in pairs
    )
    choices = [following for word, following in pairs if word == "--color"]
    choices += [word.partition("=")[2] for word in arguments if word.startswith("--color=")]
    colour = choices[-1] if choices and choices[-1] in {"always", "never"} else "auto"
    return as_json, colour


def diagnosis(error: BaseException) -> tuple[BackpropError | None, int]:
    """What to say about a failure, and the exit status; nothing is said if nobody reads."""
    if isinstance(error, BackpropError):
        return error, MISTAKE
    if isinstance(error, KeyboardInterrupt | EOFError):
        return BackpropError("interrupted"), INTERRUPTED
    if isinstance(error, MemoryError):
        return BackpropError("there is not enough memory for this"), MISTAKE
    # An error about a named file is not about a stream: what users name is read elsewhere.
    if isinstance(error, OSError) and error.filename is None:
        return output_failed(error)
    return own_fault(error), FAULT


def output_failed(error: OSError) -> tuple[BackpropError | None, int]:
    """The result could not be written: quietly if its reader went away, else with the reason."""
    silence(sys.stdout)
    # Windows says EINVAL where others say EPIPE.
    if error.errno in {errno.EPIPE, errno.EINVAL if os.name == "nt" else errno.ESHUTDOWN}:
        return None, BROKEN_PIPE
    is_closed = error.errno == errno.EBADF
    reason = "standard output is closed" if is_closed else error.strerror or error
    return BackpropError(f"cannot write the result: {reason}"), MISTAKE


def own_fault(error: BaseException) -> BackpropError:
    """A fault of this program: one line, and how to get more."""
    if os.environ.get("BACKPROP_DEBUG"):
        import traceback

        traceback.print_exception(error)
    return BackpropError(
        f"a fault of backprop's own: {type(error).__name__}: {error}",
        hint="please report it with the command that you typed; BACKPROP_DEBUG=1 shows its origin",
    )


def fail(told: BackpropError | None, status: int, as_json: bool, colour: str) -> int:
    """Write what can still be written, the error last, and return the status."""
    try:
        sys.stdout.flush()
    except OSError:
        silence(sys.stdout)
    try:
        if told is not None:
            from .output.diagnostics import report_error

            report_error(told, as_json=as_json, colour=colour)
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)
    return status


def silence(stream: TextIO) -> None:
    """Let what is still unwritten go nowhere, so that the interpreter's last flush cannot fail."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
