"""Findings put into words, as `Blame`; `judge` decides which of them is told."""
