"""Every way to mistake the arguments of `eval`, each with the whole of what is answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..conftest import Run

HELP = "  = 'backprop eval --help' says more\n"
CASES = {
    "no expression": (
        [],
        'error: there is no expression\n'
        '  = such as: backprop eval "(x+y)*z" --x -2 --y 5 --z -4\n',
    ),
    "only values": (
        ["--x", "3"],
        'error: there is no expression\n'
        '  = such as: backprop eval "(x+y)*z" --x -2 --y 5 --z -4\n',
    ),
    "a mistyped option swallows the expression": (
        ["--jsn", "x"],
        "error: unknown option '--jsn'\n  = did you mean '--json'?\n",
    ),
    "one missing": (
        ["x*y", "--x", "3"],
        "error: no value is given for 'y'\n  |\n1 | x*y\n  |   ^\n  = add --y VALUE\n",
    ),
    "all missing are named at once": (
        ["(x+y)*z"],
        "error: no value is given for 'x', 'y', 'z'\n  |\n1 | (x+y)*z\n  |  ^\n"
        "  = add --x VALUE --y VALUE --z VALUE\n",
    ),
    "a missing one with the name of an option": (
        ["mode*x", "--x", "1"],
        "error: no value is given for 'mode'\n  |\n1 | mode*x\n  | ^^^^\n"
        "  = add --at mode=VALUE\n",
    ),
    "names run together": (
        ["xy", "--x", "3", "--y", "4"],
        "error: no value is given for 'xy'\n  |\n1 | xy\n  | ^^\n  = did you mean x*y?\n",
    ),
    "mistyped input": (
        ["price*n", "--prce", "3", "--n", "4"],
        "error: '--prce' is neither an option nor an input of the expression\n"
        "  = did you mean '--price'?\n",
    ),
    "mistyped option": (
        ["x", "--x", "3", "--verfy"],
        "error: '--verfy' is neither an option nor an input of the expression\n"
        "  = did you mean '--verify'?\n",
    ),
    "an input that is not there": (
        ["alpha*beta", "--zzz", "3"],
        "error: '--zzz' is neither an option nor an input of the expression\n"
        "  = its inputs are 'alpha' and 'beta'\n",
    ),
    "an expression without inputs": (
        ["1+2", "--zzz", "3"],
        "error: '--zzz' is neither an option nor an input of the expression\n"
        "  = the expression has no inputs\n",
    ),
    "a value for a computed name": (
        ["y = 2x; y^2", "--x", "1", "--y", "3"],
        "error: 'y' is computed by the expression, so it takes no value\n",
    ),
    "the same by --at": (
        ["x", "--at", "x=1,zzz=2"],
        "error: the expression has no input 'zzz'\n  = its input is 'x'\n",
    ),
    "mistyped by --at": (
        ["price", "--at", "prise=2"],
        "error: the expression has no input 'prise'\n  = did you mean 'price'?\n",
    ),
    "one hyphen": (["x", "-x", "3"], "error: unknown option '-x'\n  = did you mean '--x'?\n"),
    "a loose piece": (
        ["x", "-y"],
        "error: unknown option '-y'\n"
        "  = if it belongs to the expression, put the whole expression in quotes\n",
    ),
    "no value": (["x+y", "--x", "--y", "3"], "error: option '--x' needs a value\n" + HELP),
    "no value before another option": (
        ["x", "--x", "--foo", "3"],
        "error: option '--x' needs a value\n" + HELP,
    ),
    "no value at the end": (["x", "--x"], "error: option '--x' needs a value\n" + HELP),
    "an empty value": (
        ["x", "--x="],
        "error: option '--x' needs a value\n  = such as --x 2\n",
    ),
    "an option as a value": (
        ["x", "--x", "3", "--wrt", "--verify"],
        "error: option '--wrt' needs a value\n" + HELP,
    ),
    "a flag with a value": (
        ["x", "--x", "3", "--verify=4"],
        "error: option '--verify' does not take a value\n" + HELP,
    ),
    "repeated": (
        ["x", "--x", "3", "--x=4"],
        "error: input 'x' is given twice: --x 3 and --x 4\n  = leave one of them out\n",
    ),
    "repeated by --at": (
        ["x", "--x", "3", "--at", "x=4"],
        "error: input 'x' is given twice: --x 3 and --at x=4\n  = leave one of them out\n",
    ),
    "repeated in --at": (
        ["x", "--at", "x=3,ｘ=4"],
        "error: input 'x' is given twice: --at x=3 and --at ｘ=4\n  = leave one of them out\n",
    ),
    "a value that does not parse": (
        ["x", "--x", "2+"],
        "error: nothing follows '+'\n --> --x\n  |\n1 | 2+\n  |  ^\n"
        "  = write what comes after '+', or remove it\n",
    ),
    "a value with names": (
        ["x", "--at", "x=2*two"],
        "error: 'two' has no value here\n --> --at\n  |\n1 | x=2*two\n  |     ^^^\n"
        "  = a value is a number or a constant expression such as pi/2\n",
    ),
    "--at without a value": (
        ["x", "--at", "x"],
        "error: '--at' takes NAME=VALUE\n --> --at\n  |\n1 | x\n  | ^\n"
        "  = such as --at x=3,y=pi/2 or --at @point.json\n",
    ),
    "--at with a comma too many": (
        ["x", "--at", "x=3,"],
        "error: '--at' takes NAME=VALUE\n --> --at\n  |\n1 | x=3,\n  |     ^\n"
        "  = such as --at x=3,y=pi/2 or --at @point.json\n",
    ),
    "an unquoted expression": (
        ["x", "+", "y", "--x", "3"],
        "error: unexpected words after the expression: + y\n"
        "  = put the whole expression in quotes: backprop eval 'x + y'\n",
    ),
    "a value without --at": (
        ["x", "x=3"],
        "error: unexpected word after the expression: x=3\n"
        "  = values are given as --at x=3\n",
    ),
    "an input with the name of a flag": (
        ["strict*2", "--strict", "3"],
        "error: unexpected word after the expression: 3\n"
        "  = '--strict' is an option of its own; give the input with --at strict=3\n",
    ),
    "an input with the name of a choice": (
        ["mode*2", "--mode", "3"],
        "error: '--mode' must be 'both', 'forward' or 'reverse'\n"
        "  = for the input 'mode' of the expression write --at mode=VALUE\n",
    ),
    "a bad choice": (
        ["x", "--x", "3", "--ties", "none"],
        "error: '--ties' must be 'split' or 'each'\n",
    ),
    "a bad number": (
        ["x", "--x", "3", "--precision", "18"],
        "error: '--precision' must be a whole number from 1 to 17\n",
    ),
    "no number": (
        ["x", "--x", "3", "--precision", "many"],
        "error: '--precision' must be a whole number from 1 to 17\n",
    ),
    "two forms": (
        ["x", "--x", "3", "--get", "value", "--format", "csv"],
        "error: --get prints bare numbers, so --format csv has no meaning beside it\n"
        "  = leave one out\n",
    ),
    "a name missing in a list": (
        ["x", "--x", "3", "--wrt", "x,,y"],
        "error: bad value for '--wrt': a name is missing between the commas\n",
    ),
    "an unknown --wrt": (
        ["price", "--price", "3", "--wrt", "prise"],
        "error: 'prise' is not a name here, so it cannot be differentiated by\n"
        "  = did you mean 'price'?\n",
    ),
    "an unknown --of": (
        ["loss = x", "--x", "3", "--of", "lost"],
        "error: 'lost' is not a name here, so it cannot be an output\n"
        "  = did you mean 'loss'?\n",
    ),
    "a mistake in the expression": (
        ["(x+y)*sine(z)", "--x", "1"],
        "error: unknown function 'sine'\n  |\n1 | (x+y)*sine(z)\n  |       ^^^^\n"
        "  = did you mean 'sin'?\n",
    ),
    "a byte that is no text": (
        ["x + \udcff"],
        "error: the expression is not valid UTF-8\n  |\n1 | x + \\xff\n  |     ^^^^\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "answer"), CASES.values(), ids=CASES.keys())
def test_mistakes(error: Callable[..., str], words: list[str], answer: str) -> None:
    assert error("eval", *words) == answer


def test_globbed_words_are_recognised(
    error: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    assert error("eval", "x", "a.txt", "b.txt", "y") == (
        "error: unexpected words after the expression: a.txt b.txt y\n"
        "  = the shell has replaced a '*' by file names; put the whole expression in quotes\n"
    )


def test_many_inputs_have_no_options(error: Callable[..., str]) -> None:
    expression = "+".join(f"x{number}" for number in range(501))
    assert error("eval", expression, "--x7", "3") == (
        "error: '--x7' is not an option: the expression has more than 500 inputs\n"
        "  = give their values with --at x7=VALUE or --at @point.json\n"
    )


def test_many_missing_inputs_get_a_short_hint(error: Callable[..., str]) -> None:
    expression = "+".join(f"x{number}" for number in range(50))
    answer = error("eval", expression)
    assert "'x19' and 30 more" in answer
    assert answer.endswith("  = give them with --at @point.json, a JSON object of numbers\n")


@pytest.mark.parametrize(
    "words",
    [
        ["eval", "sine(x)", "--x", "3", "--json"],
        ["--json", "nonsense"],
        ["eval", "x", "--x", "--json"],
        ["eval", "x", "--format", "json", "--x", "="],
        ["eval", "x", "--x", "3", "--json", "--format", "csv"],
        ["eval", "--format=json"],
    ],
)
def test_with_json_every_error_is_json(error: Callable[..., str], words: list[str]) -> None:
    fields = json.loads(error(*words))["error"]
    assert set(fields) >= {"message", "line", "column", "hint"}


def test_the_place_is_in_the_json(error: Callable[..., str]) -> None:
    answer = json.loads(error("eval", "a = 1\n饮+sine(x)", "--json"))
    assert answer == {
        "error": {
            "message": "unknown function 'sine'",
            "line": 2,
            "column": 3,
            "hint": "did you mean 'sin'?",
        }
    }


def test_json_says_which_text_the_place_is_in(error: Callable[..., str]) -> None:
    fields = json.loads(error("eval", "x", "--json", "--x", "1/0"))["error"]
    assert (fields["origin"], fields["line"], fields["column"]) == ("--x", 1, 1)


def test_errors_can_be_coloured(error: Callable[..., str]) -> None:
    assert error("eval", "--color", "always").startswith("\x1b[31m\x1b[1merror:\x1b[0m there is")


@pytest.mark.parametrize("tail", [["--json"], []])
def test_unprintable_arguments_are_escaped(run: Run, tail: list[str]) -> None:
    outcome = run("eval", "x", "--\x1b[2J", "\udcff\x00", *tail)
    assert outcome.status == 2
    assert "\x1b" not in outcome.stderr
    assert "\udcff" not in outcome.stderr
