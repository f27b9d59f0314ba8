"""How Hypothesis draws: the same examples at every run, others for whoever asks.

`python3 -m pytest --hypothesis-profile random` asks for others; `--hypothesis-seed N` with it asks
for them again.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("random", deadline=None)
settings.load_profile("steady")
