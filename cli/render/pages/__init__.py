"""Pages that teach: what they say (explanation, paths), and the forms in which they are written."""
