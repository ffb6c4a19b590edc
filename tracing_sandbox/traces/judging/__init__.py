"""Second floor: what is out of line, by comparison with healthy traces or on its own."""
