"""The terminal: where the commands print, the table of parts, and one trace shown."""
