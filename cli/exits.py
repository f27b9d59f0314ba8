"""The exit statuses; 1 is kept for an answer that was checked and found wrong."""

SUCCESS, MISTAKE, FAULT, INTERRUPTED, BROKEN_PIPE = 0, 2, 70, 130, 141
