"""How PyTorch spells the primitives: four small tables, and what it does differently.

In a template `{0}`, `{1}`, … are the arguments, `{all}` all of them.

Invariants:

- The keys of the four tables are the names of the primitives, each once.
- Nothing is spelled by a derivative of backprop's: PyTorch differentiates what is written.

>>> spelled("hypot", ["x", "y"]), spelled("less", ["x", "2.0"])
('torch.hypot(x, y)', '(x < 2.0).double()')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INFIX = {
    "negate": "-", "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**",
}  # fmt: skip

SIMPLE = {
    "exp": "exp", "expm1": "expm1", "log": "log", "log2": "log2", "log10": "log10",
    "log1p": "log1p", "sqrt": "sqrt", "square": "square", "sin": "sin", "cos": "cos", "tan": "tan",
    "asin": "asin", "acos": "acos", "atan": "atan", "atan2": "atan2", "sinh": "sinh",
    "cosh": "cosh", "tanh": "tanh", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh",
    "hypot": "hypot", "abs": "abs", "sign": "sign", "floor": "floor", "ceil": "ceil",
    "round": "round", "trunc": "trunc", "mod": "remainder", "clamp": "clamp", "relu": "relu",
    "erf": "erf", "erfc": "erfc", "lgamma": "lgamma", "digamma": "digamma", "sigmoid": "sigmoid",
    "logit": "logit", "silu": "nn.functional.silu", "gelu": "nn.functional.gelu",
}  # fmt: skip
"""Functions of `torch` of the same arguments."""

COMPARISONS = {
    "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">=", "equal": "==",
    "not_equal": "!=",
}  # fmt: skip
"""The comparisons, where they are conditions."""

LOWERED = {
    **{name: f"({{0}} {symbol} {{1}}).double()" for name, symbol in COMPARISONS.items()},
    "and": "(({0} != 0) & ({1} != 0)).double()",
    "or": "(({0} != 0) | ({1} != 0)).double()",
    "not": "({0} == 0).double()",
    "where": "torch.where({0} != 0, {1}, {2})",
    "logb": "torch.log({0}) / torch.log({1})",
    "cbrt": "torch.sign({0}) * torch.abs({0}) ** (1 / 3)",
    "sec": "1 / torch.cos({0})",
    "csc": "1 / torch.sin({0})",
    "cot": "1 / torch.tan({0})",
    "asec": "torch.atan2(torch.sqrt(({0} - 1) * ({0} + 1)), torch.sign({0}))",
    "acsc": "torch.atan2(torch.sign({0}), torch.sqrt(torch.abs({0}) - 1) "
        "* torch.sqrt(torch.abs({0}) + 1))",
    "acot": "torch.atan2(torch.ones_like({0}), {0})",
    # Not 1 / cosh and 1 / sinh, whose derivatives are NaN where those are infinite.
    "sech": "2 * torch.exp(-torch.abs({0})) / (1 + torch.exp(-2 * torch.abs({0})))",
    "csch": "-2 * torch.sign({0}) * torch.exp(-torch.abs({0})) "
        "/ torch.expm1(-2 * torch.abs({0}))",
    "coth": "1 / torch.tanh({0})",
    "logsumexp": "torch.logsumexp(torch.stack(torch.broadcast_tensors({all})), 0)",
    "max": "torch.amax(torch.stack(torch.broadcast_tensors({all})), 0)",
    "min": "torch.amin(torch.stack(torch.broadcast_tensors({all})), 0)",
    "leaky_relu": "torch.where({0} > 0, {0}, {1} * {0})",
    # Not softplus, which gives x itself from x = 20 on.
    "softplus": "torch.logaddexp({0}, torch.zeros_like({0}))",
    "gamma": "(1 - 2 * ({0} < 0).double() * torch.remainder(torch.floor({0}), 2)) "
        "* torch.exp(torch.lgamma({0}))",
    "polygamma": "torch.polygamma(int({0}), {1})",
}  # fmt: skip

UNSUPPORTED: dict[str, str] = {}
"""There is nothing that PyTorch cannot say."""

REMARKS = {
    "hypot": "hypot has no derivative at (0, 0), where backprop gives 0.",
    "sigmoid": "sigmoid's derivative is 0 where backprop's still has digits, from x = 37 on.",
    "silu": "silu's derivative loses digits for large x.",
    "asec": "asec has no derivative at 1 and -1, where backprop gives an infinite one.",
    "acsc": "acsc has no derivative at 1 and -1, where backprop gives an infinite one.",
    "coth": "coth's derivative is 0 where backprop's still has digits, from |x| = 19 on.",
    "tanh": "tanh's derivative is 0 where backprop's still has digits, from |x| = 19 on.",
    "cbrt": "PyTorch has no cbrt: sign(x)*|x|^(1/3), which has no derivative at 0.",
    "gamma": "PyTorch has no gamma: exp(lgamma(x)), which loses digits for large x.",
    "logit": "logit loses digits near x = 1/2.",
    "clamp": "clamp(x, low, high) is another function of low and high where low >= high.",
}  # fmt: skip
"""Where PyTorch's answer is another, by primitive."""

TIES_REMARK = "max and min share the derivative among ties, as backprop does without --ties each."


def spelled(name: str, arguments: Sequence[str]) -> str:
    """An operation on its arguments, which must be closed: names, calls, or in parentheses."""
    if name in INFIX:
        symbol = INFIX[name]
        if len(arguments) == 1:
            return f"{symbol}{arguments[0]}"
        return f"{arguments[0]} {symbol} {arguments[1]}"
    if name in SIMPLE:
        return f"torch.{SIMPLE[name]}({', '.join(arguments)})"
    if name in ("max", "min") and len(arguments) == 2:
        return f"torch.{name}imum({', '.join(arguments)})"
    if name == "logsumexp" and len(arguments) == 2:
        return f"torch.logaddexp({', '.join(arguments)})"
    return LOWERED[name].format(*arguments, all=", ".join(arguments))
