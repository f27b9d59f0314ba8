"""Sweeps over a graph in any kind of numbers, and derivatives that are graphs again."""
