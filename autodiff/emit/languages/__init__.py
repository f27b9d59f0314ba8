"""One file a language, with its `Language` and `emit`; a helper bears its language's name."""
