"""Graphs, rules and sweeps: a formula as a flat graph, and every question asked of that graph.

This layer knows nothing of Lark, Click, Rich or terminals. What it asks of a tree is asked in
`names.py` (which name is what), `refusals.py` (what has no meaning), `dependencies.py` (what waits
for what) and `lower.py` (tree to graph); `wording.py` goes back from nodes to text.
"""
