"""`backprop jacobian`: the first derivatives of several outputs at a point, as a matrix."""

from __future__ import annotations

from ..matrix import matrix_command

command = matrix_command(
    "jacobian",
    short="The first derivatives of the outputs at a point, as a matrix.",
    help="""The Jacobian matrix: a row for each output, a column for each input.

An entry is blank where no derivative connects the two, whatever the values are. EXPR and the
values are given as for 'backprop eval'.""",
    examples="""\
Examples:
  backprop jacobian "x*y; sin(z)" --x 2 --y 3 --z 0
  backprop jacobian "x*y; sin(z)" --at x=2,y=3,z=0 --get df1/dx
""",
    keys="Print only these numbers, one a line: dOUT/dNAME, or dNAME where there is one output; "
    "OUT. Not together with --format.",
)
