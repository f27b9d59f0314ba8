"""Random programs that are mostly conditions of shared parts, so that branches need each other."""

from __future__ import annotations

import random

Program = tuple[str, dict[str, float]]

CIRCULAR = "a = where(x > x, x, 1); b = a; where(x > a, x, 1) + a + b + 0*(x + y)"
"""One part is needed in a branch whose condition is made of what that part is needed for."""


def expression(source: random.Random, names: list[str], depth: int) -> str:
    """An expression over names, no deeper than asked."""
    if depth == 0 or source.random() < 0.15:
        return source.choice([*names, "1", "0.5", "2"])
    patterns = ["where({} > {}, {}, {})"] * 9 + ["where({} > 0 and {} < 1, {}, {})"] * 2
    patterns += ["log({})", "sqrt({})", "({})*({})", "({})/({})", "({} - {})"] * 2
    pattern = source.choice(patterns)
    count = pattern.count("{}")
    return pattern.format(*(expression(source, names, depth - 1) for _ in range(count)))


def programs(count: int, seed: int) -> list[Program]:
    """Programs with a point each; some have no value there."""
    source = random.Random(seed)
    found: list[Program] = [(CIRCULAR, {"x": 0.5, "y": 1.0})]
    for _ in range(count):
        names, statements = ["x", "y"], list[str]()
        for number in range(source.randint(1, 6)):
            statements.append(f"t{number} = {expression(source, names, source.randint(1, 3))}")
            names.append(f"t{number}")
        statements.append(f"{expression(source, names, 3)} + 0*(x + y)")
        point = {"x": source.choice([-1.0, 0.0, 0.5, 2.0]), "y": source.choice([-0.7, 0.3, 1.5])}
        found.append(("; ".join(statements), point))
    return found
