"""Template filters of the traces."""
