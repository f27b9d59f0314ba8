"""A class's homework: an assignment, submissions, marks, and what the class got wrong.

Everything here is plain data and knows no files; the command line reads and writes them.
"""
