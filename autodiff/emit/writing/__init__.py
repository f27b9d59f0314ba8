"""What the writers of programs share: the record of a language, spelling, statements, names."""
