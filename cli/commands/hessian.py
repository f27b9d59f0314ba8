"""`backprop hessian`: the second derivatives of each output at a point, as a matrix."""

from __future__ import annotations

from ..matrix import matrix_command

command = matrix_command(
    "hessian",
    short="The second derivatives of each output at a point, as a matrix.",
    help="""The Hessian matrix of each output: forward mode over reverse mode.

An entry is blank where it is zero whatever the values are; of two entries that mirror each other
one is worked out. EXPR and the values are given as for 'backprop eval'.""",
    examples="""\
Examples:
  backprop hessian "(1 - x)^2 + 100*(y - x^2)^2" --x 1 --y 1
  backprop hessian "x^2*y" --x 3 --y 5 --get d2f/dxdy,d2f/dx2
""",
    keys="Print only these numbers, one a line: d2OUT/dNAME2, d2OUT/dNAMEdNAME; dOUT/dNAME, or "
    "dNAME where there is one output; OUT. Not together with --format.",
)
