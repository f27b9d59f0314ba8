"""One file a command: it reads arguments, asks the core a question and hands on a report."""
