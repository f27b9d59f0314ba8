"""Forms that say one derivative a line: pieces, precedence, names, and `writer` of each form."""
