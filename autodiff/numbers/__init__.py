"""The kinds of numbers: doubles, arrays of them, and those that prove what they say.

Exact numbers and numbers of many digits rest on FLINT (`python-flint`) and are imported only where
they are asked for.
"""
