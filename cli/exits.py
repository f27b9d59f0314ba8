"""The exit statuses; 1 is kept for an answer that was checked and found wrong."""

SUCCESS, WRONG, MISTAKE, FAULT, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 70, 130, 141
