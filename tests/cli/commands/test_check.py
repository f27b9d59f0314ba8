"""`backprop check`: verdicts, exit statuses, forms, and what strangers type."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.command_lines import BRANCHES, LECTURE, NEURON, SHOPPING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..conftest import Run

JUICE = ["J = 3v; v = a + u; u = b*c", "--a", "5", "--b", "3", "--c", "2"]


def judged(run: Run, *words: str) -> tuple[int, list[dict[str, Any]]]:
    outcome = run("check", *words, "--json")
    return outcome.status, json.loads(outcome.stdout)["claims"]


@pytest.mark.parametrize(
    "words",
    [
        [*LECTURE, "f=-12", "dx=-4", "dy=-4", "dz=3", "v1=3", "dv1=-4", "df/dz=x+y"],
        [*JUICE, "J=33", "dv=3", "da=3", "du=3", "db=6", "dc=9", "u=6", "v=11", "dv/db=2"],
        [*BRANCHES, "e=6", "de/db=5", "de/da=2", "de/dc=d", "ops.reverse=6", "ops.reverse=1"],
        [*NEURON, "f=0.7310585786300049", "dw0=-0.19661193324148185", "dw2=f*(1-f)"],
        ["max(x, y)", "--x", "3", "--y", "2", "f=3", "dx=1", "dy=0"],
        [*SHOPPING, "value=128", "d饮料单价=4.8", "d圆珠笔数量＝4", "df/d折扣=160"],
        ["x^3", "--x", "1", "d2f/dx2=6", "d²f/dx²=6x", "∂²f/∂x² = 6*x", "ops.function=1"],
        ["x^2*y", "d2f/dxdy=2x", "dx=2x·y", "d2f/dy2=0"],
        ["x/y", "--x", "1", "--y", "3", "f=1/3", "dy=-1/9"],
        ["sin(x)", "--x", "pi", "f=0", "dx=-1"],
        ["cos(x)", "--x", "pi", "dx=0"],  # rounding of pi, and of what is made of it
        ["sin(x)^2", "--x", "pi", "dx=0", "d2f/dx2=2"],
        ["x*sin(y)", "--x", "2", "--y", "pi", "dx=0"],
        ["sin(x)", "--x", "pi", "d2f/dx2=0"],
        ["2 + 3", "f=5"],
        ["x; x^2", "--x", "3", "df2/dx=6", "f1=3"],
        ["sigmoid(x)", "dx=exp(-x)/(1+exp(-x))^2"],
        ["log(x)", "dx=1/x"],
        ["e*x", "--e", "5", "--x", "2", "dx=5", "de=x"],
    ],
)
def test_right_answers(run: Run, words: list[str]) -> None:
    status, claims = judged(run, *words)
    assert [claim["verdict"] for claim in claims] == ["right"] * len(claims), claims
    assert status == 0
    assert not any(claim["diagnoses"] for claim in claims)


@pytest.mark.parametrize(
    "words",
    [
        ["cos(x)", "--x", "pi", "dx=0.001"],
        ["x^2", "--x", "1e-12", "dx=0"],
    ],
)
def test_rounding_excuses_no_more_than_rounding(run: Run, words: list[str]) -> None:
    assert judged(run, *words)[0] == 1


@pytest.mark.parametrize("text", ["abs(x)", "sqrt(x)"])
def test_that_there_is_no_derivative_at_a_kink_is_not_wrong(run: Run, text: str) -> None:
    status, (claim,) = judged(run, text, "--x", "0", "dx=nan")
    assert (status, claim["verdict"]) == (2, "unjudged")
    assert "does not exist here" in claim["why"]


def test_a_formula_was_not_made_with_a_calculator(run: Run) -> None:
    status, (claim,) = judged(run, "asin(sin(x))", "dx=1")
    assert (status, claim["diagnoses"]) == (1, [])


@pytest.mark.parametrize(
    ("words", "mistake", "sentence"),
    [
        ([*LECTURE, "dz=-4"], "operands-exchanged", "the other factor, not the same one"),
        ([*LECTURE, "dx=-12"], "value-given", "the value of 'f', not its derivative"),
        ([*BRANCHES, "de/db=2"], "missing-path", "b→c→e alone; b→d→e is missing, which adds 3"),
        ([*JUICE, "db=2"], "stopped-early", "local derivative of 'u' alone"),
        ([*JUICE, "db=3"], "inner-forgotten", "the derivative by 'u'"),
        ([*NEURON, "dw0=0.19661193324148185"], "sign", "the sign is the wrong one"),
        ([*NEURON, "dw2=f"], "value-given", "the value of 'f'"),
        (["max(x, y)", "--x", "3", "--y", "2", "dx=0"], "loser", "the argument that is chosen"),
        (["e^x", "dx=x*e^(x-1)"], "base-and-exponent", "(a^x)' is a^x*log(a)"),
        (["x*sin(x)", "dx=cos(x)"], "product-of-derivatives", "u'*v + u*v'"),
        ([*LECTURE, "ops.forward=4"], "other-count", "ops.reverse"),
        (["x*y", "--x", "2", "--y", "1/3", "dx=0.333"], "rounded", "rounded to 3 digits"),
        (["x^3", "d2f/dx2=3x^2"], "other-order", "the first derivative, df/dx"),
    ],
)  # fmt: skip
def test_wrong_answers(run: Run, words: list[str], mistake: str, sentence: str) -> None:
    status, (claim,) = judged(run, *words)
    assert (status, claim["verdict"]) == (1, "wrong")
    found = {each["mistake"]: each["sentence"] for each in claim["diagnoses"]}
    assert sentence in found[mistake], claim


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ([*LECTURE, "dx=-4"], 0),
        ([*LECTURE, "dx=-4", "dy=4"], 1),
        ([*LECTURE, "dx=4", "dq=4"], 1),
        ([*LECTURE, "dx=-4", "dq=4"], 2),
        ([*LECTURE, "dx=("], 2),
        ([*LECTURE, "dx=w"], 2),
        ([*LECTURE, "dx=diff((x+y)*z, x)"], 2),
        ([*LECTURE, "dx=1/0"], 2),
        ([*LECTURE, "dx=9^9^9^9"], 2),
        ([*LECTURE, "dx=2;3"], 2),
        ([*LECTURE, "ops.reverse=x"], 2),
        (["x^2", "ops.reverse=1"], 2),
        (["max(x, y)", "--x", "3", "--y", "3", "dx=1"], 2),
        (["max(x, y)", "--x", "3", "--y", "3", "dx=0.5"], 0),
        (["max(x, y)", "--x", "3", "--y", "3", "dx=1", "--ties", "each"], 0),
        (["max(x, y)", "--x", "3", "--y", "3", "dx=7"], 1),
        (["sqrt(2)*x", "--x", "1", "dx=1", "--exact"], 2),
        (["x/3", "--x", "1", "f=1/3", "--exact"], 0),
        (["x/3", "--x", "1", "f=0.3333333333", "--exact"], 1),
        (["x/3", "dx=1/3", "f=x/3", "--exact"], 0),
    ],
)
def test_the_status(run: Run, words: list[str], status: int) -> None:
    assert run("check", *words).status == status
    quiet = run("check", *words, "--quiet")
    assert (quiet.status, quiet.stdout) == (status, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x^2"], "there is no claim to check"),
        (["x^2", "--x", "3", "dx"], "'dx' is not a claim"),
        (["x^2*y", "--x", "3", "dx=6"], "no value is given for 'y'"),
        (["log(x)", "--x", "-1", "dx=1"], "log(x) is defined where x > 0"),
        (["x*", "dx=1"], "nothing follows '*'"),
        ([], "there is no expression"),
        (["x^2", "dx=2x", "--bogus"], "--bogus"),
    ],
)
def test_what_cannot_be_checked(error: Callable[..., str], words: list[str], said: str) -> None:
    assert said in error("check", *words)


@pytest.mark.parametrize(
    ("options", "given", "verdict"),
    [
        ([], "0.3333333", "right"),
        ([], "0.3333", "wrong"),
        (["--rtol", "1e-3"], "0.3333", "right"),
        (["--atol", "0.01"], "0.33", "right"),
        (["--sigfigs", "2"], "0.33", "right"),
        (["--sigfigs", "3"], "0.33", "wrong"),
        (["--as-written"], "0.33", "right"),
        (["--as-written"], "0.34", "wrong"),
        (["--as-written"], "0.3", "right"),
    ],
)
def test_tolerances(run: Run, options: list[str], given: str, verdict: str) -> None:
    _, (claim,) = judged(run, "x/3", "--x", "1", f"f={given}", *options)
    assert claim["verdict"] == verdict


def test_zero_is_judged_absolutely(run: Run) -> None:
    _, claims = judged(run, "x - y", "--x", "1", "--y", "1", "f=1e-10", "f=1e-5")
    assert [claim["verdict"] for claim in claims] == ["right", "wrong"]
    _, claims = judged(run, "x - y", "--x", "1", "--y", "1", "f=1e-5", "--atol", "1e-4")
    assert claims[0]["verdict"] == "right"


def test_domains_that_differ_are_said_to_differ(run: Run) -> None:
    _, (narrow, wide) = judged(run, "log(x^2)", "f=2*log(x)", "dx=2/x")
    assert (narrow["verdict"], narrow["domain"]) == ("wrong", "narrower")
    assert "the domains differ" in narrow["why"]
    assert wide["verdict"] == "right"
    _, (wider,) = judged(run, "sqrt(x)^2", "f=x")
    assert (wider["verdict"], wider["domain"]) == ("right", "wider")


def test_a_formula_may_differ_at_a_corner(run: Run) -> None:
    """The lecture's 1(x >= y) gives 1 at a tie, and no one can call that wrong."""
    words = ["max(x, y)", "--x", "3", "--y", "3"]
    status, (claim,) = judged(run, *words, "dx=where(x >= y, 1, 0)")
    assert (status, claim["verdict"]) == (2, "unjudged")
    assert judged(run, *words, "dx=where(x >= y, 2, 0)")[1][0]["verdict"] == "wrong"
    assert judged(run, "max(x, y)", "dx=where(x >= y, 1, 0)")[0] == 0
    assert judged(run, "abs(x)", "--x", "0", "dx=1", "--exact")[0] == 2


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("where(x == 0, 0, x)", "dx=1", "dx=0"),
        ("where(x == 0, 1, (exp(x) - 1)/x)", "dx=1/2", "dx=0"),
        ("sqrt(x)^2", "dx=1", "dx=2"),
        ("abs(x)^2", "d2f/dx2=2", "d2f/dx2=0"),
        ("where(x == 0, 1, sin(x)/x)", "d2f/dx2=-1/3", "d2f/dx2=0"),
    ],
)
def test_a_derivative_that_exists_at_a_kink_is_the_right_one(
    run: Run, text: str, right: str, wrong: str
) -> None:
    """What `eval` finds as a limit is what an answer is compared with."""
    _, claims = judged(run, text, "--x", "0", right, wrong)
    assert [claim["verdict"] for claim in claims] == ["right", "wrong"]


def test_second_derivatives_in_terms_of_named_nodes(run: Run) -> None:
    words = ["u = x^2; v = sin(y); u*v", "--x", "3", "--y", "0.5"]
    assert judged(run, *words, "d2f/dxdy=2x*cos(y)", "d2f/dx2=2*v", "d2f/dx2=2*v1")[0] in (0, 2)
    assert judged(run, *words, "d2f/dx2=2*v")[0] == 0


def test_a_counterexample_is_one(run: Run) -> None:
    _, (claim,) = judged(run, "x^2*y", "dx=2*x*y + 1")
    example = claim["counterexample"]
    x, y = example["point"]["x"], example["point"]["y"]
    assert example["given"] == pytest.approx(2 * x * y + 1)
    assert example["expected"] == pytest.approx(2 * x * y)
    assert claim["points"] >= 10


def test_rounding_is_never_held_against_a_formula(run: Run) -> None:
    """At the sampled points 1 - sigmoid(x) loses digits, and (x-1)^8 written out does."""
    expanded = "x^8-8x^7+28x^6-56x^5+70x^4-56x^3+28x^2-8x+1"
    assert run("check", "sigmoid(x)", "dx=sigmoid(x)*(1-sigmoid(x))").status == 0
    assert run("check", "(x-1)^8", f"f={expanded}").status == 0


def test_answers_can_be_hidden(run: Run) -> None:
    words = [*BRANCHES, "de/db=2", "de/da=b+2", "e=77", "--hide-answers"]
    for form in ("plain", "json", "csv", "markdown"):
        outcome = run("check", *words, "--format", form)
        assert outcome.status == 1
        for secret in ("adds 3", "expected", "right is"):
            assert secret not in outcome.stdout, form
    assert "is missing" in run("check", *words).stdout


def test_a_count_is_a_number_in_every_form(run: Run) -> None:
    words = ["x*x", "--x", "2", "ops.reverse=5"]
    for form, separator in (("csv", ","), ("tsv", "\t")):
        _, row = run("check", *words, "--format", form).stdout.splitlines()
        assert row.split(separator)[:4] == ["ops.reverse", "5", "1", "wrong"]
    (claim,) = json.loads(run("check", *words, "--json").stdout)["claims"]
    assert claim["expected"] == 1


def test_the_table(run: Run) -> None:
    outcome = run("check", *LECTURE, "f=-12", "dx=4", "--color", "never", tty=True)
    assert outcome.stdout == (
        "(x + y)*z\n\n"
        "claims\n"
        "claim  given  expected  verdict  why\n"
        "────────────────────────────────────────────────────────────────────\n"
        "f      -12    -12       right\n"
        "dx     4      -4        wrong    possibly: the sign is the wrong one\n\n"
        "2 claims: 1 right, 1 wrong.\n"
    )


def test_claims_with_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "model.txt"
    path.write_text("x^2*y", encoding="utf-8")
    words = ["--file", str(path), "dx=12", "--x", "2", "--y", "3", "dy=4"]
    assert run("check", *words).status == 0


@pytest.mark.parametrize(
    "given",
    [
        "(" * 1_000_000, "9^9^9^9", "1e3000000", "-" * 1900 + "1", "\x1b[31m2", "[red]2[/red]",
        "x" * 3000, "gamma(171)^9", "polygamma(100, 1e-3)", "__import__('os')", "=1", "\ud800",
        "1+" * 900 + "1", "max(" * 400 + "1" + ",1)" * 400,
    ],
    ids=range(14),
)  # fmt: skip
@pytest.mark.parametrize("exact", [[], ["--exact"]])
def test_a_hostile_answer_costs_little(run: Run, given: str, exact: list[str]) -> None:
    began = time.monotonic()
    outcome = run("check", "x^2", "--x", "3", f"dx={given}", "dx=6", *exact)
    assert time.monotonic() - began < 3
    assert outcome.status in (1, 2)
    assert "\x1b[31m" not in outcome.stdout
    assert "fault" not in outcome.stderr


def test_a_large_expression_is_judged(run: Run) -> None:
    text = "+".join(["sin(x)*x"] * 5_000)
    began = time.monotonic()
    outcome = run("check", text, "--x", "0", "f=0", "dx=7", "--quiet")
    assert outcome.status == 1
    assert time.monotonic() - began < 10


def test_a_mixed_derivative_that_is_nothing_is_expected_to_be_0(run: Run) -> None:
    status, (claim,) = judged(run, "x^2 + y^2", "d2f/dxdy=2")
    assert (status, claim["verdict"], claim["expected"]) == (1, "wrong", "0")
