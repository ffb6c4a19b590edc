"""Traces, for people: the newest, what one says, and how two differ. It leaves no trace itself."""
