"""The Builder drops the ones and zeros that differentiation makes, and nothing a person wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from backprop.autodiff.answers.function_reference import describe
from backprop.autodiff.differentiation.builder import Builder, Handle
from backprop.autodiff.differentiation.sweeps import active_positions, evaluate, linearize, reverse
from backprop.autodiff.graph.labels import formula
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.parser import BackpropError, parse

if TYPE_CHECKING:
    from collections.abc import Callable


def builder_of(text: str, *, shared: bool = True) -> tuple[Builder, Handle]:
    """A Builder on a program, and its output as a number."""
    graph = lower(survey(parse(text)))
    output = next(iter(graph.outputs.values()))
    builder = Builder(graph, shared=shared)
    return builder, builder.handle(output)


def written(builder: Builder, number: Any) -> Any:  # noqa: ANN401
    """A number of the Builder as a formula; a plain integer as itself."""
    return formula(builder.program, builder.node(number)) if isinstance(number, Handle) else number


RULES: list[tuple[str, Callable[[Builder, Any], Any], Any]] = [
    ("x", lambda _, x: x * 1, "x"),
    ("x", lambda _, x: 1 * x, "x"),
    ("x", lambda _, x: x * 0, 0),
    ("x", lambda _, x: 0 * x, 0),
    ("x", lambda _, x: -1 * x, "-x"),
    ("x", lambda _, x: x * -1, "-x"),
    ("x", lambda _, x: x + 0, "x"),
    ("x", lambda _, x: 0 + x, "x"),
    ("x", lambda _, x: x - 0, "x"),
    ("x", lambda _, x: 0 - x, "-x"),
    ("x", lambda _, x: 2 * x, "2*x"),
    ("x", lambda _, x: 1 - x, "1 - x"),
    ("x", lambda m, x: m.divide(x, 1), "x"),
    ("x", lambda m, x: m.divide(0, x), 0),
    ("x", lambda m, x: m.divide(1, x), "1/x"),
    ("x", lambda m, x: m.power(x, 1), "x"),
    ("x", lambda m, x: m.power(x, 0), 1),
    ("x", lambda m, x: m.power(x, 2), "x^2"),
    ("3", lambda _, n: n - 1, 2),
    ("3", lambda _, n: 1 - n, -2),
    ("3", lambda _, n: n + 1, 4),
    ("3", lambda _, n: -n, -3),
    ("0.1", lambda _, n: n - 1, "-0.9"),
    ("0.25", lambda _, n: 2 * n, "0.5"),
    ("1.5", lambda _, n: n * 2, 3),
    ("0.01", lambda _, n: 3 * n, "0.03"),
    ("1e20", lambda _, n: n * 3, 3 * 10**20),
    ("3", lambda m, n: m.equal(n, 3), 1),
    ("3", lambda m, n: m.equal(n, 0), 0),
    ("x", lambda m, x: m.equal(x, 0), "x == 0"),
    ("1e500", lambda _, n: n - 1, "1e500 - 1"),  # too far apart to be worth folding
    ("pi", lambda _, n: n - 1, "pi - 1"),
    ("0", lambda m, n: m.where(m.equal(n, 0), lambda: 5, lambda: m.log(n)), 5),
    ("1; x", lambda m, n: n * m.handle(0), "1*x"),  # the person's own one stays
]


@pytest.mark.parametrize(("text", "rule", "expected"), RULES)
def test_arithmetic_with_what_differentiation_makes(
    text: str, rule: Callable[[Builder, Any], Any], expected: object
) -> None:
    builder, output = builder_of(text)
    assert written(builder, rule(builder, output)) == expected


def test_the_same_operation_on_the_same_arguments_is_the_same_node() -> None:
    builder, x = builder_of("x")
    assert builder.sin(x).node == builder.sin(x).node
    assert builder.sin(x).node != builder.cos(x).node
    assert (x + 2).node == (x + 2).node
    assert builder.pi.node == builder.pi.node


def test_what_the_person_wrote_is_shared_with() -> None:
    builder, output = builder_of("sin(x)")
    assert builder.sin(builder.handle(0)).node == output.node
    assert len(builder.program) == builder.size


def test_on_paper_nothing_is_shared() -> None:
    builder, output = builder_of("sin(x)", shared=False)
    first, second = builder.sin(builder.handle(0)), builder.sin(builder.handle(0))
    assert len({first.node, second.node, output.node}) == 3


def test_the_graph_that_was_given_is_left_alone() -> None:
    graph = lower(survey(parse("x*y + 2")))
    before = [list(getattr(graph, part)) for part in ("operations", "arguments", "names")]
    builder = Builder(graph)
    builder.exp(builder.handle(0))
    assert [list(getattr(graph, part)) for part in ("operations", "arguments", "names")] == before
    assert builder.program.operations[: builder.size] == graph.operations


def test_there_is_no_function_that_is_not_in_the_table() -> None:
    builder, x = builder_of("x")
    with pytest.raises(AttributeError):
        builder.sine(x)


@pytest.mark.parametrize(
    ("text", "derivative"),
    [
        ("x^3", "3*x^2"),
        ("x^2", "2*x"),
        ("x^1", "1"),
        ("x^0", 0),
        ("3x", "3"),
        ("x + 5", 1),
        ("5 - x", -1),
        ("x*x", "x + x"),
        ("sin(2x)", "cos(2*x)*2"),
        ("exp(x)", "exp(x)"),
        ("1/x", "-(1/x)/x"),
        ("x*0", "0"),
    ],
)
def test_a_derivative_is_written_as_a_person_would(text: str, derivative: object) -> None:
    graph = lower(survey(parse(text)))
    builder = Builder(graph)
    source, output = graph.named["x"], next(iter(graph.outputs.values()))
    values = evaluate(graph, FLOATS, {"x": 2.0})
    active = active_positions(graph, values, [source], [output])
    edges = linearize(graph, builder, builder.handles(), active)
    assert written(builder, reverse(edges, output)[source]) == derivative


@pytest.mark.parametrize(
    ("name", "found", "partials"),
    [
        ("sin", "sin", (("x", "cos(x)"),)),
        ("arctan", "atan", (("x", "1/(1 + square(x))"),)),
        ("ln", "log", (("x", "1/x"),)),
        ("^", "power", None),
        ("*", "multiply", (("x", "y"), ("y", "x"))),
        ("-", "subtract", (("x", "1"), ("y", "-1"))),
        ("pow", "power", None),
        ("<", "less", (("x", None), ("y", None))),
        ("sum", "sum", (("x", "1"), ("y", "1"))),
        ("mean", "mean", (("x", "1/2"), ("y", "1/2"))),
        ("prod", "prod", (("x", "y"), ("y", "x"))),
        ("csc", "csc", (("x", "-csc(x)/tan(x)"),)),
    ],
)
def test_the_documentation_is_printed_from_the_rules(
    name: str, found: str, partials: tuple[tuple[str, str | None], ...] | None
) -> None:
    (row,) = describe(name)
    assert row.name == found
    assert partials is None or row.partials == partials


def test_every_function_can_be_described() -> None:
    rows = describe()
    assert len({row.name for row in rows}) == len(rows)
    assert all(row.summary and row.signature for row in rows)


def test_a_function_that_does_not_exist_has_no_description() -> None:
    with pytest.raises(BackpropError, match="there is no function 'sine'") as caught:
        describe("sine")
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("did you mean 'sin'")
