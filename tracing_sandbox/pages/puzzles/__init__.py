"""Puzzles: a fault that is sealed, to be found by whoever looks at the trace of its order."""
