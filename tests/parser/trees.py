"""Trees as short fully parenthesised text, written independently of the unparser.

`-x^2` is `(- (^ x 2))`; a juxtaposition is `(: 2 x)`, an adjacency `(? x y)`, a root `(√ x)`.
"""

from __future__ import annotations

from backprop.parser import (
    Adjacency,
    Binary,
    Call,
    Expression,
    Juxtaposition,
    Name,
    Number,
    Root,
    Statement,
    Unary,
    parse,
)


def shape(node: Expression) -> str:  # noqa: PLR0911 - one line a class
    """The shape of a tree of a person's size."""
    match node:
        case Number(mantissa=mantissa, exponent=0):
            return str(mantissa)
        case Number(mantissa=mantissa, exponent=exponent):
            return f"{mantissa}e{exponent}"
        case Name(name=name):
            return name
        case Unary(operator=operator, operand=operand):
            return f"({operator} {shape(operand)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({operator} {shape(left)} {shape(right)})"
        case Juxtaposition(left=left, right=right):
            return f"(: {shape(left)} {shape(right)})"
        case Adjacency(left=left, right=right):
            return f"(? {shape(left)} {shape(right)})"
        case Root(operand=operand):
            return f"(√ {shape(operand)})"
        case Call(function=function, arguments=arguments):
            return f"({' '.join([f'{function}()', *map(shape, arguments)])})"


def statement_shape(statement: Statement) -> str:
    """`target = value`, `function(parameters) = value` or the value, shaped."""
    value = shape(statement.value)
    if statement.target is not None:
        return f"{statement.target.name} = {value}"
    if statement.function is not None:
        names = ", ".join(parameter.name for parameter in statement.parameters)
        return f"{statement.function.name}({names}) = {value}"
    return value


def shapes(text: str) -> list[str]:
    """The shapes of all statements of a text."""
    return [statement_shape(statement) for statement in parse(text).statements]


def only_shape(text: str) -> str:
    """The shape of the one statement of a text."""
    (found,) = shapes(text)
    return found


def children(node: Expression) -> tuple[Expression, ...]:
    """The operands of a node, from left to right."""
    match node:
        case Unary(operand=operand) | Root(operand=operand):
            return (operand,)
        case Binary() | Juxtaposition() | Adjacency():
            return (node.left, node.right)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def nodes(tree: Expression) -> list[Expression]:
    """All nodes of a tree of any depth, the root first."""
    found, pending = [], [tree]
    while pending:
        node = pending.pop()
        found.append(node)
        pending.extend(reversed(children(node)))
    return found


def same(one: Expression, other: Expression) -> bool:
    """Structural equality for trees of any depth, where `==` would recurse."""
    pairs = [(one, other)]
    while pairs:
        left, right = pairs.pop()
        inner_left, inner_right = children(left), children(right)
        if type(left) is not type(right) or len(inner_left) != len(inner_right):
            return False
        plain = ("operator", "name", "function", "mantissa", "exponent")
        if any(getattr(left, field, None) != getattr(right, field, None) for field in plain):
            return False
        pairs.extend(zip(inner_left, inner_right, strict=True))
    return True
