"""Benchmarks: what backprop costs, beside what else people would use.

`python -m tests.benchmarks` prints a table and, with `--json FILE`, writes the same as JSON.
Figures are ratios of medians taken in one run, with both sides measured in turn, since machines are
noisy. Nothing here is a test of time.
"""
