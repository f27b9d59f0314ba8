"""Which name means what: order, circles, shadowing, outputs, requests, and their refusals."""

from __future__ import annotations

from typing import Any

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.program.names import MissingInputs, survey
from backprop.parser import BackpropError, parse

Options = dict[str, Any]


def refused(text: str, point: dict[str, float] | None = None, **options: Any) -> BackpropError:  # noqa: ANN401
    with pytest.raises(BackpropError) as caught:
        evaluate(parse(text), point or {}, Question(**options))
    assert caught.value.text == text
    return caught.value


def marked(error: BackpropError) -> str:
    """The part of the text that the error points at."""
    assert error.text is not None
    assert error.span is not None
    return error.text[slice(*error.span)]


@pytest.mark.parametrize(
    ("text", "inputs", "outputs"),
    [
        ("x", ["x"], ["f"]),
        ("x + y", ["x", "y"], ["f"]),
        ("y + x", ["y", "x"], ["f"]),
        ("x; y", ["x", "y"], ["f1", "f2"]),
        ("x; y; x + y", ["x", "y"], ["f1", "f2", "f3"]),
        ("f + 1", ["f"], ["f1"]),
        ("f1 + 1; x", ["f1", "x"], ["f2", "f3"]),
        ("f = x; f + 1", ["x"], ["f1"]),
        ("f(t) = t^2; f(x)", ["x"], ["f1"]),
        ("a = x; a", ["x"], ["a"]),
        ("a = x; a; a + 1", ["x"], ["a", "f"]),
        ("a = x; a; a", ["x"], ["a"]),
        ("J = 3v; v = a + u; u = b*c", ["a", "b", "c"], ["J"]),
        ("u = b*c; v = a + u; J = 3v", ["b", "c", "a"], ["J"]),
        ("a = x; b = y", ["x", "y"], ["a", "b"]),
        ("a = x; b = a", ["x"], ["b"]),
        ("f(x, y, z) = (x+y)z", ["x", "y", "z"], ["f"]),
        ("f(y, x) = x*y", ["y", "x"], ["f"]),
        ("f(x) = a*x", ["x", "a"], ["f"]),
        ("f(x) = x^2; g(x) = f(x) + 1", ["x"], ["g"]),
        ("f(x) = x^2; g(y) = y + 1", ["x", "y"], ["f", "g"]),
        ("f(t) = t^2; a = f(x)", ["x"], ["a"]),
        ("a = 2x; g(t) = a*t", ["x"], ["a"]),
        ("pi*r", ["r"], ["f"]),
        ("e = c*d", ["c", "d"], ["e"]),
        ("f(e) = e^2", ["e"], ["f"]),
        ("max(max, sin)", ["max", "sin"], ["f"]),
        ("7", [], ["f"]),
    ],
)
def test_inputs_and_outputs(text: str, inputs: list[str], outputs: list[str]) -> None:
    names = survey(parse(text))
    assert list(names.inputs) == inputs
    assert list(names.outputs) == outputs
    result = evaluate(parse(text), dict.fromkeys(inputs, 2.0))
    assert list(result.inputs) == inputs
    assert list(result.wrt) == inputs
    assert list(result.outputs) == list(result.values) == list(result.gradient) == outputs


@pytest.mark.parametrize(
    ("text", "circle", "part"),
    [
        ("a = a", "the definition of 'a' goes round in a circle: a → a", "a"),
        ("t = x*t", "the definition of 't' goes round in a circle: t → t", "t"),
        ("w = g + w", "the definition of 'w' goes round in a circle: w → w", "w"),
        ("y = sin(x) + y", "the definition of 'y' goes round in a circle: y → y", "y"),
        ("a = b; b = x*a", "the definition of 'a' goes round in a circle: a → b → a", "a"),
        ("f(x) = y*f(x)", "the function of 'f' goes round in a circle: f(…) → f(…)", "f(x)"),
        ("x + a; a = 2a", "the definition of 'a' goes round in a circle: a → a", "a"),
        ("a = b; b = a", "the definition of 'a' goes round in a circle: a → b → a", "a"),
        ("a = b + 1; b = c; c = 2a; a", "circle: a → b → c → a", "a"),
        (
            "s; s = a; a = b; b = c; c = b",
            "the definition of 'b' goes round in a circle: b → c →",
            "b",
        ),
        ("f(x) = f(x - 1)", "the function of 'f' goes round in a circle: f(…) → f(…)", "f(x - 1)"),
        ("f(x) = g(x); g(x) = f(x); f(1)", "circle: f(…) → g(…) → f(…)", "f(x)"),
        ("a = f(1); f(x) = a*x", "circle: a → f(…) → a", "a"),
        ("a = 2a; x + 1", "the definition of 'a' goes round in a circle: a → a", "a"),
        ("f(x) = f(x); y + 1", "circle: f(…) → f(…)", "f(x)"),
        ("g(x) = b*x; b = g(2); y + 1", "circle: b → g(…) → b", "b"),
    ],
)
def test_a_circle_is_refused_by_its_name(text: str, circle: str, part: str) -> None:
    error = refused(text, {"x": 1, "y": 1})
    assert circle in error.message
    assert marked(error) == part
    assert error.hint is not None


def test_a_long_circle_is_named_in_part() -> None:
    text = "; ".join(f"y{n} = y{(n + 1) % 1000}" for n in range(1000))
    message = refused(text).message
    assert "y0 → y1 → y2" in message
    assert "… → " in message
    assert message.endswith("y999 → y0")


@pytest.mark.parametrize(
    "text",
    [
        "f(x) = x^2; f(f(f(y)))",
        "f(x) = x; g(x) = f(f(x)) + f(x); g(g(y))",
        "x = 2y; f(x) = x; f(x)",
        "f(x) = x; a = f(y); b = f(a); b",
    ],
)
def test_what_looks_like_a_circle_and_is_none_is_answered(text: str) -> None:
    assert evaluate(parse(text), {"y": 1.0}).gradient


@pytest.mark.parametrize(
    ("text", "message", "part", "hint"),
    [
        ("a = 1; a = 2", "'a' is defined twice", "a", "another name"),
        ("f(x) = x; f(y) = y", "'f' is defined twice", "f", "another name"),
        ("sin(x, y)", "'sin' takes 1 argument, but it is given 2", "sin(x, y)", "written sin(x)"),
        ("max(x)", "'max' takes 2 or more arguments, but it is given 1", "max(x)", "max(x, y, …)"),
        ("atan2(x)", "'atan2' takes 2 arguments, but it is given 1", "atan2(x)", "atan2(y, x)"),
        ("sum()", "'sum' takes one or more arguments, but it is given 0", "sum()", "sum(x, y, …)"),
        ("where(x, y)", "'where' takes 3 arguments", "where(x, y)", "where(condition, a, b)"),
        ("g(s, t) = s*t; g(x)", "'g' takes 2 arguments, but it is given 1", "g(x)", "g(s, t)"),
        ("g() = 2; g(x)", "'g' takes no arguments, but it is given 1", "g(x)", "g()"),
        ("log(x, 2)", "'log' takes 1 argument, but it is given 2", "log(x, 2)", "logb(x, 2)"),
        ("atan(y, x)", "'atan' takes 1 argument", "atan(y, x)", "atan2(y, x)"),
        ("sine(x)", "unknown function 'sine'", "sine", "did you mean 'sin'"),
        ("Sin(x)", "unknown function 'Sin'", "Sin", "did you mean 'sin'"),
        ("sgn(x)", "unknown function 'sgn'", "sgn", "did you mean 'sign'?"),
        ("sinc(x)", "there is no function 'sinc'", "sinc", "where(x == 0, 1, sin(x)/x)"),
        ("softmax(x, y)", "there is no function 'softmax'", "softmax", "diff(logsumexp(a, b), a)"),
        ("cosech(x)", "unknown function 'cosech'", "cosech", "did you mean 'csch'?"),
        ("sqaure(x)", "unknown function 'sqaure'", "sqaure", "did you mean 'square'"),
        ("scale(t) = t; scael(2)", "unknown function 'scael'", "scael", "mean 'scale'?"),
        ("x(y + 2)", "unknown function 'x'", "x", "x*(y + 2)"),
        ("x + x(y + 2)", "'x' is a value, not a function", "x", "x*(y + 2)"),
        ("a = 2; a(y)", "'a' is a value, not a function", "a", "a*(y)"),
        ("sin x", "the argument of 'sin' is not in parentheses", "sin x", "write sin(x)"),
        ("sin^2(x)", "the power stands between 'sin' and its argument", "sin^2(x)", "sin(x)^2"),
        ("x y", "'x' and 'y' stand side by side", "x y", "x*y"),
    ],
)
def test_what_has_no_meaning_is_refused_with_a_remedy(
    text: str, message: str, part: str, hint: str
) -> None:
    error = refused(text, {"x": 1.0, "y": 1.0})
    assert error.message.startswith(message)
    assert marked(error) == part
    assert error.hint is not None
    assert hint in error.hint


@pytest.mark.parametrize("text", ["unneeded = sine(x); x", "f(t) = sin(t, t); x", "b = x y; x"])
def test_mistakes_are_refused_in_statements_that_nothing_needs_too(text: str) -> None:
    refused(text, {"x": 1.0, "y": 1.0})


# Missing and surplus inputs.


def missing(text: str, point: dict[str, float], **options: Any) -> MissingInputs:  # noqa: ANN401
    error = refused(text, point, **options)
    assert isinstance(error, MissingInputs)
    return error


def test_every_missing_input_is_named_and_the_first_is_shown() -> None:
    error = missing("z + x*y + x", {"y": 1.0})
    assert error.missing == ("z", "x")
    assert error.message == "no value is given for 'z', 'x'"
    assert marked(error) == "z"


def test_of_very_many_missing_inputs_twenty_are_named() -> None:
    error = missing("+".join(f"x{n}" for n in range(1000)), {})
    assert len(error.missing) == 1000
    assert "'x19' and 980 more" in error.message


@pytest.mark.parametrize(
    ("text", "point", "hint"),
    [
        ("xy", {"x": 1.0, "y": 2.0}, "did you mean x*y?"),
        ("f(x, y) = xy; f(1, 2)", {}, "did you mean x*y?"),
        ("a = 1; b = 2; abb", {}, "did you mean a*b*b?"),
        ("xyz", {"x": 1.0, "y": 2.0}, None),
        ("sin*x", {"x": 1.0}, "'sin' is also a function: its argument goes in parentheses, sin(…)"),
        ("q", {"x": 1.0}, None),
    ],
)
def test_a_missing_input_may_have_been_meant_as_something_else(
    text: str, point: dict[str, float], hint: str | None
) -> None:
    assert missing(text, point).hint == hint


def test_only_the_inputs_that_are_needed_want_a_value() -> None:
    result = evaluate(parse("a = x + 1; b = y + 1"), {"x": 1.0}, Question(of=["a"]))
    assert result.inputs == {"x": 1.0}


def test_a_parameter_is_no_input_of_the_same_name() -> None:
    result = evaluate(parse("g(u) = u^2; a = g(x); b = u + 1"), {"x": 3.0}, Question(of=["a"]))
    assert result.gradient == {"a": {"x": 6.0}}


def test_a_surplus_value_is_not_looked_at() -> None:
    assert evaluate(parse("x"), {"x": 1.0, "y": 2.0}).inputs == {"x": 1.0}


# Constants and shadowing.


def information(text: str, point: dict[str, float], **options: Any) -> list[str]:  # noqa: ANN401
    result = evaluate(parse(text), point, Question(**options))
    return [note.message for note in result.notes if note.kind == "information"]


@pytest.mark.parametrize(
    ("text", "point", "message"),
    [
        ("e = c*d", {"c": 1, "d": 2}, "'e' is defined here and no longer stands for the constant"),
        ("sin(t) = t; sin(x)", {"x": 1}, "'sin' is defined here and is no longer the built-in"),
        ("sum(t) = t; sum(x)", {"x": 1}, "'sum' is defined here and is no longer the built-in"),
        ("a = 1/0; x", {"x": 1}, "'a' is left out, for nothing that was asked for uses it"),
        ("x", {"x": 1}, "'f' is another name for 'x'"),
        ("a = b; 2a", {"b": 1}, "'a' is another name for 'b'"),
    ],
)
def test_what_a_reader_might_overlook_is_told(
    text: str, point: dict[str, float], message: str
) -> None:
    (told,) = [line for line in information(text, point) if line.startswith(message)]
    assert told


def test_nothing_is_told_where_there_is_nothing_to_tell() -> None:
    assert information("(x+y)*z", {"x": 1, "y": 2, "z": 3}) == []
    assert information("pi*x", {"x": 1}) == []


def test_a_constant_that_is_given_a_value_is_an_input() -> None:
    result = evaluate(parse("e*x"), {"x": 2.0, "e": 3.0})
    assert result.gradient == {"f": {"e": 2.0, "x": 3.0}}
    assert [row.kind for row in result.rows] == ["input", "input", "operation"]


# Requests.


@pytest.mark.parametrize(
    ("text", "options", "values", "gradient"),
    [
        ("u = x^2; f = 3u", {"wrt": ["u"]}, {"f": 12}, {"f": {"u": 3}}),
        ("u = x^2; f = 3u", {"wrt": ["x", "u"]}, {"f": 12}, {"f": {"x": 12, "u": 3}}),
        ("u = x^2; f = 3u", {"wrt": ["f"]}, {"f": 12}, {"f": {"f": 1}}),
        ("u = x^2; f = 3u", {"of": ["u"]}, {"u": 4}, {"u": {"x": 4}}),
        ("u = x^2; f = 3u", {"of": ["f", "u"]}, {"f": 12, "u": 4}, {"f": {"x": 12}, "u": {"x": 4}}),
        ("u = x^2; f = 3u", {"of": ["u"], "wrt": ["f"]}, {"u": 4}, {"u": {"f": 0}}),
        ("u = x^2; f = 3u", {"of": ["x"]}, {"x": 2}, {"x": {"x": 1}}),
        ("a = 2x; a + 1", {"of": ["a"], "wrt": ["f"]}, {"a": 4}, {"a": {"f": 0}}),
        ("a = 2x; a + 1", {"wrt": ["f", "a"]}, {"f": 5}, {"f": {"f": 1, "a": 1}}),
        ("a = x; 2a", {"wrt": ["a"]}, {"f": 4}, {"f": {"a": 2}}),
        ("g(t) = t^2", {"wrt": ["t"]}, {"g": 9}, {"g": {"t": 6}}),
        ("y = 2x; z = 5; w = y*z", {"wrt": ["z"]}, {"w": 20}, {"w": {"z": 4}}),
    ],
)
def test_any_named_node_may_be_asked_for(
    text: str, options: Options, values: dict[str, float], gradient: dict[str, dict[str, float]]
) -> None:
    result = evaluate(parse(text), {"x": 2.0, "t": 3.0}, Question(**options))
    assert result.values == values
    assert result.gradient == gradient
    assert result.wrt == tuple(options.get("wrt", result.inputs))


def test_asking_by_an_output_makes_no_node_twice() -> None:
    plain = evaluate(parse("a = 2x; sin(a) + 1"), {"x": 1.0})
    asked = evaluate(parse("a = 2x; sin(a) + 1"), {"x": 1.0}, Question(wrt=["f", "x"]))
    assert [row.name for row in asked.rows] == [row.name for row in plain.rows]


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"of": ["los"]}, "'los' is not a name here, so it cannot be an output", "did you mean 'l"),
        ({"wrt": ["los"]}, "'los' is not a name here, so it cannot be differentiated by", "did"),
        ({"of": ["q"]}, "'q' is not a name here", "the names here are x, loss, y"),
    ],
)
def test_a_request_for_what_is_not_there_is_refused(
    options: Options, message: str, hint: str
) -> None:
    error = refused("loss = x^2; y = loss + 1", {"x": 1.0}, **options)
    assert error.message.startswith(message)
    assert error.hint is not None
    assert error.hint.startswith(hint)


def test_an_output_must_not_be_named_like_a_value_that_it_depends_on() -> None:
    error = refused("f(x) = f*x", {"x": 1.0, "f": 2.0})
    assert error.message == "'f' is the name of an output and of a value that it depends on"
