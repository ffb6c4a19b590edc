"""Beside comparing: many traces of a time, and what is wrong with them as a whole."""
