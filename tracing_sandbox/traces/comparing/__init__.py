"""Beside explaining: two traces laid over each other, and where their difference comes from."""
