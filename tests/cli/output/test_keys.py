"""`--get`: bare numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.command_lines import LECTURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..conftest import Run

SHOP = [
    "(price*number + pen*pens)*discount",
    "--at",
    "price=10,number=6,pen=5,pens=20,discount=0.8",
]
CHINESE = ["饮料单价*折扣", "--饮料单价", "10", "--折扣", "0.5"]


@pytest.mark.parametrize(
    ("words", "keys", "numbers"),
    [
        (LECTURE, "value,x,v1,f", "-12 -2 3 -12"),
        (LECTURE, "dx,dy,dz,dv1,df", "-4 -4 3 -4 1"),
        (LECTURE, "df/dx,dfdy,df/dv1", "-4 -4 -4"),
        (LECTURE, "ops.function,ops.reverse,ops.forward", "2 0 0"),
        (SHOP, "dprice", "4.800000000000001"),
        (CHINESE, "饮料单价,d饮料单价,df/d折扣", "10 0.5 10"),
        (["x", "--x", "inf"], "value,dx", "inf 1"),
        (["x", "--x", "-inf"], "x", "-inf"),
        (["x*1", "--x", "nan"], "value", "nan"),
        (["-x", "--x", "0"], "value", "-0.0"),
        (["a = x*2; b = x*3", "--x", "1"], "a,b,da/dx,dbdx", "2 3 2 3"),
        (["dx = 3x; f = dx^2", "--x", "1"], "dx,df/dx,dfdx,df/ddx,ddx", "3 18 18 6 6"),
        (["value = 2x", "--x", "1"], "value,dvalue/dx", "2 2"),
        (["x_1^2", "--x_1", "3"], "ｘ_1,dｘ_1", "3 6"),
    ],
)  # fmt: skip
def test_numbers(run: Run, words: list[str], keys: str, numbers: str) -> None:
    outcome = run("eval", *words, "--get", keys)
    assert (outcome.status, outcome.stdout.split()) == (0, numbers.split())


def test_keys_may_be_given_apart(run: Run) -> None:
    assert run("eval", *LECTURE, "--get", "value", "--get", "dx").stdout == "-12\n-4\n"


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_either_mode_answers_for_inputs(run: Run, mode: str) -> None:
    assert run("eval", *LECTURE, "--mode", mode, "--get", "dx").stdout == "-4\n"


MISTAKES = {
    "several outputs": (
        ["a;b", "--a", "1", "--b", "2", "--get", "value"],
        "error: 'value' is one number, and there are several outputs\n"
        "  = ask for 'f1' or 'f2'\n",
    ),
    "a derivative of several outputs": (
        ["a;b", "--a", "1", "--b", "2", "--get", "da"],
        "error: 'da' does not say of which output, and there are several\n"
        "  = ask for 'df1/da' or 'df2/da'\n",
    ),
    "no such output": (
        [*LECTURE, "--get", "dg/dx"],
        "error: 'g' is not an output\n  = the output is 'f'\n",
    ),
    "no such node": (
        ["price", "--price", "1", "--get", "df/dprise"],
        "error: there is no node 'prise'\n  = did you mean 'price'?\n",
    ),
    "mistyped": (
        ["price", "--price", "1", "--get", "dprise"],
        "error: there is nothing called 'dprise'\n  = did you mean 'dprice'?\n",
    ),
    "nothing like it": (
        [*LECTURE, "--get", "qqqq"],
        "error: there is nothing called 'qqqq'\n"
        "  = ask for value, a node, dNODE, ops.function, ops.forward, ops.reverse\n",
    ),
    "not differentiated": (
        [*LECTURE, "--wrt", "x", "--get", "dy"],
        "error: the derivative of 'f' by 'y' was not computed\n"
        "  = it depends on nothing that --wrt names; add it there: --wrt x,y\n",
    ),
    "forward mode knows no inner nodes": (
        [*LECTURE, "--mode", "forward", "--get", "dv1"],
        "error: the derivative of 'f' by 'v1' was not computed\n"
        "  = forward mode knows only the derivatives by what --wrt names; use --mode reverse\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "answer"), MISTAKES.values(), ids=MISTAKES.keys())
def test_mistakes(error: Callable[..., str], words: list[str], answer: str) -> None:
    assert error("eval", *words) == answer


def test_a_branch_that_was_not_taken_has_no_value(error: Callable[..., str]) -> None:
    answer = error("eval", "a = 1/y; where(x > 0, x, a)", "--x", "1", "--y", "0", "--get", "a")
    assert answer == (
        "error: 'a' has no value: it belongs to the branch of a 'where' that was not taken, or to "
        "a derivative by diff(…) that was found as a limit\n"
    )


def test_notes_still_go_to_stderr(run: Run) -> None:
    outcome = run("eval", "abs(x)", "--x", "0", "--get", "dx")
    assert outcome.stdout == "0\n"
    assert outcome.stderr.startswith("note: ")


def test_a_second_derivative_is_asked_elsewhere(error: Callable[..., str]) -> None:
    said = error("eval", "x*y", "--x", "1", "--y", "2", "--get", "d2f/dx2")
    assert "'d2f/dx2' is no first derivative" in said
    assert "backprop hessian" in said
