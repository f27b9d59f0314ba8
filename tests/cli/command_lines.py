"""Expressions of textbooks and lectures, with a point, as words of a command line."""

from __future__ import annotations

LECTURE = ["(x+y)*z", "--x", "-2", "--y", "5", "--z", "-4"]
BRANCHES = ["c = a + b; d = b + 1; e = c*d", "--a", "2", "--b", "1"]
NEURON = ["1/(1 + exp(-(w0*x0 + w1*x1 + w2)))", "--at", "w0=2,x0=-1,w1=-3,x1=-2,w2=-3"]
SHOPPING = [
    "（饮料单价×饮料数量 ＋ 圆珠笔单价×圆珠笔数量）×折扣", "--at",
    "饮料单价=10，饮料数量=6，圆珠笔单价=5，圆珠笔数量=20，折扣=0.8",
]  # fmt: skip
EXAMPLES = [LECTURE, BRANCHES, NEURON, SHOPPING, ["x*y^2", "--x", "1", "--y", "2"]]
