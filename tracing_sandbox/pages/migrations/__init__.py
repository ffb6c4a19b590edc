"""The tables of what was broken on purpose."""
