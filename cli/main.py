"""The entry point: the root command, and what a run ends in.

What is kept true: exit status 0 is success, 2 a mistake of the user's, 130 an interruption, 141 a
reader that went away, 70 a fault of our own; never 1, which is kept for an answer that was checked
and found wrong. No traceback reaches a user unless `BACKPROP_DEBUG` is set. Importing this module
imports neither Lark nor Rich nor any command.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, TextIO

import click

from ..parser.errors import BackpropError
from .diagnostics import report_error
from .group import RootGroup
from .terminal import prepare_streams
from .usage import translated

if TYPE_CHECKING:
    from collections.abc import Sequence

SUCCESS, MISTAKE, FAULT, INTERRUPTED, BROKEN_PIPE = 0, 2, 70, 130, 141
PROGRAM = "backprop"
COMPLETION = "_BACKPROP_COMPLETE"

EXAMPLES = """\b
Examples:
  backprop eval "(x+y)*z" --x -2 --y 5 --z -4
  backprop eval "u = b*c; v = a + u; J = 3v" --a 5 --b 3 --c 2
  backprop eval "sigmoid(w*x + b)" --at w=2,x=-1,b=0.5 --get dw
  backprop functions sigmoid

\b
Exit status: 0 done, 2 it could not be done, 70 a fault of backprop's own,
130 interrupted, 141 the reader of a pipe went away.
"""


def show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the version that is installed, and end."""
    if not wanted or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("backprop-cli")
    except PackageNotFoundError:
        number = "(not installed)"
    click.echo(f"{PROGRAM} {number}")
    context.exit()


@click.group(
    cls=RootGroup, epilog=EXAMPLES, context_settings={"help_option_names": ["--help", "-h"]}
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help="Show the version and exit.",
)
def root() -> None:
    """Differentiate a formula: every value, every gradient, and what they cost."""


def main() -> None:
    """Run the command line of this process and end the process."""
    # One command builds one tree and one graph, which hold no cycles; looking for some in them
    # takes a quarter of the time of a long expression.
    gc.disable()
    sys.exit(run([as_typed(word) for word in sys.argv[1:]]))


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
    as_json, colour = glance(arguments)
    try:
        status = invoke(arguments)
        sys.stdout.flush()
        return status
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return MISTAKE
    except (KeyboardInterrupt, Exception) as error:
        told, status = diagnosis(error)
        return fail(told, status, as_json, colour)


def invoke(arguments: Sequence[str]) -> int:
    """Complete a word for the shell, if it asks for that, else run the command that is named."""
    instruction = os.environ.get(COMPLETION)
    if instruction:
        from .completion import complete

        return complete(root, PROGRAM, COMPLETION, instruction)
    try:
        with root.make_context(PROGRAM, list(arguments)) as context:
            root.invoke(context)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    return SUCCESS


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
    if isinstance(error, click.ClickException):
        return translated(error), MISTAKE
    if isinstance(error, KeyboardInterrupt | EOFError | click.Abort):
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
    return BackpropError(f"cannot write the result: {error.strerror or error}"), MISTAKE


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
