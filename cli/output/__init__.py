"""What the user sees: streams, forms, files and errors."""
