"""An expression and its point: where they are read, and what is asked of them."""
