"""What a person must be told of a result, and what is settled before it is told."""
