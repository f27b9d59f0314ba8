"""The wrong rules that people apply, written like the right ones; the rows of the table have them.

Invariants:

- A rule here runs on floats and on the Builder's handles alike, as the right ones do.
- What a mistake is called is in `MISTAKES`, with the words that a teacher reads; mistakes that no
  single function is to blame for (a path left out, a chain that stops early) are named there too.
- Only diagnosis asks for them, so a row fetches its own when it is asked: see `Primitive.mistakes`.
- Where a wrong rule happens to give what the right one gives, nothing is wrong: whoever asks drops
  it, not the rule.

>>> [mistake.sentence for mistake in WRONG_RULES["cosh"] if mistake.name == "sign"]
['the derivative of cosh is sinh, without a minus (unlike cos)']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rules_arithmetic import (
    ADD,
    DIVIDE,
    EXP,
    EXPM1,
    LEFT,
    LOG,
    LOG1P,
    LOG_OF_BASE,
    LOGB,
    MULTIPLY,
    NEGATE,
    POWER,
    SQUARE,
    SUBTRACT,
)
from .rules_functions import (
    ABS,
    ACOS,
    ACOT,
    ASIN,
    ATAN,
    ATAN2,
    ATANH,
    CBRT,
    COS,
    COSH,
    COT,
    COTH,
    CSC,
    CSCH,
    ERF,
    ERFC,
    EXTREME,
    HYPOT,
    RELU,
    SEC,
    SECH,
    SIGMOID,
    SILU,
    SIN,
    SINH,
    SOFTPLUS,
    SQRT,
    TAN,
    TANH,
)

if TYPE_CHECKING:
    from ..rules.row import Mistake

MISTAKES = {
    "missing-path": "a path is missing from the sum",
    "stopped-early": "the chain stops early",
    "inner-forgotten": "the inner derivative is missing",
    "factor-missing": "a factor of the chain is missing",
    "factor-twice": "a factor of the chain is used twice",
    "operands-exchanged": "the operands are exchanged",
    "sign": "the sign is lost",
    "product-of-derivatives": "the derivative of a product taken as the product of derivatives",
    "product-sign": "a minus in the product rule",
    "quotient-reversed": "the quotient rule is reversed",
    "quotient-sign": "a plus in the quotient rule",
    "quotient-no-square": "the quotient rule without the square",
    "quotient-of-derivatives": "the derivative of a quotient taken as the quotient of derivatives",
    "power-not-lowered": "the power is not lowered",
    "power-no-factor": "the power rule without its factor",
    "power-factor": "the power rule with a wrong factor",
    "base-and-exponent": "base and exponent are confused",
    "log-of-base": "the logarithm of the base is missing or misplaced",
    "left-undifferentiated": "a function is left undifferentiated",
    "function-of-derivative": "a function is applied to the inner derivative",
    "wrong-rule": "another function's rule",
    "constant-kept": "a constant is kept, or given a derivative",
    "integrated": "integrated instead of differentiated",
    "value-given": "the value is given instead of the derivative",
    "other-node": "one node's number is given instead of another's",
    "other-input": "the derivative by another input",
    "other-output": "the derivative of another output",
    "other-order": "a derivative of another order",
    "other-count": "the count of something else",
    "loser": "max or min sends the derivative to the loser",
    "to-all": "max or min sends the derivative to every argument",
    "degrees": "degrees for radians",
    "rounded-early": "rounded too early",
    "rounded": "rounded to too few digits",
}
"""What each kind of mistake is called, in the order in which the documents list them."""

WRONG_RULES: dict[str, tuple[Mistake, ...]] = {
    "negate": NEGATE, "add": ADD, "subtract": SUBTRACT, "multiply": MULTIPLY, "divide": DIVIDE,
    "power": POWER, "square": SQUARE, "sqrt": SQRT, "cbrt": CBRT, "exp": EXP, "expm1": EXPM1,
    "log": LOG, "log2": LOG_OF_BASE, "log10": LOG_OF_BASE, "log1p": LOG1P, "logb": LOGB,
    "sin": SIN, "cos": COS, "tan": TAN, "sec": SEC, "csc": CSC, "cot": COT,
    "asin": ASIN, "acos": ACOS, "atan": ATAN, "acot": ACOT, "asec": LEFT, "acsc": LEFT,
    "atan2": ATAN2, "sinh": SINH, "cosh": COSH, "tanh": TANH, "sech": SECH, "csch": CSCH,
    "coth": COTH, "asinh": LEFT, "acosh": LEFT, "atanh": ATANH,
    "hypot": HYPOT, "erf": ERF, "erfc": ERFC, "gamma": LEFT, "lgamma": LEFT,
    "sigmoid": SIGMOID, "logit": LEFT, "softplus": SOFTPLUS, "silu": SILU, "gelu": LEFT,
    "logsumexp": LEFT,
    "abs": ABS, "relu": RELU, "max": EXTREME, "min": EXTREME,
}  # fmt: skip
"""The wrong rules of each row, by its name."""
