"""A stand-in for PyTorch where it is not installed: single numbers with reverse autograd.

It has only names that PyTorch has, takes only arguments that PyTorch takes, and differentiates by
PyTorch's own formulas, those of its table of derivatives; nothing of it comes from backprop. A
derivative is made of tensors again, so that it can be differentiated too.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from mpmath import mp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Number = float | bool
Push = Any
"""What takes a tensor's gradient to pairs of a source and its gradient."""

float64 = "float64"
_SETTINGS = {"dtype": "float32"}


def set_default_dtype(dtype: str) -> None:
    _SETTINGS["dtype"] = dtype


class Tensor:
    """A number, what it was made of, and how a gradient is handed on to that."""

    def __init__(
        self, data: Number, sources: Sequence[Tensor] = (), push: Push | None = None
    ) -> None:
        self.data = data
        self.sources = [source for source in sources if source.requires_grad]
        self.requires_grad = bool(self.sources)
        self.push = push

    def item(self) -> Number:
        return self.data

    def detach(self) -> Tensor:
        return Tensor(self.data)

    def clone(self) -> Tensor:
        return add(self, 0.0)

    def requires_grad_(self) -> Tensor:
        self.requires_grad = True
        return self

    def double(self) -> Tensor:
        assert isinstance(self.data, bool), "only truth values are made numbers"
        return Tensor(float(self.data))

    def sum(self) -> Tensor:
        return self

    def __bool__(self) -> bool:
        return bool(self.data)

    def __int__(self) -> int:
        return int(self.data)

    def __neg__(self) -> Tensor:
        return made("neg", (self,), -number(self), lambda g: (-g,))

    def __add__(self, other: Operand) -> Tensor:
        return add(self, other)

    __radd__ = __add__

    def __sub__(self, other: Operand) -> Tensor:
        return add(self, -other)

    def __rsub__(self, other: float) -> Tensor:
        return add(-self, other)

    def __mul__(self, other: Operand) -> Tensor:
        return made("mul", (self, other), number(self) * number(other),
                    lambda g: (g * other, g * self))  # fmt: skip

    __rmul__ = __mul__

    def __truediv__(self, other: Operand) -> Tensor:
        return made("div", (self, other), divided(number(self), number(other)),
                    lambda g: (g / other, -g * ((self / other) / other)))  # fmt: skip

    def __rtruediv__(self, other: float) -> Tensor:
        return tensor(float(other)) / self

    def __pow__(self, other: Operand) -> Tensor:
        return power(self, other)

    def __rpow__(self, other: float) -> Tensor:
        return power(tensor(float(other)), self)

    def __lt__(self, other: Operand) -> Tensor:
        return Tensor(number(self) < number(other))

    def __le__(self, other: Operand) -> Tensor:
        return Tensor(number(self) <= number(other))

    def __gt__(self, other: Operand) -> Tensor:
        return Tensor(number(self) > number(other))

    def __ge__(self, other: Operand) -> Tensor:
        return Tensor(number(self) >= number(other))

    def __eq__(self, other: object) -> Tensor:  # type: ignore[override]
        return Tensor(number(self) == number(other))

    def __ne__(self, other: object) -> Tensor:  # type: ignore[override]
        return Tensor(number(self) != number(other))

    __hash__ = object.__hash__

    def __and__(self, other: Tensor) -> Tensor:
        return Tensor(truth(self) and truth(other))

    def __or__(self, other: Tensor) -> Tensor:
        return Tensor(truth(self) or truth(other))

    def __invert__(self) -> Tensor:
        return Tensor(not truth(self))


Operand = Tensor | float


def number(operand: object) -> float:
    """The number of an operand, which must be a tensor of doubles or a plain number."""
    if isinstance(operand, Tensor):
        assert not isinstance(operand.data, bool), "a truth value takes no part in arithmetic"
        return operand.data
    assert isinstance(operand, int | float)
    return float(operand)


def truth(operand: Tensor) -> bool:
    assert isinstance(operand.data, bool), "only truth values are joined"
    return operand.data


def made(
    name: str, arguments: Sequence[Any], value: float, push: Callable[[Tensor], Sequence[Any]]
) -> Tensor:
    """The tensor of an operation; `push` gives the gradients of the arguments."""
    tensors = [argument for argument in arguments if isinstance(argument, Tensor)]
    assert tensors, f"torch.{name} takes tensors"

    def handed(gradient: Tensor) -> list[tuple[Tensor, Any]]:
        return [
            (argument, given)
            for argument, given in zip(arguments, push(gradient), strict=True)
            if isinstance(argument, Tensor) and argument.requires_grad
        ]

    return Tensor(value, tensors, handed)


def tensor(value: float, dtype: str | None = None) -> Tensor:
    assert (dtype or _SETTINGS["dtype"]) == float64
    assert isinstance(value, float)
    return Tensor(value)


def as_tensor(value: Operand, dtype: str) -> Tensor:
    assert dtype == float64
    return value if isinstance(value, Tensor) else Tensor(float(value))


def zeros_like(x: Tensor) -> Tensor:
    assert isinstance(x, Tensor)
    return Tensor(0.0)


def ones_like(x: Tensor) -> Tensor:
    assert isinstance(x, Tensor)
    return Tensor(1.0)


def divided(x: float, y: float) -> float:
    if y:
        return x / y
    return math.nan if x == 0 or math.isnan(x) else math.copysign(math.inf, x) * math.copysign(1, y)


def add(x: Operand, y: Operand) -> Tensor:
    return made("add", (x, y), number(x) + number(y), lambda g: (g, g))


def raised(x: float, y: float) -> float:
    try:
        return math.pow(x, y)
    except OverflowError:
        return -math.inf if x < 0 and y % 2 == 1 else math.inf
    except ValueError:
        return math.nan if x else math.copysign(math.inf, x) if y % 2 == 1 else math.inf


def power(x: Tensor, y: Operand) -> Tensor:
    out = raised(number(x), number(y))

    def push(g: Tensor) -> tuple[Any, Any]:
        exponent = y if isinstance(y, Tensor) else tensor(float(y))
        by_x = where(exponent == 0.0, tensor(0.0), g * (exponent * power(x, exponent - 1.0)))
        if not isinstance(y, Tensor):
            return by_x, None
        is_flat = (x == 0.0) & (exponent >= 0.0)
        return by_x, where(is_flat, tensor(0.0), g * (power(x, y) * log(x)))

    return made("pow", (x, y), out, push)


def where(condition: Tensor, x: Operand, y: Operand) -> Tensor:
    assert isinstance(condition, Tensor)
    taken = truth(condition)
    zero = tensor(0.0)
    if not (isinstance(x, Tensor) or isinstance(y, Tensor)):
        return tensor(float(x if taken else y))
    return made("where", (x, y), number(x if taken else y),
                lambda g: (where(condition, g, zero), where(condition, zero, g)))  # fmt: skip


def guarded(function: Callable[..., float], *numbers: float) -> float:
    try:
        return function(*numbers)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def unary(
    name: str, function: Callable[[float], float], slope: Callable[[Tensor, Tensor], Any]
) -> Callable[[Tensor], Tensor]:
    """A function of one tensor; `slope(g, x)` is the gradient, given that of its value."""

    def applied(x: Tensor) -> Tensor:
        assert isinstance(x, Tensor), f"torch.{name} takes a tensor"
        return made(name, (x,), guarded(function, number(x)), lambda g: (slope(g, x),))

    return applied


def logarithm(function: Callable[[float], float], pole: float = 0.0) -> Callable[[float], float]:
    return lambda x: -math.inf if x == pole else function(x)


def flat(_: Tensor, __: Tensor) -> Tensor:
    return tensor(0.0)


def rounded(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: float(function(x)) if math.isfinite(x) else x


def signed(x: float) -> float:
    return float((x > 0) - (x < 0))


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else math.exp(x)


def overflowing_sinh(x: float) -> float:
    return math.sinh(x) if math.fabs(x) < 710.4 else math.copysign(math.inf, x)


def psi(order: int, x: float) -> float:
    return float(mp.psi(order, x)) if x > 0 or x % 1 else math.nan


exp = unary("exp", math.exp, lambda g, x: g * exp(x))
expm1 = unary("expm1", math.expm1, lambda g, x: g * (expm1(x) + 1))
log = unary("log", logarithm(math.log), lambda g, x: g / x)
log2 = unary("log2", logarithm(math.log2), lambda g, x: g / (x * 0.6931471805599453))
log10 = unary("log10", logarithm(math.log10), lambda g, x: g / (x * 2.302585092994046))
log1p = unary("log1p", logarithm(math.log1p, -1.0), lambda g, x: g / (x + 1))
sqrt = unary("sqrt", math.sqrt, lambda g, x: g / (2 * sqrt(x)))
square = unary("square", lambda x: x * x, lambda g, x: g * (2 * x))
sin = unary("sin", math.sin, lambda g, x: g * cos(x))
cos = unary("cos", math.cos, lambda g, x: g * -sin(x))
tan = unary("tan", math.tan, lambda g, x: g * (1 + tan(x) ** 2))
rsqrt = unary("rsqrt", lambda x: divided(1, math.sqrt(x)), lambda g, x: -0.5 * g * rsqrt(x) ** 3)
asin = unary("asin", math.asin, lambda g, x: g * rsqrt(-x * x + 1))
acos = unary("acos", math.acos, lambda g, x: g * -rsqrt(-x * x + 1))
atan = unary("atan", math.atan, lambda g, x: g / (x * x + 1))
sinh = unary("sinh", overflowing_sinh, lambda g, x: g * cosh(x))
cosh = unary("cosh", math.cosh, lambda g, x: g * sinh(x))
tanh = unary("tanh", math.tanh, lambda g, x: g * (1 - tanh(x) ** 2))
asinh = unary("asinh", math.asinh, lambda g, x: g * rsqrt(x**2 + 1))
acosh = unary("acosh", math.acosh, lambda g, x: g * rsqrt(x**2 - 1))
atanh = unary("atanh", math.atanh, lambda g, x: g * (1 / (1 - x**2)))
abs = unary("abs", math.fabs, lambda g, x: g * sign(x))  # noqa: A001
sign = unary("sign", signed, flat)
floor = unary("floor", rounded(math.floor), flat)
ceil = unary("ceil", rounded(math.ceil), flat)
round = unary("round", rounded(round), flat)  # noqa: A001
trunc = unary("trunc", rounded(math.trunc), flat)
relu = unary("relu", lambda x: max(x, 0.0), lambda g, x: where(x > 0.0, g, tensor(0.0)))
erf = unary("erf", math.erf, lambda g, x: 2 / math.sqrt(math.pi) * exp(-(x**2)) * g)
erfc = unary("erfc", math.erfc, lambda g, x: -2 / math.sqrt(math.pi) * exp(-(x**2)) * g)
lgamma = unary("lgamma", math.lgamma, lambda g, x: g * digamma(x))
digamma = unary("digamma", lambda x: psi(0, x), lambda g, x: g * polygamma(1, x))
sigmoid = unary("sigmoid", logistic, lambda g, x: g * (1 - sigmoid(x)) * sigmoid(x))
logit = unary("logit", lambda x: math.log(x / (1 - x)), lambda g, x: g / (x * (1 - x)))
_silu = unary("silu", lambda x: x * logistic(x),
              lambda g, x: g * sigmoid(x) * (1 + x * (1 - sigmoid(x))))  # fmt: skip
_gelu = unary(
    "gelu", lambda x: x * math.erfc(-x / math.sqrt(2)) / 2,
    lambda g, x: g * (erfc(x * -math.sqrt(0.5)) * 0.5
                      + x * exp(x * x * -0.5) / math.sqrt(2 * math.pi)),
)  # fmt: skip
nn = SimpleNamespace(functional=SimpleNamespace(silu=_silu, gelu=_gelu))


def polygamma(n: int, x: Tensor) -> Tensor:
    assert isinstance(n, int)
    return made("polygamma", (x,), psi(n, number(x)), lambda g: (g * polygamma(n + 1, x),))


def both(name: str, x: object, y: object) -> None:
    assert isinstance(x, Tensor), f"torch.{name} takes tensors"
    assert isinstance(y, Tensor), f"torch.{name} takes tensors"


def atan2(y: Tensor, x: Tensor) -> Tensor:
    both("atan2", y, x)

    def push(g: Tensor) -> tuple[Tensor, Tensor]:
        share = 1 / (x * x + y * y)
        return g * x * share, g * -y * share

    return made("atan2", (y, x), math.atan2(number(y), number(x)), push)


def hypot(x: Tensor, y: Tensor) -> Tensor:
    both("hypot", x, y)
    return made("hypot", (x, y), math.hypot(number(x), number(y)),
                lambda g: (g * (x / hypot(x, y)), g * (y / hypot(x, y))))  # fmt: skip


def remainder(x: Tensor, y: Operand) -> Tensor:
    assert isinstance(x, Tensor)
    value, whole = divmod(number(x), number(y))[::-1] if number(y) else (math.nan, math.nan)
    return made("remainder", (x, y), value, lambda g: (g, -g * whole))


def logaddexp(x: Tensor, y: Tensor) -> Tensor:
    both("logaddexp", x, y)
    a, b = number(x), number(y)
    value = max(a, b) + math.log1p(math.exp(-math.fabs(a - b)))
    return made("logaddexp", (x, y), value,
                lambda g: (g / (1 + exp(y - x)), g / (1 + exp(x - y))))  # fmt: skip


def clamp(x: Tensor, low: Operand, high: Operand) -> Tensor:
    assert isinstance(low, Tensor) == isinstance(high, Tensor), "both bounds alike"
    value = min(max(number(x), number(low)), number(high))

    def push(g: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        zero = tensor(0.0)
        low_, high_ = (low, high) if isinstance(low, Tensor) else (tensor(low), tensor(high))
        return (
            where((x >= low_) & (x <= high_), g, zero),
            where((x < low_) & (low_ < high_), g, zero),
            where((x > high_) | (high_ < low_), g, zero),
        )

    return made("clamp", (x, low, high), value, push)


def _larger(name: str, sign_: int) -> Callable[[Tensor, Tensor], Tensor]:
    def chosen(x: Tensor, y: Tensor) -> Tensor:
        both(name, x, y)
        a, b = number(x), number(y)
        best = max(a * sign_, b * sign_) * sign_

        def push(g: Tensor) -> tuple[Tensor, Tensor]:
            zero, is_tied = tensor(0.0), a == b  # a loser's gradient is masked, not multiplied
            half = g * 0.5 if is_tied else g
            return half if a == best else zero, half if b == best else zero

        return made(name, (x, y), best if a == a and b == b else math.nan, push)  # noqa: PLR0124

    return chosen


maximum, minimum = _larger("maximum", 1), _larger("minimum", -1)


class Stacked(tuple):  # a tensor of several numbers, which only amax and amin take
    __slots__ = ()


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    assert all(isinstance(one, Tensor) for one in tensors)
    return tensors


def stack(tensors: Sequence[Tensor]) -> Stacked:
    return Stacked(tensors)


def logsumexp(stacked: Stacked, dim: int) -> Tensor:
    assert isinstance(stacked, Stacked)
    assert dim == 0
    numbers = [number(one) for one in stacked]
    top = max(numbers)
    value = top + math.log(math.fsum(math.exp(one - top) for one in numbers))
    return made("logsumexp", stacked, value,
                lambda g: [g * math.exp(one - value) for one in numbers])  # fmt: skip


def _extreme(name: str, best: Callable[..., float]) -> Callable[[Stacked, int], Tensor]:
    def chosen(stacked: Stacked, dim: int) -> Tensor:
        assert isinstance(stacked, Stacked)
        assert dim == 0
        numbers = [number(one) for one in stacked]
        value = best(numbers) if all(one == one for one in numbers) else math.nan  # noqa: PLR0124
        count = numbers.count(value)
        return made(name, stacked, value,
                    lambda g: [g * (float(one == value) / count) for one in numbers])  # fmt: skip

    return chosen


amax, amin = _extreme("amax", max), _extreme("amin", min)


def _grad(
    output: Tensor,
    inputs: Sequence[Tensor],
    *,
    retain_graph: bool = False,
    create_graph: bool = False,
    allow_unused: bool = False,
) -> tuple[Tensor | None, ...]:
    if not output.requires_grad:
        raise RuntimeError("element 0 of tensors does not require grad")
    if not inputs:
        raise ValueError("grad requires non-empty inputs.")
    assert retain_graph or create_graph
    assert all(one.requires_grad for one in inputs)
    gradients: dict[int, Tensor] = {id(output): tensor(1.0)}
    for node in reversed(_sorted(output)):
        gradient = gradients.get(id(node))
        if gradient is None or node.push is None:
            continue
        for source, given in node.push(gradient):
            before = gradients.get(id(source))
            gradients[id(source)] = given if before is None else before + given
    found = tuple(gradients.get(id(one)) for one in inputs)
    assert allow_unused or None not in found
    return found if create_graph else tuple(None if one is None else one.detach() for one in found)


def _sorted(output: Tensor) -> list[Tensor]:
    """What an output is made of, each after what it is made of itself."""
    order: list[Tensor] = []
    seen: set[int] = set()
    waiting = [(output, False)]
    while waiting:
        node, is_done = waiting.pop()
        if is_done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            waiting.append((node, True))
            waiting.extend((source, False) for source in node.sources)
    return order


autograd = SimpleNamespace(grad=_grad)
