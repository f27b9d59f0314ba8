"""The kinds of numbers that prove what they say: exact ones, and ones of many digits.

They rest on FLINT (`python-flint`) and are imported only where they are asked for.
"""
