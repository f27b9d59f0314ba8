"""One file a command: arguments in, a report out."""
