"""The command line: arguments in, text out. It draws; it knows nothing of differentiation."""
