"""The meaning of a text: its names, what has none, and the tree lowered to a graph."""
