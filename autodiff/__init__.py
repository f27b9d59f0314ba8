"""Graphs, rules and sweeps: a formula as a flat graph, and every question asked of that graph.

This layer knows nothing of Lark, Click, Rich or terminals, and meets the syntax tree in
`lower.py` (tree to graph), `names.py` (which names are what) and `lift.py` (graph back to tree).
"""
