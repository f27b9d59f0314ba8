"""A class: an assignment and submissions in, marks and hand-outs out."""
