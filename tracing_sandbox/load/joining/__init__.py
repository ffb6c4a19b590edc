"""The traces of a run: found again, read, and what of them is missing."""
