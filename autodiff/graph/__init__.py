"""Flat computation graphs, the notes on them, and what their nodes are called."""
