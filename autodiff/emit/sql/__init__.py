"""A query for each dialect, stage by stage."""
