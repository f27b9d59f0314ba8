"""One file an output form: a report in, text out."""
